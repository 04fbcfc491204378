"""The public register and the check page among 20,000 certificates.

As their readers meet them they are kept: held to three times a bare view of the same middleware. Drawn anew, for the
first reader after a change or with words to search, they are measured against a page that draws the same frame around
one field: what is above it is their own work.
"""

import datetime
from functools import cache

from django.db import connection
from django.test import Client
from django.urls import reverse

from certificates import queries
from certificates.models import Certificate, RegisterStamp
from certificates.numbering import new_code
from cnnt_portal.text import fold

from . import figure
from .pages import bare_page, page

MANY = 20_000
TODAY = datetime.date(2026, 11, 10)


@cache
def among_many():
    """A visitor of a register of 20,000 certificates: the known ones again and again, with names of their own."""
    known = list(Certificate.objects.filter(replaces=None).order_by("pk"))
    new = []
    for number in range(MANY - Certificate.objects.count()):
        one = known[number % len(known)]
        year = 2014 + number % 13
        name = f"{one.product_name} số {number}"
        new.append(
            Certificate(
                decision=one.decision,
                product=one.product,
                code=new_code(),
                level=one.level,
                level_words=one.level_words,
                year=year,
                round_title=one.round_title,
                product_name=name,
                group=one.group,
                establishment_name=one.establishment_name,
                search_key=fold(f"{name} {one.establishment_name} {one.unit_name}"),
                unit=one.unit,
                unit_name=one.unit_name,
                issuer=one.issuer,
                decision_date=datetime.date(year, 12, 1),
                issued_on=datetime.date(year, 12, 1),
                valid_until=datetime.date(year + 3, 12, 31),
                is_history=True,
            )
        )
    Certificate.objects.bulk_create(new, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Client()


def framed_page(client):
    return page(client, reverse("certificates:check_form"))


def drawn_anew(ask):
    """As after every act that changes the register: nothing that was kept of it is shown."""

    def asked():
        RegisterStamp.objects.renew()
        ask()

    return asked


@figure("register_page", limit=3)
def register_page():
    """As its readers meet it: drawn once, kept until the register changes."""
    client = among_many()
    return page(client, reverse("certificates:register")), bare_page(client)


@figure("register_drawn", limit=12)
def register_drawn():
    """The first reader after a change. No issue names this figure: it guards against a list or a query that grows with
    the register. The page holds 24 cards, nine filters with a hundred provinces, and a count of all; the frame beside
    it holds one field."""
    client = among_many()
    return drawn_anew(page(client, reverse("certificates:register"))), framed_page(client)


@figure("register_search", limit=12)
def register_search():
    """Without marks, as people type. No issue names this figure (it names the search in the database, below): a page
    of search is drawn for each question and may not grow with the whole. It holds the cards of the page above, so it
    has the same limit; five small questions beside a frame that asks none spread it from 7.6 to 9.9 on one machine."""
    client = among_many()
    return page(client, reverse("certificates:register") + "?q=banh+trang"), framed_page(client)


@figure("check_page", limit=3)
def check_page():
    client = among_many()
    return page(client, reverse("certificates:check", args=[a_code()])), bare_page(client)


@figure("check_drawn", limit=6)
def check_drawn():
    """The first reader after a change: eight small queries and a dozen components beside the one field of the frame."""
    client = among_many()
    return drawn_anew(page(client, reverse("certificates:check", args=[a_code()]))), framed_page(client)


def a_code():
    return Certificate.objects.filter(issued_on__isnull=False).order_by("pk").first().code


@figure("register_search_in_database", limit=8)
def register_search_in_database():
    """What the search asks the database: how many there are, and the first page. Its milliseconds stand in the JSON."""
    client = among_many()

    def ask():
        found = queries.register(on=TODAY, words="banh trang")
        found.count()
        list(found[:25])

    return ask, bare_page(client)

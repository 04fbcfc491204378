"""Role × every named URL × expected status. The tables stand in tests/access/; a URL without a row fails."""

import pkgutil
from copy import deepcopy
from importlib import import_module
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse
from lxml import html

from . import access
from .factories.registrations import establishment, rule_sets

ROOMS = [module.name for module in pkgutil.iter_modules(access.__path__)]


def table_of(room):
    return import_module(f"tests.access.{room}").TABLE


def named_urls(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name


@pytest.fixture
def browsers(cast):
    """{role: client}; nobody is signed in at the one called anonymous."""
    found = {role: Client(raise_request_exception=False) for role in access.EVERYONE}
    for role, client in found.items():
        if role != access.ANONYMOUS:
            client.force_login(getattr(cast, role))
    return found


def ask(client, method, url, data=None, follow=False):
    """(the status, or LOGIN; what the page offers). Whatever the request wrote is taken back, a sign-out's cookies
    too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(url, data or {}, follow=follow)
        if response.streaming:
            response.getvalue()  # A file is closed by whoever reads it to its end.
        transaction.set_rollback(True)
    client.cookies = cookies
    ways = [way for way, _ in getattr(response, "redirect_chain", [])] or [response.get("Location", "")]
    if any(urlsplit(way).path in SIGN_IN for way in ways):
        return access.LOGIN, ()
    if response.status_code == 500 and response.exc_info:
        return f"500 {response.exc_info[1]!r}", ()
    return response.status_code, () if response.streaming else offers_of(response)


def answers_otherwise(browsers, url, name, row, offered):
    """What the portal answers that is not what the row says, one sentence each. What the pages offer to do next is
    added to `offered`: {(role, method, address): the page}."""
    # How often one address has asked (all of the cast sit at it) is another table's.
    cache.clear()
    for method, role, expected in row.expected:
        answer, offers = ask(browsers[role], method, url, row.data if method == "post" else None)
        if answer != expected:
            yield f"{method} {name} as {role}: {answer}, not {expected}"
        for offer in offers:
            offered.setdefault((role, *offer), url)


BUTTON = ".//button[@type='submit' and not(@disabled)]"


def offers_of(response):
    """{(method, address)} of the links and buttons of a page, the way down to it among them; the header and the start
    page, the same on each, have tests of their own."""
    if not response.get("Content-Type", "").startswith("text/html") or not response.content:
        return set()
    page, here = html.document_fromstring(response.content), response.request["PATH_INFO"]
    links = page.xpath("//a[not(ancestor::header or ancestor::footer)]/@href[not(starts-with(., '#'))]")
    found = {("get", link) for link in links}
    forms = page.xpath("//main//form[@method='post']")
    found |= {("post", form.action or "") for form in forms if form.xpath(BUTTON)}
    found = {(method, urldefrag(urljoin(here, address)).url) for method, address in found}
    return {offer for offer in found if offer[1].startswith("/") and offer[1] != "/"}


def is_open(role, method, answer):
    """A guest may be asked to sign in; a button may be refused for what is not filled in, or is no longer so."""
    return (
        answer == 200 or (role == access.ANONYMOUS and answer == access.LOGIN) or (method == "post" and answer == 409)
    )


def leads_nowhere(browsers, offered, asked):
    """One sentence for each link or button that its reader may not use, wherever it leads in the end. `asked`:
    {(role, method, url name)} of those tried before: of each kind one is enough."""
    for (role, method, address), page in offered.items():
        kind = role, method, resolve(urlsplit(address).path).view_name
        if kind in asked:
            continue
        asked.add(kind)
        answer, _ = ask(browsers[role], method, address, follow=True)
        if not is_open(role, method, answer):
            yield f"{page} offers {role} {method} {address}: {answer}"


SIGN_IN = {reverse("account_login"), reverse("admin:login")}


def test_every_named_url_has_a_row_and_every_row_a_url():
    rows = [name for room in ROOMS for name in table_of(room)]
    urls = {name for name in named_urls() if not name.startswith("admin:")}
    missing, left_over = urls - set(rows), set(rows) - urls
    if missing or left_over:
        pytest.fail("\n".join(["No row for:", *sorted(missing), "No URL for:", *sorted(left_over)]), pytrace=False)
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("room", ROOMS)
def test_each_role_gets_at_each_url_what_the_table_says(room, cast, browsers):
    rule_sets()
    wrong = []
    for stage, builders in access.by_stage(table_of(room)).items():
        if stage:
            stage(cast)
        asked = set()
        for make, rows in builders.items():
            with transaction.atomic():
                made, offered = make(cast), {}
                for name, row in rows:
                    wrong += answers_otherwise(browsers, reverse(name, kwargs=made | row.also), name, row, offered)
                wrong += leads_nowhere(browsers, offered, asked)
                transaction.set_rollback(True)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_the_header_offers_nobody_a_page_that_is_closed(cast, browsers):
    rule_sets()
    # Whoever drafts for an establishment that is not declared yet is told there that its owner must declare it.
    establishment(cast.owner)
    shut = []
    for role, client in browsers.items():
        page = html.document_fromstring(client.get(reverse("registrations:round_list")).content)
        links = {link for link in page.xpath("//header//a/@href | //footer//a/@href") if link.startswith("/")}
        assert len(links) > 3
        answers = {link: ask(client, "get", link, follow=True)[0] for link in links}
        shut += [f"{role} {link}" for link, answer in answers.items() if not is_open(role, "get", answer)]
    assert shut == []


def test_the_technical_admin_opens_to_the_administrator_alone(browsers):
    urls = []
    for name in named_urls():
        if name.startswith("admin:") and name not in {"admin:login", "admin:logout"}:
            try:
                urls.append(reverse(name))
            except NoReverseMatch:
                continue
    assert reverse("admin:index") in urls
    assert len(urls) > 10
    opened = {role for role, client in browsers.items() for url in urls if ask(client, "get", url)[0] != access.LOGIN}
    assert opened == {"administrator"}
    assert ask(browsers["administrator"], "get", reverse("admin:index"))[0] == 200


def test_nothing_is_written_in_the_technical_admin_the_models_of_libraries_neither(cast, rf):
    """Who may write another's address, second factor or linked VNeID signs in as that person."""
    request = rf.get("/")
    request.user = cast.administrator
    assert request.user.is_superuser
    writable = [
        model._meta.label
        for model, shown in admin.site._registry.items()
        if shown.has_add_permission(request)
        or shown.has_change_permission(request)
        or shown.has_delete_permission(request)
    ]
    assert writable == []

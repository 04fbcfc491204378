"""Pages against a bare view that passes the same middleware and asks the database one trivial question."""

from django.test import Client
from django.urls import reverse

from cnnt_portal.accounts.models import User

from . import figure


def page(client, url):
    def ask():
        response = client.get(url)
        if response.status_code != 200:
            raise AssertionError(f"{url}: {response.status_code}")

    return ask


def bare_page(client):
    return page(client, reverse("health"))


def signed_in(email):
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


@figure("officer_home", limit=40)
def officer_home():
    client = signed_in("so@cnnt.test")
    return page(client, reverse("reporting:home")), bare_page(client)

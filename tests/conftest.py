import gc

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from judging.queries.bands import bands_in
from judging.queries.council import rules_in
from registrations import checklist

from . import leaving_out, people
from .factories.accounts import seated

# A busy machine is no fault of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


class Cast:
    """`cast.owner`, `cast.so_officer`, …: each person is made when first named."""

    def __getattr__(self, part):
        if part not in people.PARTS:
            raise AttributeError(part)
        person = people.PARTS[part]()
        setattr(self, part, person)
        return person


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database in use, and a browser's kept line or a killed worker may outlive its test."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What the cache and a process keep (choices, limits, drawn pages, rules) outlives a test's transaction and the
    keys of its rows."""
    cache.clear()
    seated.clear()
    rules_in.cache_clear()
    bands_in.cache_clear()
    checklist.rules_in.cache_clear()


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def client_of(db):
    """`client_of(person)`: a browser in which this person is signed in."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def pytest_collection_modifyitems(config, items):
    leaving_out.leave_out(config, items)


def pytest_collection_finish(session):
    """What is imported stays: not walking it over and over again takes an eighth off the suite's processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter):
    for line in leaving_out.said():
        terminalreporter.write_line(line, yellow=True)

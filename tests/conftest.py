import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from . import leaving_out, people

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


def pytest_terminal_summary(terminalreporter):
    for line in leaving_out.said():
        terminalreporter.write_line(line, yellow=True)

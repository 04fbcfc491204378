"""The processes that tests kill."""

import asyncio
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from cnnt_portal.accounts.models import User
from tests import people
from tests.dying import die_in


@contextmanager
def running(loop):
    """As if that loop ran, or none: a browser's may run already, left by a test before this one."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_copy_speaks_on_a_line_of_its_own_though_a_loop_runs_in_its_parent(monkeypatch):
    """As after a browser's test: the parent left a transaction open on the connection that is used without a loop."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    person = people.so_officer()

    def rename():
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(full_name="Đổi tên")

    def killed(**step):
        with running(loop):
            return die_in(rename, **step)

    loop = asyncio.new_event_loop()
    with running(None):
        with transaction.atomic():
            assert killed(before_commit=True) == "commit"
            assert killed(after_commit=True) == "committed"
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                assert cursor.fetchone() == (1,)
        connection.close()
    loop.close()
    person.refresh_from_db()
    assert person.full_name == "Đổi tên"

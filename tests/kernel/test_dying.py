"""The processes that tests kill."""

import asyncio

import pytest
from django.db import connection, transaction

from cnnt_portal.accounts.models import User
from tests import people
from tests.dying import die_in


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_copy_speaks_on_a_line_of_its_own_though_a_loop_runs_in_its_parent(monkeypatch):
    """As after a browser's test: the parent left a transaction open on the connection that is used without a loop."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    person = people.so_officer()

    def rename():
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(full_name="Đổi tên")

    async def killed(step):
        return die_in(rename, **{step: True})

    with transaction.atomic():
        assert asyncio.run(killed("before_commit")) == "commit"
        assert asyncio.run(killed("after_commit")) == "committed"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
    person.refresh_from_db()
    assert person.full_name == "Đổi tên"

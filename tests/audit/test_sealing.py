"""The database refuses to change or delete an audit event."""

import sqlite3
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from cnnt_portal.audit import sealing
from cnnt_portal.audit.models import Event
from cnnt_portal.audit.recording import record

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
REFUSAL = "chỉ được ghi thêm"


@pytest.fixture
def event(db):
    record("tests.act", by=None, at=AT, subjects=[])
    return Event.objects.get(name="tests.act")


def test_an_event_cannot_be_changed(event):
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(name="tests.other")
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        event.save()


def test_an_event_cannot_be_deleted(event, tmp_path):
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
            Event.objects.filter(pk=event.pk).delete()
        return
    # On SQLite a database for tests may be emptied; the same tables under another name may not.
    with sqlite_copy(tmp_path / "portal.sqlite3") as copy, pytest.raises(sqlite3.IntegrityError, match=REFUSAL):
        copy.execute("DELETE FROM audit_event")
    with sqlite_copy(tmp_path / "test_portal.sqlite3") as copy:
        assert copy.execute("DELETE FROM audit_event").rowcount == 1


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_can_be_cleaned_up():
    record("tests.act", by=None, at=AT, subjects=[])
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_event_of_another_test_is_left():
    assert Event.objects.count() == 0


def sqlite_copy(path):
    """A copy of the schema with one event in it, on a connection as Django makes it."""

    class Copy:
        vendor = "sqlite"
        settings_dict = {"NAME": path}

        def __enter__(self):
            self.connection = sqlite3.connect(path)
            with connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'audit_event' ORDER BY type != 'table'")
                for (statement,) in cursor.fetchall():
                    self.connection.execute(statement)
            sealing.tell_sqlite_whose_it_is(self)
            self.connection.execute(
                "INSERT INTO audit_event (name, at, request_id, subjects) VALUES ('tests.act', '2026-11-20', '', '[]')"
            )
            return self.connection

        def __exit__(self, *error):
            self.connection.close()

    return Copy()

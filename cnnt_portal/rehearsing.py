"""A portal may be a rehearsal of another one: all in it is invented, marked and thrown away whole (docs/adr/0019).

`settings.REHEARSAL_FOR` is the one switch; what belongs to a rehearsal asks here, when it runs.
"""

from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection

MARK = "DIỄN TẬP – KHÔNG CÓ GIÁ TRỊ"
# What migrations put there, and the clock of the background work: not of this rehearsal but of the program.
KEPT = ("auth_permission", "django_content_type", "django_celery_beat_")


def held_for():
    """The address of the one person whom everything here is for; empty where the portal is no rehearsal."""
    return settings.REHEARSAL_FOR


def is_on():
    return bool(held_for())


class KeptFromSearchMiddleware:
    """No page of a rehearsal is found by a public search engine."""

    def __init__(self, get_response):
        if not is_on():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def empty_database():
    """Every row of every table, the sealed audit events too: who calls this has asked `is_on`."""
    tables = [name for name in connection.introspection.django_table_names() if not name.startswith(KEPT)]
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True)
    if connection.vendor == "postgresql":
        # The owner of a table may lay its triggers down, which the portal does nowhere else.
        seal = "ALTER TABLE audit_event {} TRIGGER USER"
        flush = ["SET CONSTRAINTS ALL IMMEDIATE", seal.format("DISABLE"), *flush, seal.format("ENABLE")]
    with connection.cursor() as cursor:
        for statement in flush:
            cursor.execute(statement)


def empty_storage():
    """Stored files, mails in a folder, what is kept for a while."""
    _delete_below("")
    if folder := getattr(settings, "EMAIL_FILE_PATH", None):
        for mail in Path(folder).glob("*"):
            rmtree(mail) if mail.is_dir() else mail.unlink()
    cache.clear()


def _delete_below(folder):
    folders, files = default_storage.listdir(folder)
    for name in files:
        default_storage.delete(f"{folder}/{name}".lstrip("/"))
    for name in folders:
        inner = f"{folder}/{name}".lstrip("/")
        _delete_below(inner)
        default_storage.delete(inner)

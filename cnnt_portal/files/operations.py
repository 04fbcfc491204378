"""Every write to the store. The bytes are written before the row is committed, so a row never lacks its bytes;
what a rolled-back transaction leaves behind is removed by `sweep_orphans`."""

import hashlib
from datetime import timedelta
from functools import partial
from secrets import token_hex

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from cnnt_portal.operations import operation

from . import arriving, pictures, tasks
from .inspection import inspect, size_of
from .models import StoredFile
from .naming import clean_name

CHUNK = 256 * 1024


@operation
def store(*, upload, name, accept, by, at, field=None, max_bytes=None):
    """Check an upload (an open binary file) and keep it byte for byte.

    Raises Refused with a sentence; `field` names the form field that it belongs to. A storage that cannot be
    reached raises its own error, and nothing is recorded.
    """
    kind = inspect(upload, accept=accept, max_bytes=max_bytes, field=field)
    wait = StoredFile.Scan.WAITING if settings.CLAMAV_HOST else StoredFile.Scan.NOT_SCANNED
    stored_file = _keep(upload, clean_name(name, kind), kind, wait, by, at)
    if isinstance(upload, arriving.Arrived):
        arriving.discard(upload=upload.upload)
    if settings.CLAMAV_HOST:
        # robust: while the broker is away the file waits, and the sweep of waiting files asks again.
        transaction.on_commit(partial(tasks.scan.delay, stored_file.pk), robust=True)
    return stored_file


@operation
def keep_generated(*, content, name, kind, by, at):
    """Keep bytes that the portal itself has made (a certificate, a report): nothing to inspect or to scan."""
    return _keep(ContentFile(content), clean_name(name, kind), kind, StoredFile.Scan.NOT_SCANNED, by, at)


@operation
def record_scan(*, stored_file, clean, by, at):
    """Write down what the scanner said; a file once found infected stays so."""
    stored_file.scan = StoredFile.Scan.CLEAN if clean else StoredFile.Scan.INFECTED
    StoredFile.objects.filter(pk=stored_file.pk).exclude(scan=StoredFile.Scan.INFECTED).update(scan=stored_file.scan)
    if not clean:
        transaction.on_commit(partial(pictures.forget, stored_file.key))


@operation
def discard(*, stored_file, by, at):
    """Drop a file that nothing with a legal life refers to (a draft's photo). A row that refers to it protects it."""
    key = stored_file.key
    StoredFile.objects.get(pk=stored_file.pk).delete()
    transaction.on_commit(partial(_remove_bytes, key))


@operation
def sweep_orphans(*, by, at, older_than=timedelta(days=1)):
    """Remove bytes without a row, left by transactions that did not commit; returns their keys.

    Younger ones are left alone: their transaction may still be open.
    """
    gone = []
    for year in _folders("originals"):
        for month in _folders(f"originals/{year}"):
            folder = f"originals/{year}/{month}/"
            kept = {folder + name for name in default_storage.listdir(folder)[1]}
            known = set(StoredFile.objects.filter(key__startswith=folder).values_list("key", flat=True))
            gone += [key for key in sorted(kept - known) if default_storage.get_modified_time(key) < at - older_than]
    for key in gone:
        transaction.on_commit(partial(_remove_bytes, key))
    return gone


def _folders(path):
    try:
        return default_storage.listdir(path)[0]
    except FileNotFoundError:
        return []


def _keep(file, name, kind, scan, by, at):
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    size = size_of(file)
    file.seek(0)
    # A fresh File around it: the storage copies instead of moving the upload away from under the form.
    key = default_storage.save(f"originals/{at:%Y/%m}/{token_hex(20)}", File(file, name=name))
    file.seek(0)
    return StoredFile.objects.create(
        key=key,
        name=name,
        size=size,
        content_type=kind,
        sha256=digest.hexdigest(),
        scan=scan,
        uploaded_by=by,
        uploaded_at=at,
    )


def _remove_bytes(key):
    pictures.forget(key)
    default_storage.delete(key)

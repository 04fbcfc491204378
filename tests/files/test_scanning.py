"""Against a real clamd with a signature of our own; `make test` installs it (package clamav-daemon)."""

import shutil
import socket
import subprocess
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from cnnt_portal.files import operations, scanning, tasks
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.files.models import StoredFile
from tests.factories.files import jpeg, make_stored_file, upload

MARKER = b"CNNT-NOT-REALLY-A-VIRUS"
Scan = StoredFile.Scan


def infected_picture():
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", comment=MARKER)
    return out.getvalue()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def clamd_port(tmp_path_factory):
    binary = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "test.ndb").write_text(f"Cnnt.Test.Marker:0:*:{MARKER.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {folder}\n"
        f"LogFile {folder}/clamd.log\nTemporaryDirectory {folder}\nStreamMaxLength 1M\n"
    )
    server = subprocess.Popen([binary, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not _answers(port):
        assert server.poll() is None, (folder / "clamd.log").read_text()
        assert time.monotonic() < deadline, "clamd does not answer"
    yield port
    server.terminate()
    server.wait()


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"zPING\0")
            return line.recv(16) == b"PONG\0"
    except OSError:
        return False


@pytest.fixture
def clamd(clamd_port, settings):
    settings.CLAMAV_HOST, settings.CLAMAV_PORT = "127.0.0.1", clamd_port


@pytest.mark.parametrize(("make", "scan"), [(jpeg, Scan.CLEAN), (infected_picture, Scan.INFECTED)])
@pytest.mark.needs("clamd")
def test_a_new_file_waits_until_clamav_has_spoken(clamd, db, make, scan):
    stored = make_stored_file(make())
    assert stored.scan == Scan.WAITING
    tasks.scan(stored.pk)
    stored.refresh_from_db()
    assert stored.scan == scan
    tasks.scan(stored.pk)
    stored.refresh_from_db()
    assert stored.scan == scan


@pytest.mark.needs("clamd")
def test_a_file_is_scanned_through_the_queue_as_soon_as_it_is_kept(
    clamd, db, settings, monkeypatch, django_capture_on_commit_callbacks
):
    from cnnt_portal.celery import app

    monkeypatch.setitem(app.conf, "task_always_eager", True)
    with django_capture_on_commit_callbacks(execute=True):
        stored = make_stored_file(infected_picture())
    stored.refresh_from_db()
    assert stored.scan == Scan.INFECTED


@pytest.mark.needs("clamd")
def test_what_was_found_infected_never_becomes_clean(clamd, db):
    stored = make_stored_file(infected_picture())
    tasks.scan(stored.pk)
    operations.record_scan(stored_file=stored, clean=True, by=None, at=timezone.now())
    stored.refresh_from_db()
    assert stored.scan == Scan.INFECTED


@pytest.mark.needs("clamd")
def test_a_scanner_that_gives_no_verdict_is_not_a_clean_file(clamd):
    assert scanning.is_clean(BytesIO(jpeg()))
    with pytest.raises(scanning.ScannerUnavailable):
        scanning.is_clean(BytesIO(bytes(3 * 1024 * 1024)))


def test_a_scanner_that_is_away_leaves_the_file_waiting(db, settings):
    settings.CLAMAV_HOST, settings.CLAMAV_PORT = "127.0.0.1", free_port()
    stored = make_stored_file()
    with pytest.raises(scanning.ScannerUnavailable):
        scanning.is_clean(BytesIO(jpeg()))
    assert stored.scan == Scan.WAITING


@pytest.mark.needs("clamd")
def test_files_left_waiting_are_asked_about_again(clamd, db, monkeypatch):
    from cnnt_portal.celery import app

    monkeypatch.setitem(app.conf, "task_always_eager", True)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    old = operations.store(upload=upload(jpeg()), name="a", accept=ANYTHING, by=None, at=an_hour_ago)
    young = make_stored_file()
    tasks.scan_waiting()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.scan, young.scan) == (Scan.CLEAN, Scan.WAITING)


def test_without_a_scanner_nothing_waits(db):
    assert make_stored_file().scan == Scan.NOT_SCANNED

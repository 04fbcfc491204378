import hashlib
import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from cnnt_portal.audit.models import Event
from cnnt_portal.errors import Refused
from cnnt_portal.files import operations, pictures
from cnnt_portal.files.kinds import IMAGES, PDF, SCANS, Kind
from cnnt_portal.files.models import StoredFile
from tests.factories.files import jpeg, make_stored_file, pdf, upload


def kept_files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_original_is_kept_byte_for_byte_under_a_key_that_tells_nothing(cast, private_folder):
    content, at = jpeg(), timezone.now()
    stored = operations.store(
        upload=upload(content, "sp.jpg"), name="Miến dong.jpg", accept=SCANS, by=cast.owner, at=at
    )
    with stored.open() as file:
        assert file.read() == content
    assert (stored.name, stored.size, stored.kind, stored.scan, stored.uploaded_by, stored.uploaded_at) == (
        "Miến dong.jpg",
        len(content),
        Kind.JPEG,
        StoredFile.Scan.NOT_SCANNED,
        cast.owner,
        at,
    )
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert kept_files(private_folder) == [stored.key]
    assert "jpg" not in stored.key
    assert Event.objects.latest("pk").name == "cnnt_portal.files.store"


def test_the_same_upload_can_be_stored_twice_under_two_keys(cast):
    photo, at = upload(jpeg()), timezone.now()
    first, second = (operations.store(upload=photo, name="a", accept=IMAGES, by=cast.owner, at=at) for _ in range(2))
    assert first.key != second.key
    assert first.sha256 == second.sha256


def test_a_refused_upload_leaves_nothing(cast, private_folder):
    with pytest.raises(Refused) as caught:
        operations.store(
            upload=upload(pdf()), name="a.jpg", accept=IMAGES, by=cast.owner, at=timezone.now(), field="photo"
        )
    assert caught.value.field == "photo"
    assert kept_files(private_folder) == []
    assert StoredFile.objects.count() == 0


def test_bytes_made_by_the_portal_are_kept_as_they_are(cast):
    content = pdf()
    stored = operations.keep_generated(
        content=content, name="Giấy chứng nhận", kind=Kind.PDF, by=cast.owner, at=timezone.now()
    )
    with stored.open() as file:
        assert file.read() == content
    assert stored.name == "Giấy chứng nhận.pdf"


def test_a_store_that_cannot_be_reached_raises_and_records_nothing(cast, private_folder):
    private_folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"store"):
        make_stored_file()
    assert StoredFile.objects.count() == 0


def test_the_database_refuses_a_file_without_bytes(db):
    stored = make_stored_file()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(size=0)


def test_a_discarded_file_is_gone_with_its_published_pictures(db, private_folder, django_capture_on_commit_callbacks):
    stored, other = make_stored_file(), make_stored_file()
    pictures.published(stored, 160)
    assert len(kept_files(private_folder)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        operations.discard(stored_file=stored, by=None, at=timezone.now())
    assert kept_files(private_folder) == [other.key]
    assert list(StoredFile.objects.all()) == [other]


def test_the_sweep_removes_only_old_bytes_without_a_row(db, private_folder, django_capture_on_commit_callbacks):
    now = timezone.now()
    kept, rolled_back, young = make_stored_file(), make_stored_file(), make_stored_file()
    pictures.published(rolled_back, 160)
    StoredFile.objects.filter(pk__in=[rolled_back.pk, young.pk]).delete()
    two_days_ago = (now - timedelta(days=2)).timestamp()
    for key in (kept.key, rolled_back.key):
        os.utime(default_storage.path(key), (two_days_ago, two_days_ago))
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.sweep_orphans(by=None, at=now) == [rolled_back.key]
    assert kept_files(private_folder) == sorted([kept.key, young.key])
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.sweep_orphans(by=None, at=now) == []


def test_the_sweep_of_an_empty_store_finds_nothing(db):
    assert operations.sweep_orphans(by=None, at=timezone.now()) == []


def test_a_file_that_is_kept_only_in_an_undone_transaction_is_found_by_the_sweep(db, private_folder):
    with transaction.atomic():
        stored = make_stored_file(pdf(), "a.pdf", PDF)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert kept_files(private_folder) == [stored.key]
    assert operations.sweep_orphans(by=None, at=timezone.now() + timedelta(days=2)) == [stored.key]

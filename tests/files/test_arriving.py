"""Files that come piece by piece: the protocol, who may send, what is kept when the line or the process dies."""

import base64
import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.http import UnreadablePostError
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.files import arriving, operations, tasks
from cnnt_portal.files.kinds import PDF
from cnnt_portal.files.models import Piece, StoredFile, Upload
from cnnt_portal.permissions import ALLOWED, refuse
from tests.factories.files import pdf

TUS = {"Tus-Resumable": "1.0.0"}
CREATE = reverse("files:upload_create")
PIECE = arriving.PIECE


def _create(client, size, name="Giấy phép.pdf", **facts):
    facts = {"filename": name, "purpose": "thu"} | facts
    metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in facts.items())
    return client.post(CREATE, headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata})


def _patch(client, address, offset, content, **headers):
    headers = TUS | {"Upload-Offset": str(offset)} | headers
    return client.patch(address, content, content_type="application/offset+octet-stream", headers=headers)


def _offset(client, address):
    return client.head(address, headers=TUS).headers["Upload-Offset"]


def _begun(owner, size, purpose="thu", **options):
    return arriving.begin(
        name="a.pdf", size=size, purpose=purpose, by=owner, at=options.pop("at", timezone.now()), **options
    )


def _sent(owner, content, **options):
    upload = _begun(owner, len(content), **options)
    arriving.receive(upload=upload, offset=0, body=BytesIO(content), at=upload.begun_at)
    upload.refresh_from_db()
    return upload


def _bytes_kept(folder):
    return sorted(path.name for path in (Path(folder) / arriving.FOLDER).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def a_form(monkeypatch):
    """One that takes files from everybody, and “thu:kin” from nobody."""
    monkeypatch.setitem(arriving.FORMS, "thu", lambda user, rest: refuse("Không được.") if rest == "kin" else ALLOWED)


@pytest.fixture
def sender(client_of, cast):
    return client_of(cast.owner)


def test_a_file_sent_in_three_goes_is_the_same_file(sender, cast):
    content = bytes(range(256)) * 9000
    created = _create(sender, len(content), sha256=hashlib.sha256(content).hexdigest())
    assert (created.status_code, created.headers["Upload-Offset"]) == (201, "0")
    address = created.headers["Location"]
    for start, end in ((0, 700_000), (700_000, 2_000_000), (2_000_000, len(content))):
        assert _offset(sender, address) == str(start)
        answer = _patch(sender, address, start, content[start:end])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))
    head = sender.head(address, headers=TUS).headers
    assert (head["Upload-Length"], head["Cache-Control"]) == (str(len(content)), "no-store")
    assert "Upload-Expires" in head
    with arriving.Arrived(Upload.objects.get()) as arrived:
        assert (arrived.name, arrived.size, arrived.is_whole) == ("Giấy phép.pdf", len(content), True)
        assert arrived.read() == content


@pytest.mark.parametrize(("given", "kept"), [("", "tep"), ("..", "tep"), ("C:\\Ảnh\\a.pdf", "a.pdf"), ("../../x", "x")])
def test_a_name_that_is_none_gets_one(sender, given, kept):
    address = _create(sender, 1, name=given).headers["Location"]
    _patch(sender, address, 0, b"x")
    with arriving.Arrived(Upload.objects.get()) as arrived:
        assert arrived.name == kept


def test_the_server_says_what_it_speaks(sender):
    options = sender.options(CREATE)
    assert options.status_code == 204
    assert options.headers["Tus-Version"] == "1.0.0"
    assert options.headers["Tus-Extension"] == "creation,expiration,termination"
    assert options.headers["Tus-Max-Size"] == str(20 * 1024 * 1024)
    unspoken = sender.post(CREATE, headers={"Upload-Length": "5"})
    assert (unspoken.status_code, unspoken.headers["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "²"}, 400),
        ({"Upload-Length": "9" * 40}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "filename ???"}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "filename AA=="}, 400),
        ({"Upload-Length": "5", "Upload-Metadata": "sha256 eHl6"}, 400),
        ({"Upload-Length": str(20 * 1024 * 1024 + 1), "Upload-Metadata": "purpose dGh1"}, 413),
    ],
)
def test_what_cannot_be_begun_gets_a_sentence_and_leaves_nothing(sender, headers, status):
    answer = sender.post(CREATE, headers=TUS | headers)
    assert answer.status_code == status
    assert answer.content.decode().endswith(("chọn lại tệp.", "chia thành nhiều tệp."))
    assert Upload.objects.count() == 0


def test_pieces_that_do_not_fit_are_refused_and_change_nothing(sender):
    address = _create(sender, 10).headers["Location"]
    assert _patch(sender, address, 3, b"abc").status_code == 409
    assert _patch(sender, address, 0, b"x" * 11).status_code == 413
    assert _patch(sender, address, "x", b"abc").status_code == 400
    assert sender.patch(address, b"abc", content_type="text/plain", headers=TUS).status_code == 415
    assert (_offset(sender, address), Piece.objects.count()) == ("0", 0)
    assert _patch(sender, address, 0, b"x" * 10).status_code == 204
    assert _patch(sender, address, 10, b"x").status_code == 413


def test_anothers_upload_does_not_exist_for_me(sender, client_of, cast):
    address = _create(sender, 10).headers["Location"]
    stranger = client_of(cast.outsider)
    assert _patch(sender, address, 0, b"12345").status_code == 204
    assert stranger.head(address, headers=TUS).status_code == 404
    assert _patch(stranger, address, 5, b"67890").status_code == 404
    assert stranger.delete(address, headers=TUS).status_code == 404
    assert _offset(sender, address) == "5"


def test_who_is_not_signed_in_is_told_so_and_not_led_to_a_page(client, sender):
    address = _create(sender, 10).headers["Location"]
    assert _create(client, 10).status_code == 401
    assert _patch(client, address, 0, b"abc").status_code == 401


def test_a_person_may_have_only_so_much_under_way(sender, settings):
    settings.UPLOADS_MAX_BYTES, settings.UPLOADS_MAX = 100, 3
    first = _create(sender, 60).headers["Location"]
    assert _create(sender, 41).status_code == 413
    assert [_create(sender, 20).status_code for _ in range(3)] == [201, 201, 413]
    assert sender.delete(first, headers=TUS).status_code == 204
    assert _create(sender, 60).status_code == 201


@pytest.mark.parametrize("purpose", ["", "khong-co:1", "thu:kin"])
def test_nobody_parks_a_file_that_no_form_awaits(sender, purpose):
    assert _create(sender, 10, purpose=purpose).status_code == 403
    assert Upload.objects.count() == 0


def test_the_house_has_a_limit_too(sender, client_of, cast, settings):
    settings.UPLOADS_HOUSE_MAX_BYTES = 100
    assert _create(client_of(cast.outsider), 60).status_code == 201
    full = _create(sender, 41)
    assert (full.status_code, Upload.objects.count()) == (507, 1)
    assert full.content.decode().endswith("Hãy thử lại sau ít giờ.")


def test_no_trickle_keeps_a_file_for_ever(cast, settings):
    upload = _begun(cast.owner, 10)
    longest = upload.begun_at + timedelta(days=settings.UPLOADS_LONGEST_DAYS)
    arriving.receive(upload=upload, offset=0, body=BytesIO(b"x"), at=longest - timedelta(days=6))
    upload.refresh_from_db()
    assert upload.expires_at == longest - timedelta(days=6) + timedelta(hours=settings.UPLOADS_KEPT_HOURS)
    arriving.receive(upload=upload, offset=1, body=BytesIO(b"x"), at=upload.expires_at - timedelta(minutes=1))
    upload.refresh_from_db()
    arriving.receive(upload=upload, offset=2, body=BytesIO(b"x"), at=upload.expires_at - timedelta(minutes=1))
    upload.refresh_from_db()
    arriving.receive(upload=upload, offset=3, body=BytesIO(b"x"), at=upload.expires_at - timedelta(minutes=1))
    upload.refresh_from_db()
    assert upload.expires_at == longest


class TornLine:
    """A body of which the line lets so many bytes through."""

    def __init__(self, content):
        self.rest = BytesIO(content)

    def read(self, size):
        some = self.rest.read(size)
        if not some:
            raise UnreadablePostError("the line broke")
        return some


def test_what_came_before_the_line_broke_is_kept(cast):
    upload = _begun(cast.owner, 3 * PIECE)
    sent = bytes(PIECE) + b"\x01" * 5
    assert arriving.receive(upload=upload, offset=0, body=TornLine(sent), at=upload.begun_at) == PIECE + 5
    upload.refresh_from_db()
    assert [(piece.start, piece.key[-12:]) for piece in upload.pieces.all()] == [
        (0, "000000000000"),
        (PIECE, f"{PIECE:012}"),
    ]
    assert upload.percent == 33


def test_of_two_who_send_at_once_one_wins_and_no_byte_is_there_twice(cast, private_folder):
    upload, ours, theirs = _begun(cast.owner, 8), b"ourbytes", b"theirsxx"

    class Overtaken(BytesIO):
        def read(self, size):
            if self.tell() == 0:
                arriving.receive(upload=upload, offset=0, body=BytesIO(theirs), at=upload.begun_at)
            return super().read(size)

    with pytest.raises(Refused):
        arriving.receive(upload=upload, offset=0, body=Overtaken(ours), at=upload.begun_at)
    upload.refresh_from_db()
    with arriving.Arrived(upload) as arrived:
        assert arrived.read() == theirs
    assert _bytes_kept(private_folder) == ["000000000000"]


def test_a_line_that_tears_without_end_begins_anew(sender, monkeypatch):
    monkeypatch.setattr(arriving, "MOST_PIECES", 2)
    address = _create(sender, 10).headers["Location"]
    assert [_patch(sender, address, offset, b"x").status_code for offset in range(3)] == [204, 204, 410]
    assert sender.head(address, headers=TUS).status_code == 404


def test_the_beat_sweeps_what_expired_and_what_a_dead_process_left(
    cast, private_folder, settings, django_capture_on_commit_callbacks
):
    at = timezone.now()
    old = _sent(cast.owner, b"old", at=at - timedelta(hours=settings.UPLOADS_KEPT_HOURS, minutes=1))
    new = _sent(cast.owner, b"new", at=at - timedelta(hours=settings.UPLOADS_KEPT_HOURS - 1))
    default_storage.save(f"{arriving.FOLDER}/{'0' * 40}/000000000000", BytesIO(b"left"))
    assert len(_bytes_kept(private_folder)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep_uploads()
    assert list(Upload.objects.all()) == [new]
    assert [path.name for path in (private_folder / arriving.FOLDER).iterdir()] == [new.token]
    assert Upload.objects.filter(pk=old.pk).exists() is False


def test_an_expired_upload_takes_nothing_more(sender, cast, settings):
    begun = timezone.now() - timedelta(hours=settings.UPLOADS_KEPT_HOURS, minutes=1)
    upload = _begun(cast.owner, 10, at=begun)
    address = reverse("files:upload_piece", args=[upload.token])
    assert sender.head(address, headers=TUS).status_code == 410
    assert _patch(sender, address, 0, b"abc").status_code == 410


def test_what_arrived_meets_the_same_fence_and_is_spent_when_it_is_kept(
    cast, private_folder, django_capture_on_commit_callbacks
):
    at = timezone.now()
    with arriving.Arrived(_sent(cast.owner, b"MZ not a paper")) as wrong, pytest.raises(Refused, match="không phải"):
        operations.store(upload=wrong, name=wrong.name, accept=PDF, by=cast.owner, at=at)
    content = pdf()
    with django_capture_on_commit_callbacks(execute=True), arriving.Arrived(_sent(cast.owner, content)) as right:
        stored = operations.store(upload=right, name=right.name, accept=PDF, by=cast.owner, at=at)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert StoredFile.objects.count() == 1
    assert list(Upload.objects.values_list("name", "size")) == [("a.pdf", 14)]
    assert len(_bytes_kept(private_folder)) == 1


def test_bytes_that_differ_from_what_the_sender_counted_are_refused(cast):
    content = pdf()
    spoilt = _sent(cast.owner, content, sha256=hashlib.sha256(b"another").hexdigest())
    with arriving.Arrived(spoilt) as arrived, pytest.raises(Refused, match="hỏng trên đường truyền"):
        operations.store(upload=arrived, name="a.pdf", accept=PDF, by=cast.owner, at=timezone.now())


def test_on_object_storage_pieces_are_put_together_and_swept_too(s3, cast, django_capture_on_commit_callbacks):
    content = bytes(range(256)) * 5000
    upload = _sent(cast.owner, content)
    assert upload.pieces.count() == 2
    with arriving.Arrived(upload) as arrived:
        assert arrived.read() == content
    arriving.sweep(at=upload.begun_at)
    assert len(default_storage.listdir(f"{arriving.FOLDER}/{upload.token}")[1]) == 2
    arriving.sweep(at=upload.expires_at)
    assert default_storage.listdir(arriving.FOLDER) == ([], [])

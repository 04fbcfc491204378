"""Files that come piece by piece over a bad line, by the tus protocol (views.py speaks it).

Each piece is committed with the offset that it moves, so that a process killed at any moment has kept all it said it
has. What arrives is nobody's act yet and is not audited: it becomes one when `operations.store` keeps it, behind the
same fence as a file that came with its form.
"""

import hashlib
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import UnreadablePostError
from django.template.defaultfilters import filesizeformat

from cnnt_portal.errors import Refused
from cnnt_portal.permissions import refuse

from .models import Piece, Upload

READ = 64 * 1024
# What a request holds in memory, and what a kill between two commits can lose.
PIECE = 1024 * 1024
# A line that tears after every few bytes would cost a row for each: such an upload begins anew.
MOST_PIECES = 1000
FOLDER = "arriving"
# What one form takes in at once: putting files together costs disk and time for few bytes of request.
AT_ONCE = 20
# {name of a form that takes files: whether this person may send to the one that `rest` names}
FORMS = {}


class TooMuch(Refused):
    status = 413


class Gone(Refused):
    status = 410


class Full(Refused):
    status = 507


def takes_files(name):
    """In a room's arrivals.py: `(user, rest) -> Verdict` for purposes of the form “name:rest”."""

    def register(may_send):
        FORMS[name] = may_send
        return may_send

    return register


def can_send(user, purpose):
    """Nobody parks files that no form awaits."""
    name, _, rest = purpose.partition(":")
    if name not in FORMS:
        return refuse("Không có biểu mẫu nào đang chờ tệp này. Hãy mở lại trang rồi chọn lại tệp.")
    return FORMS[name](user, rest)


def begin(*, name, size, purpose, sha256="", by, at):
    """Room for a file of `size` bytes that this person is going to send."""
    if size > settings.FILES_MAX_BYTES:
        raise TooMuch(
            f"Tệp nặng {filesizeformat(size)}, vượt quá mức cho phép {filesizeformat(settings.FILES_MAX_BYTES)}. "
            "Hãy giảm độ phân giải ảnh, quét lại ở 200–300 dpi hoặc chia thành nhiều tệp."
        )
    with transaction.atomic():
        # The person's own row is held, so that many beginnings at once cannot pass the quota together.
        get_user_model().objects.select_for_update().get(pk=by.pk)
        begun = Upload.objects.visible_to(by).filter(expires_at__gt=at)
        promised = begun.aggregate(size=Sum("size"))["size"] or 0
        if promised + size > settings.UPLOADS_MAX_BYTES or begun.count() >= settings.UPLOADS_MAX:
            raise TooMuch(
                "Bạn đang có quá nhiều tệp đã tải lên mà chưa đưa vào hồ sơ. Hãy đưa các tệp ấy vào hồ sơ hoặc bỏ bớt, "
                "rồi chọn lại tệp này."
            )
        everybodys = Upload.objects.filter(expires_at__gt=at).aggregate(size=Sum("size"))["size"] or 0
        if everybodys + size > settings.UPLOADS_HOUSE_MAX_BYTES:
            raise Full("Cổng đang có quá nhiều tệp được tải lên cùng lúc. Hãy thử lại sau ít giờ.")
        return Upload.objects.create(
            token=token_hex(20),
            owner=by,
            purpose=purpose[:100],
            name=_plain(name)[:200],
            size=size,
            sha256=sha256,
            begun_at=at,
            expires_at=_expiry(at, at),
        )


def _plain(name):
    """Without folders; what is no name of a file at all gets one (`store` cleans the rest)."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return "tep" if name in ("", ".", "..") else name


def receive(*, upload, offset, body, at):
    """Take bytes from `body` (has `read`) from `offset` on, as far as they come; returns the offset now reached.

    Of two senders at the same offset one wins with each piece; the other is told and asks again where to go on.
    """
    if upload.expires_at <= at:
        raise Gone("Tệp đang tải dở này đã quá hạn giữ. Hãy chọn lại tệp để tải từ đầu.")
    if upload.pieces.count() >= MOST_PIECES:
        discard(upload=upload)
        raise Gone("Đường truyền đứt quá nhiều lần. Hãy chọn lại tệp để tải từ đầu.")
    while offset < upload.size:
        content, torn = _next(body, min(PIECE, upload.size - offset))
        if content:
            _keep(upload, offset, content, at)
            offset += len(content)
        if torn:
            break
    return offset


def _next(body, most):
    """(bytes, whether nothing more comes)."""
    content = bytearray()
    while len(content) < most:
        try:
            some = body.read(min(READ, most - len(content)))
        except UnreadablePostError:
            # The line broke: what came before that stays.
            some = b""
        if not some:
            return bytes(content), True
        content += some
    return bytes(content), False


def _keep(upload, offset, content, at):
    with transaction.atomic():
        here = Upload.objects.filter(pk=upload.pk, arrived=offset)
        if not here.update(arrived=offset + len(content), expires_at=_expiry(upload.begun_at, at)):
            raise Refused("Tệp này đang được tải lên ở một thẻ khác.")
        key = default_storage.save(f"{FOLDER}/{upload.token}/{offset:012}", ContentFile(content))
        Piece.objects.create(upload=upload, start=offset, key=key)


def _expiry(begun_at, at):
    """Some days after the last piece, but no trickle keeps a file for ever."""
    return min(
        at + timedelta(hours=settings.UPLOADS_KEPT_HOURS), begun_at + timedelta(days=settings.UPLOADS_LONGEST_DAYS)
    )


def discard(*, upload):
    """Forget an upload and its bytes; forgotten twice does no harm."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(lambda: _remove(upload.token))


def sweep(*, at):
    """Remove expired uploads, and bytes that a killed process or a rolled-back transaction has left without a row."""
    found = _folders()
    Upload.objects.filter(expires_at__lte=at).delete()
    known = set(Upload.objects.filter(token__in=found).values_list("token", flat=True))
    for token in found:
        if token not in known:
            _remove(token)


def _folders():
    try:
        return default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return []


def _remove(token):
    folder = f"{FOLDER}/{token}"
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        # A piece that came meanwhile keeps the folder; the next sweep takes it.
        with suppress(OSError):
            default_storage.delete(folder)


class Arrived(TemporaryUploadedFile):
    """An upload put together: for forms and operations an ordinary uploaded file."""

    def __init__(self, upload):
        super().__init__(upload.name, "", upload.size, None)
        self.upload = upload
        digest = hashlib.sha256()
        for piece in upload.pieces.all():
            with default_storage.open(piece.key, "rb") as kept:
                for chunk in kept.chunks():
                    digest.update(chunk)
                    self.file.write(chunk)
        self.is_whole = upload.sha256 in ("", digest.hexdigest())
        self.seek(0)


def join(request, field, purpose, *, places, room):
    """Put among the request's files what arrived for this form and is ticked in it, as if it had come with it.

    Of more than AT_ONCE the rest waits for the next time; so does what comes after the first that no longer fits into
    so many `places` and that many bytes of `room`. Look at what is cheap to refuse before calling this.
    """
    tokens = request.POST.getlist(f"{field}-arrived")
    ticked = waiting(request.user, purpose, request.at).whole().filter(token__in=tokens)
    for upload in ticked[: min(AT_ONCE, max(places, 0) + 1)]:
        request.FILES.appendlist(field, Arrived(upload))
        room -= upload.size
        if room < 0:
            break


def let_go_refused(files):
    """Forget those of a form's files that it refused; the good ones wait for the next try."""
    for file in files:
        if isinstance(file, Arrived) and getattr(file, "is_refused", False):
            discard(upload=file.upload)


def waiting(user, purpose, at):
    """What this person has sent, or begun to send, to that form."""
    return Upload.objects.visible_to(user).filter(purpose=purpose, expires_at__gt=at)


def waiting_under(user, beginning, at):
    """The same for all forms whose purposes begin so."""
    return Upload.objects.visible_to(user).filter(purpose__startswith=beginning, expires_at__gt=at)

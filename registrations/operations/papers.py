"""Photos and papers of the living dossier. Each holds the dossier, so that a filing and an upload do not cross."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.inspection import inspect, size_of
from cnnt_portal.files.kinds import IMAGES, SCANS
from cnnt_portal.files.permissions import can_open
from cnnt_portal.files.pictures import upright_size
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from registrations import parts, permissions
from registrations.models import PHOTO_KINDS, Dossier, Paper, VersionPaper
from registrations.papers import Print
from registrations.reshaping import reshaped


@operation
def add_paper(*, dossier, upload, name, by, at, **facts):
    """Attach a photo (a picture sharp enough for its print; `item` says of which item of a set) or a paper (picture or
    PDF).

    `facts`: `kind` and, as far as it has them, `item`, `caption`, `issuer`, `number`, `issued_on`, `expires_on`.
    Refusals name the field `upload` or `expires_on`; nothing is written before everything was looked at, because bytes
    in the store outlive a rolled-back transaction.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    require(permissions.can_edit_dossier(by, dossier, parts.PAPERS))
    _check_facts(dossier, **facts)
    _check_file(dossier, facts["kind"], upload, _Taken())
    return _attach(dossier, upload, name, by=by, at=at, **facts)


@operation
def add_papers(*, dossier, uploads, replaces=None, by, at, **facts):
    """Attach several files that share `facts` (all pages of a paper, all photos of an angle): all or none.

    `replaces`: the paper of this dossier, of the same kind and as its page showed it, whose place the first of them
    takes; its file then goes.

    The refusal names every file that stands in the way, and marks the upload with `is_refused`.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    require(permissions.can_edit_dossier(by, dossier, parts.PAPERS))
    _check_facts(dossier, **facts)
    old = _to_replace(dossier, replaces, facts["kind"]) if replaces else None
    taken, refusals = _Taken(besides=old), []
    for upload in uploads:
        try:
            _check_file(dossier, facts["kind"], upload, taken)
        except Refused as refusal:
            upload.is_refused = True
            refusals.append(refusal.sentence if len(uploads) == 1 else f"{upload.name}: {refusal.sentence}")
    _refuse(" ".join(refusals))
    places, gone = [old] if old else [], old and old.file
    added = [
        _attach(dossier, upload, upload.name, place=places.pop() if places else None, by=by, at=at, **facts)
        for upload in uploads
    ]
    if gone is not None:
        _discard_unused(gone, by=by, at=at)
    return added


# Said too where the page already sees that the file to replace is not there.
REPLACED_MEANWHILE = (
    "Tệp bạn muốn thay không còn trong hồ sơ: tab khác hoặc người khác đã thay hay bỏ nó. Hãy xem lại các tệp bên "
    "dưới. Gửi lần nữa thì tệp này được thêm vào, không thay tệp nào."
)


def _to_replace(dossier, replaces, kind):
    old = dossier.papers.select_related("file").filter(pk=replaces.pk, file=replaces.file_id).first()
    if old is None:
        _refuse(REPLACED_MEANWHILE)
    if old.kind != kind:
        _refuse(
            f"Chỉ thay được bằng tệp cùng loại: {old.get_kind_display()}. Loại khác thì hãy thêm vào ô của loại ấy."
        )
    return old


@dataclass
class _Taken:
    """Files that were looked at in this operation and will stand in the dossier: their number, bytes and hashes.

    `besides`: the paper that makes room for them.
    """

    count: int = 0
    size: int = 0
    hashes: set = field(default_factory=set)
    besides: Paper | None = None


def _accepted(kind):
    return IMAGES if kind in PHOTO_KINDS else SCANS


def _check_facts(dossier, *, kind, item=None, issued_on=None, expires_on=None, **_):
    if issued_on and expires_on and expires_on <= issued_on:
        raise Refused("Ngày hết hạn phải sau ngày cấp.", field="expires_on")
    if item is not None and (kind not in PHOTO_KINDS or item.product_id != dossier.product_id):
        raise Refused("Hãy chọn một món của bộ sản phẩm này.", field="item")


def _check_file(dossier, kind, upload, taken):
    inspect(upload, accept=_accepted(kind), field="upload")
    is_photo, size = kind in PHOTO_KINDS, size_of(upload)
    upload.seek(0)
    sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    if is_photo:
        _refuse(Print.under(dossier.rule_set).refusal(*upright_size(upload)))
    if sha256 in taken.hashes or dossier.papers.filter(kind=kind, file__sha256=sha256).exists():
        _refuse("Tệp này đã có trong hồ sơ.")
    if is_photo and dossier.papers.filter(kind__in=PHOTO_KINDS, file__sha256=sha256).exists():
        _refuse("Ảnh này đã dùng cho một góc chụp khác. Mỗi góc cần một ảnh riêng.")
    _refuse(_too_much(dossier, size, taken))
    taken.count, taken.size = taken.count + 1, taken.size + size
    taken.hashes.add(sha256)


def _attach(
    dossier,
    upload,
    name,
    *,
    kind,
    item=None,
    caption="",
    issuer="",
    number="",
    issued_on=None,
    expires_on=None,
    place=None,
    by,
    at,
):
    """A new paper, or the file and its facts in the `place` of an earlier one, which keeps its order."""
    stored = files.store(upload=upload, name=name, accept=_accepted(kind), field="upload", by=by, at=at)
    width, height = upright_size(upload) if stored.is_image else (None, None)
    paper = Paper(
        pk=place.pk if place else None,
        dossier=dossier,
        kind=kind,
        file=stored,
        item=item,
        caption=nfc(caption).strip(),
        issuer=nfc(issuer).strip(),
        number=nfc(number).strip(),
        issued_on=issued_on,
        expires_on=expires_on,
        width=width,
        height=height,
        added_at=at,
        added_by=by,
    )
    paper.save(force_insert=place is None, force_update=place is not None)
    return paper


def _refuse(sentence):
    if sentence:
        raise Refused(sentence, field="upload")


def _too_much(dossier, size, other):
    """The sentence when one more file of this size, beside the `other` ones, is more than the rules allow."""
    rules, (places, room) = dossier.rule_set, dossier.left_for_papers(besides=other.besides)
    if other.count >= places:
        most = rules.value("papers_max")
        return f"Hồ sơ đã có {most} ảnh và giấy tờ, là mức nhiều nhất. Hãy bỏ bớt tệp không cần thiết rồi tải lên."
    if other.size + size > room:
        most = rules.value("papers_max_mb")
        return f"Hồ sơ chỉ được nặng tổng cộng {most} MB. Hãy bỏ bớt tệp hoặc quét lại ở độ nét thấp hơn."
    return ""


@operation
def reshape_photo(*, paper, turn=0, cut=(0, 0, 0, 0), by, at):
    """Turn a photo of the living dossier (`turn`: 0, 90, 180 or 270 degrees clockwise) and cut its edges.

    `cut`: how many hundredths of the picture, as it stands after turning, go from the left, top, right and bottom.
    What was filed before keeps the picture that it was filed with. Refuses what would no longer be sharp in print.
    """
    dossier = Dossier.objects.select_for_update().get(pk=paper.dossier_id)
    require(permissions.can_edit_dossier(by, dossier, parts.PAPERS))
    if not paper.is_photo:
        raise Refused("Chỉ xoay và cắt được ảnh sản phẩm.")
    left, top, right, bottom = cut
    if turn not in (0, 90, 180, 270) or min(cut) < 0 or left + right > 80 or top + bottom > 80:
        raise Refused("Cắt nhiều nhất 80 % mỗi chiều của ảnh.", field="left")
    require(can_open(by, paper.file))
    with paper.file.open() as original:
        content, size = reshaped(original, turn=turn, cut=cut)
    sentence = Print.under(dossier.rule_set).refusal(*size)
    if sentence:
        raise Refused(f"Cắt như vậy thì ảnh không còn đủ nét. {sentence}", field="left")
    before = paper.file
    name = f"{Path(before.name).stem}.jpg"
    paper.file = files.store(upload=ContentFile(content), name=name, accept=IMAGES, by=by, at=at)
    paper.width, paper.height = size
    paper.save(update_fields=["file", "width", "height"])
    _discard_unused(before, by=by, at=at)
    return paper


@operation
def remove_paper(*, paper, by, at):
    """Take a paper out of the living dossier; what was filed before keeps its copy."""
    dossier = Dossier.objects.select_for_update().get(pk=paper.dossier_id)
    require(permissions.can_edit_dossier(by, dossier, parts.PAPERS))
    _take_out(paper, by=by, at=at)


def _take_out(paper, *, by, at):
    stored = paper.file
    Paper.objects.filter(pk=paper.pk).delete()
    _discard_unused(stored, by=by, at=at)


def _discard_unused(stored, *, by, at):
    used = Paper.objects.filter(file=stored).exists() or VersionPaper.objects.filter(file=stored).exists()
    if not used:
        try:
            with transaction.atomic():
                files.discard(stored_file=stored, by=by, at=at)
        except ProtectedError:
            # Another room refers to it.
            return

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import Kind
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc

from ..models import LogoFile
from ..permissions import can_offer_logo

FORMS = frozenset({Kind.PNG, Kind.JPEG, Kind.PDF})


@operation
def offer_logo(*, label, upload, by, at):
    """Put one form of the programme’s logo where holders of certificates in force find it."""
    require(can_offer_logo(by))
    stored = files.store(upload=upload, name=upload.name, accept=FORMS, field="upload", by=by, at=at)
    return LogoFile.objects.create(label=nfc(label).strip(), file=stored, added_at=at, added_by=by)


@operation
def withdraw_logo(*, logo, by, at):
    """No longer offered; the row and its file stay, because somebody has it on a package."""
    require(can_offer_logo(by))
    if not LogoFile.objects.offered().filter(pk=logo.pk).update(removed_at=at, removed_by=by):
        raise Refused("Tệp biểu trưng này đã được gỡ.")
    return logo

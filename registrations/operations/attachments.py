from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from registrations import permissions
from registrations.models import RoundAttachment


@operation
def attach_to_round(*, round, upload, name, title, by, at):
    """Put the plan, a form or a guide beside the announcement; whoever sees the round may fetch it."""
    require(permissions.can_attach(by, round))
    stored = files.store(upload=upload, name=name, accept=ANYTHING, field="upload", by=by, at=at)
    if round.attachments.filter(file__sha256=stored.sha256).exists():
        raise Refused("Tệp này đã đính kèm.", field="upload")
    return RoundAttachment.objects.create(
        round=round, file=stored, title=nfc(title).strip() or stored.name, added_at=at, added_by=by
    )


@operation
def detach_from_round(*, attachment, by, at):
    require(permissions.can_attach(by, attachment.round))
    stored = attachment.file
    RoundAttachment.objects.filter(pk=attachment.pk).delete()
    if not RoundAttachment.objects.filter(file=stored).exists():
        files.discard(stored_file=stored, by=by, at=at)


def copy_attachments(source, target, *, by, at):
    """A round made after an earlier one begins with its papers; called inside an operation."""
    for old in source.attachments.all():
        RoundAttachment.objects.create(round=target, file=old.file, title=old.title, added_at=at, added_by=by)

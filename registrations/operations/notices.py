from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from registrations import permissions
from registrations.models import OfficeNotice


@operation
def publish_notice(*, organisation, title, text, by, at):
    """An office tells everybody something on its own page."""
    require(permissions.can_publish_notice(by, organisation))
    return OfficeNotice.objects.create(
        organisation=organisation,
        title=nfc(title).strip(),
        text=nfc(text).strip(),
        published_at=at,
        published_by=by,
    )


@operation
def withdraw_notice(*, notice, by, at):
    """No longer shown; the row stays, because somebody may have acted on it."""
    require(permissions.can_publish_notice(by, notice.organisation))
    if not OfficeNotice.objects.standing().filter(pk=notice.pk).update(withdrawn_at=at, withdrawn_by=by):
        raise Refused("Thông báo này đã được gỡ.")

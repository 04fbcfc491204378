from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import ListAwaitsReceipt
from ..models import ListReceipt
from ..permissions import can_keep_plan, can_record_activity


@operation
def confirm_list(*, sent, unit, by, at):
    """The unit has the list; confirming twice keeps the first moment."""
    require(can_record_activity(by, unit))
    if not queries.units_told(sent).filter(pk=unit.pk).exists():
        raise Refused("Danh sách này không gửi cho đơn vị.")
    receipt, _ = ListReceipt.objects.get_or_create(
        sent=sent, unit=unit, defaults={"received_at": at, "received_by": by}
    )
    return receipt


@operation
def remind_of_list(*, sent, by, at):
    """Tell once more who has not confirmed; at most once a day. Returns how many units."""
    require(can_keep_plan(by))
    today = timezone.localdate(at)
    owing = [row.unit for row in queries.receipts_of(sent) if row.receipt is None]
    for unit in owing:
        notify(
            message=ListAwaitsReceipt(sent, unit),
            recipients=people_at(unit, Role.OFFICER, Role.HEAD, on=today),
            key=f"list:{sent.pk}:{unit.pk}:{today}",
            by=by,
            at=at,
        )
    return len(owing)

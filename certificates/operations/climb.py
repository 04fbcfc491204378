from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations.models import Round
from registrations.operations import enter_from_below

from .. import queries
from ..permissions import can_send_up


@operation
def send_up(*, round, upper, by, at):
    """Enter every nominated product whose certificate is in force into the upper round; the entries, in list order.

    Asked twice, the entries of the first time come back.
    """
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    require(can_send_up(by, round))
    today = timezone.localdate(at)
    if upper not in queries.rounds_above(round, on=today):
        raise Refused("Kỳ cấp trên này không nhận hồ sơ của kỳ, hoặc đã hết hạn nhận.")
    rows = [row for row in queries.climb(round, upper, on=today) if row.is_listed]
    if not rows:
        raise Refused("Chưa có sản phẩm được đề cử nào có giấy chứng nhận còn hiệu lực.")
    return [
        row.upper
        or enter_from_below(
            entry=row.entry,
            round=upper,
            ground_decision=row.certificate.decision_number,
            ground_certificate=row.certificate.number,
            ground_valid_until=row.certificate.valid_until,
            by=by,
            at=at,
        )
        for row in rows
    ]

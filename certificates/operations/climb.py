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
    if upper not in queries.rounds_above(round, at=at):
        raise Refused("Kỳ cấp trên này không nhận hồ sơ của kỳ, hoặc đã hết hạn nhận.")
    rows = [row for row in queries.climb(round, upper, by=by, at=at) if row.is_listed]
    if not rows:
        raise Refused("Chưa có sản phẩm được đề cử nào đủ điều kiện đi lên. Lý do của từng sản phẩm ghi ở bảng.")
    return [
        enter_from_below(entry=row.entry, round=upper, ground=queries.ground_of(row.certificate), by=by, at=at)
        for row in rows
    ]

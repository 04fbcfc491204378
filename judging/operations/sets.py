from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import MemberRecusal, MergedEntry, ProductSet
from ..permissions import can_keep_meeting
from .ledger import append, lock
from .meeting import keep_out, require_open

FEWEST = 2


@operation
def merge_entries(*, meeting, entries, name, by, at):
    """The council makes one set of entries that passed (Khánh Hòa 2023: 54 became 35). The best of them leads: the set
    is voted on under its code, with its mean, and takes one place."""
    require(can_keep_meeting(by, meeting))
    lock(meeting.council)
    require_open(meeting)
    name = worded(name, "Hãy ghi tên bộ sản phẩm.", field="name")
    wanted = {entry.pk for entry in entries}
    rows = [row for row in queries.mergeable(meeting) if row.entry_id in wanted]
    if len(wanted) < FEWEST:
        raise Refused("Một bộ có ít nhất hai sản phẩm.", field="entries")
    kinds = {(row.entry.product.establishment_id, row.entry.product.group) for row in rows}
    if len(rows) < len(wanted) or len(kinds) > 1:
        raise Refused("Chỉ gộp được các sản phẩm đạt điểm, cùng cơ sở, cùng nhóm và chưa biểu quyết.", field="entries")
    rows.sort(key=lambda row: (-row.mean, row.entry.code))
    lead, *others = (row.entry for row in rows)
    made = ProductSet.objects.create(meeting=meeting, lead=lead, name=name, merged_at=at, merged_by=by)
    MergedEntry.objects.bulk_create(MergedEntry(product_set=made, entry=entry) for entry in others)
    append(
        meeting.council,
        "entries_merged",
        by=by,
        at=at,
        meeting=meeting.pk,
        lead=lead.code,
        entries=sorted(entry.code for entry in others),
        name=name,
    )
    _carry_recusals(meeting.council, lead, others, by, at)
    return made


def _carry_recusals(council, lead, others, by, at):
    """Who has a conflict in one product of a set has it in the set."""
    out = set(MemberRecusal.objects.filter(entry=lead).values_list("member", flat=True))
    for row in MemberRecusal.objects.filter(entry__in=others).select_related("member"):
        if row.member_id not in out:
            out.add(row.member_id)
            keep_out(council, row.member, lead, row.kind, row.reason, by, at)


@operation
def split_set(*, product_set, by, at):
    """Take a set apart again, before anybody has voted on it."""
    meeting = product_set.meeting
    require(can_keep_meeting(by, meeting))
    lock(meeting.council)
    require_open(meeting)
    if product_set.lead_id in {entry for _, entry in queries.who_voted(meeting)}:
        raise Refused("Đã có người biểu quyết bộ này nên không tách được nữa.")
    append(meeting.council, "set_split", by=by, at=at, meeting=meeting.pk, lead=product_set.lead.code)
    product_set.delete()

"""What the office does at its desk besides its three answers: who looks, what was found, where it really belongs."""

from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from cnnt_portal.workflow import move
from registrations import permissions
from registrations.messages import EntryMoved, tell_establishment
from registrations.models import Entry, PartCheck, Product, Round, mark_of

from .entries import as_seen, file_version, locked, search_key_of


@operation
def assign(*, entry, officer, by, at):
    """Give an entry to one of the office's people to look at; `officer` None takes it back."""
    entry = locked(entry)
    require(permissions.can_assign(by, entry))
    people = people_at(entry.round.organiser, Role.OFFICER, Role.HEAD, on=timezone.localdate(at))
    if officer is not None and officer not in people:
        raise Refused(f"{officer} không phải cán bộ của {entry.round.organiser}.", field="officer")
    entry.assigned_to = officer
    entry.save(update_fields=["assigned_to"])
    return entry


class CheckedMeanwhile(Refused):
    """Somebody found something else in the same part since the page was opened; `parts` are their codes."""

    def __init__(self, standing, names):
        who = ", ".join(dict.fromkeys(str(check.checked_by) for check in standing.values() if check)) or "Đồng nghiệp"
        super().__init__(
            f"{who} vừa ghi kết quả khác cho: {', '.join(names[code] for code in standing)}. Kết quả bạn chọn vẫn còn "
            "dưới đây, cạnh kết quả đang lưu, và chưa phần nào được ghi: hãy so lại rồi lưu lần nữa."
        )
        self.parts = frozenset(standing)


@operation
def check_parts(*, entry, findings, seen=None, marks=None, by, at):
    """Write down what was found in the parts of the version now filed.

    `findings`: {part's code: (is_met, Reason or None, note), or None to take a finding back}; a part that fails needs
    its reason. Written again, the last finding stands; a new version is checked anew.

    `marks`: {part's code: mark_of the finding that the page showed}. What was left as the page showed it is not
    written again, and where a colleague has found something else meanwhile nothing is: CheckedMeanwhile.
    """
    entry = locked(entry)
    require(permissions.can_check_parts(by, entry))
    as_seen(entry, seen)
    codes = {part.code: part for part in entry.round.rule_set.dossier_parts}
    if marks is not None:
        findings = _touched(entry, findings, marks, {code: part.name for code, part in codes.items()})
    for code, found in findings.items():
        if code not in codes:
            raise TypeError(f"no part of the dossier: {code}")
        if found is None:
            PartCheck.objects.filter(version=entry.version, part=code).delete()
            continue
        is_met, reason, note = found
        if not is_met and reason is None:
            raise Refused(f"Hãy chọn lý do không đạt của “{codes[code].name}”.", field=f"{code}_reason")
        PartCheck.objects.update_or_create(
            version=entry.version,
            part=code,
            defaults={
                "is_met": is_met,
                "reason": None if is_met else reason,
                "note": nfc(note).strip(),
                "checked_at": at,
                "checked_by": by,
            },
        )
    return entry


def _touched(entry, findings, marks, names):
    """Those findings that differ from what the page showed."""
    touched = {code: found for code, found in findings.items() if mark_of(found) != marks.get(code, "")}
    checks = {check.part: check for check in entry.version.checks.select_related("reason", "checked_by")}
    clashing = {
        code: checks.get(code)
        for code, found in touched.items()
        if mark_of(checks.get(code)) not in (marks.get(code, ""), mark_of(found))
    }
    if clashing:
        raise CheckedMeanwhile(clashing, names)
    return touched


@operation
def transfer(*, entry, round, reason, seen=None, by, at):
    """The dossier belongs to another office: it goes on to that office's round with the same version; the new Entry.

    It counts as filed in time there when it came here before that round's deadline. The old tracking code says where
    it went.
    """
    Product.objects.select_for_update().get(pk=entry.product_id)
    Round.objects.select_for_update().get(pk=round.pk)
    entry = locked(entry)
    require(permissions.can_transfer(by, entry))
    as_seen(entry, seen)
    require(permissions.can_receive_transfer(entry, round))
    reason = worded(reason, "Hãy ghi lý do chuyển để cơ sở và cơ quan nhận cùng biết.")
    there = Entry.objects.create(
        round=round,
        product=entry.product,
        dossier=entry.dossier,
        started_at=at,
        transferred_from=entry,
        search_key=search_key_of(entry.product),
    )
    move(entry, "transfer", by=by, at=at, note=f"Chuyển đến {round.organiser} ({round.title}).\n{reason}")
    file_version(there, entry.version, step="receive", by=by, at=at)
    tell_establishment(EntryMoved(there, reason), by=by, at=at)
    return there

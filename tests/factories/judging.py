"""Rounds at every stage of judging, led there by the operations themselves.

Everything happens at `AT`, now, unless told otherwise: the list is fixed, the deadline is over. A round that is given
is led on from where it stands.
"""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from judging import operations, queries
from judging.models import Assignment, ConflictDeclaration, Seat, Vote
from registrations import operations as registrations
from registrations.workflow import RoundState

from .. import people
from . import files
from .accounts import make_person
from .registrations import accepted_entry, open_round

NO_CONFLICT = ConflictDeclaration.Kind.NONE


def _now():
    return timezone.now()


def member():
    """A council member who is neither chair nor secretary."""
    return make_person("uyvien@hoidong.vn", "Trương Thị Mỹ Ái")


def fixed_round(entries=2, **fields):
    """A provincial round whose list is fixed, with so many accepted entries."""
    round = open_round(**fields)
    for _ in range(entries):
        accepted_entry(round=round)
    return fix_list(round)


def fix_list(round):
    if round.state == RoundState.OPEN:
        at = max(_now(), round.closes_at)
        round = registrations.fix_list(round=round, by=people.so_officer(), at=at)
    return round


def council(round=None, judges=3, entries=2, **fields):
    """A council with chair, deputy, member and secretary, and so many judges; nothing assigned yet."""
    round = fix_list(round) if round else fixed_round(entries, **fields)
    if hasattr(round, "council"):
        return round.council
    officer = people.so_officer()
    found = operations.set_up_council(
        round=round,
        name="Hội đồng bình chọn sản phẩm công nghiệp nông thôn tiêu biểu tỉnh Vĩnh Long",
        decision_number="125/QĐ-UBND",
        decision_date=timezone.localdate(),
        by=officer,
        at=_now(),
    )
    seats = [
        (people.chair(), Seat.CHAIR, "Phó Chủ tịch UBND tỉnh"),
        (people.so_head(), Seat.DEPUTY, "Giám đốc Sở Công Thương"),
        (member(), Seat.MEMBER, "Chuyên gia"),
        (people.secretary(), Seat.SECRETARY, "Trung tâm Khuyến công"),
    ]
    for user, seat, title in seats:
        operations.seat_member(council=found, user=user, seat=seat, title=title, by=officer, at=_now())
    for number in range(1, judges + 1):
        operations.add_judge(council=found, user=people.judge(number), title="Chuyên gia", by=officer, at=_now())
    return found


def assigned_council(round=None, **fields):
    """Every entry assigned to every judge; nobody has declared."""
    found = council(round, **fields)
    if not Assignment.objects.filter(judge__panel__council=found).exists():
        operations.assign(council=found, by=people.secretary(), at=_now())
    return found


def declare_all(found, kind=NO_CONFLICT, reason=""):
    """Every judge declares the same for every entry that still lacks a declaration."""
    for judge in found.panel.judges.select_related("user"):
        for assignment in judge.assignments.select_related("entry", "judge__panel__council"):
            if queries.declaration_of(assignment) is None:
                operations.declare(assignment=assignment, kind=kind, reason=reason, by=judge.user, at=_now())


def open_pass(round=None, **fields):
    """A pass in which every judge has declared no conflict and has a blank sheet for every entry."""
    found = assigned_council(round, **fields)
    if found.last_pass:
        return found.last_pass
    declare_all(found)
    return operations.open_pass(council=found, by=people.secretary(), at=_now())


def points(round, total):
    """A total spread over the criteria of the round's rule set, first criteria first: {code: points}."""
    left, spread = Decimal(total), {}
    for criterion in queries.rules_of(round).criteria:
        spread[criterion.code] = min(left, criterion.maximum)
        left -= spread[criterion.code]
    return spread


def submit_total(sheet, total):
    """The judge fills in points of this total and submits; None leaves the entry unscored, with a reason."""
    by = sheet.judge.user
    if total is None:
        operations.save_sheet(sheet=sheet, not_scored_reason="Thiếu mẫu sản phẩm.", by=by, at=_now())
    else:
        values = points(sheet.scoring_pass.round, total)
        operations.save_sheet(sheet=sheet, values=values, by=by, at=_now())
    return operations.submit_sheet(sheet=sheet, by=by, at=_now())


def submit_totals(scoring_pass, entry, totals):
    """One total for each judge, in the order of their seats; what is handed in stays."""
    sheets = scoring_pass.sheets.valid().filter(entry=entry).order_by("judge").select_related("judge__user")
    for sheet, total in zip(sheets, totals, strict=True):
        if not sheet.is_submitted:
            submit_total(sheet, total)


def scored_entry(round=None, scores=("80", "82", "84")):
    """An entry of an open pass for which every judge has submitted; the only one of its round if none is given."""
    scoring_pass = open_pass(round, entries=1)
    entry = queries.entries_of_pass(scoring_pass).first()
    submit_totals(scoring_pass, entry, scores)
    return entry


def closed_pass(round=None, means=("80", "60"), **fields):
    """A closed pass: the entries, in the order of their codes, have these means (None: nobody scored)."""
    scoring_pass = open_pass(round, entries=len(means), **fields)
    if scoring_pass.is_closed:
        return scoring_pass
    for entry, mean in zip(queries.entries_of_pass(scoring_pass), means, strict=True):
        submit_totals(scoring_pass, entry, [mean] * scoring_pass.round.council.panel.judges.count())
    return operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=_now())


def planned_meeting(round=None, **fields):
    found = closed_pass(round, **fields).round.council
    if found.meeting:
        return found.meeting
    return operations.plan_meeting(
        council=found, held_on=timezone.localdate(), place="Sở Công Thương Vĩnh Long", by=people.secretary(), at=_now()
    )


def open_meeting(round=None, **fields):
    """Open, the roll called, everybody present."""
    meeting = planned_meeting(round, **fields)
    if not meeting.can_move("open"):
        return meeting
    operations.open_meeting(meeting=meeting, by=people.secretary(), at=_now())
    everybody = list(meeting.council.members.all())
    operations.record_attendance(meeting=meeting, present=everybody, by=people.secretary(), at=_now())
    return meeting


def vote_all(meeting, choice=Vote.Choice.AGREE, **choices):
    """Everybody present votes alike; `choices` are {code with _ for -: choice} for single entries."""
    for result in queries.agenda(meeting.council):
        chosen = choices.get(result.entry.code.replace("-", "_"), choice)
        hands = dict.fromkeys(queries.ballots(meeting)[result.entry_id].present, chosen)
        operations.record_hands(meeting=meeting, entry=result.entry, choices=hands, by=people.secretary(), at=_now())


def decided_round(round=None, means=("80", "60"), **fields):
    """The council has agreed to whatever passed; not yet published. Returns the round."""
    meeting = open_meeting(round, means=means, **fields)
    if meeting.is_closed:
        return meeting.council.round
    vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=_now())
    return meeting.council.round


def published_round(round=None, means=("80", "60"), **fields):
    found = decided_round(round, means=means, **fields)
    operations.publish(council=found.council, by=people.secretary(), at=_now())
    return found


def recognised_outcome(round=None, means=("80",)):
    """A published outcome that recognises; with a round, its accepted entries get `means` in the order of codes."""
    found = published_round(round, means=means)
    return queries.published_recognised_outcomes(found).first()


def nominated_outcome(round=None, means=("80",)):
    outcome = recognised_outcome(round, means)
    nominate(outcome)
    return outcome


def nominate(*outcomes):
    operations.nominate(
        council=outcomes[0].entry.round.council,
        outcomes=outcomes,
        decided_on=timezone.localdate(),
        ground="Biên bản họp Hội đồng số 05/BB-HĐBC",
        by=people.secretary(),
        at=_now(),
    )


def complaint(entry, by):
    """Of a published entry, with a photo as evidence."""
    return operations.file_complaint(
        entry=entry,
        subject="Tiêu chí thị trường chưa tính ba siêu thị đang bán",
        evidence=SimpleUploadedFile("hop-dong.pdf", files.pdf()),
        evidence_name="hop-dong.pdf",
        by=by,
        at=_now(),
    )


def answer(found, is_upheld=False, **fields):
    return operations.answer_complaint(
        complaint=found, is_upheld=is_upheld, answer="Điểm đã được tính đủ.", by=people.secretary(), at=_now(), **fields
    )

"""Rounds at every stage of judging, led there by the operations themselves.

Everything happens at `AT`, now, unless told otherwise: the list is fixed, the deadline is over. A round that is given
is led on from where it stands.
"""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from judging import operations, queries
from judging.ledger import canonical, chain, moment
from judging.models import Assignment, ConflictDeclaration, Council, LedgerRecord, Score, ScoreSheet, Seat, Vote
from judging.workflow import SheetState
from registrations import operations as registrations
from registrations.models import Entry, Establishment, Product
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


def change_rules(rule_set, **values):
    """Correct parameters of a rule set in place, as a new version of the portal would."""
    for key, value in values.items():
        assert rule_set.parameters.filter(key=key).update(value=value) == 1
    type(rule_set).objects.filter(pk=rule_set.pk).update(version=F("version") + 1)


def points(round, total):
    """A total spread over the criteria of the round's rule set, first criteria first: {code: points}."""
    return _spread({criterion.code: criterion.maximum for criterion in queries.rules_of(round).criteria}, total)


def _spread(maxima, total):
    left, spread = Decimal(total), {}
    for code, maximum in maxima.items():
        spread[code] = min(left, maximum)
        left -= spread[code]
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


def key_sheet(sheet, total="80"):
    """The secretary keys in a paper sheet of this total, with its scan."""
    return operations.key_sheet(
        sheet=sheet,
        values=points(sheet.scoring_pass.round, total),
        scan=SimpleUploadedFile("phieu.pdf", files.pdf()),
        scan_name="phieu.pdf",
        by=people.secretary(),
        at=_now(),
    )


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


def accepted_entries(round, number, *, per_house=1):
    """So many accepted entries beside those of the round, copied from one that went through intake: what is asked of
    them is judging alone. `per_house` of them share an establishment."""
    first = round.entries.accepted().first() or accepted_entry(round=round)
    house, found = first.product.establishment, []
    for place in range(number):
        if place % per_house == 0:
            house = Establishment.objects.get(pk=first.product.establishment_id)
            house.pk, house.name, house.tax_code, house.organisation = None, f"Cơ sở {place}", None, None
            house.save()
        name = f"Sản phẩm số {place + 2}"
        product = Product.objects.create(establishment=house, name=name, search_key=name, group=first.product.group)
        found.append(_copy_of(first, product, f"B-{place + 2:03}"))
    return Entry.objects.bulk_create(found)


def _copy_of(entry, product, code):
    copy = Entry.objects.get(pk=entry.pk)
    copy.pk, copy._state.adding = None, True
    copy.product, copy.code, copy.tracking_code = product, code, f"{entry.round_id}-{code}"
    return copy


def merge(meeting, *codes, name="Bộ sản phẩm của cơ sở"):
    entries = meeting.council.round.entries.filter(code__in=codes)
    return operations.merge_entries(meeting=meeting, entries=entries, name=name, by=people.secretary(), at=_now())


def scored_at_once(round, means):
    """As `closed_pass`, for rounds of real size: declarations and sheets are written in bulk, with their lines in the
    ledger; opening and closing the pass are the operations."""
    found, now = assigned_council(round), _now()
    judges = list(found.panel.judges.select_related("user"))
    entries = list(queries.entries_to_judge(found))
    ConflictDeclaration.objects.bulk_create(
        ConflictDeclaration(judge=judge, entry=entry, kind=NO_CONFLICT, declared_at=now, declared_by=judge.user)
        for judge in judges
        for entry in entries
    )
    _write(found, "declared", [{"judge": j.pk, "entry": e.code, "kind": "none"} for j in judges for e in entries])
    scoring_pass = operations.open_pass(council=found, by=people.secretary(), at=now)
    totals = dict(zip((entry.pk for entry in entries), means, strict=True))
    maxima = {criterion.code: criterion.maximum for criterion in queries.rules_of(round).criteria}
    scores, lines = [], []
    sheets = list(scoring_pass.sheets.select_related("entry"))
    for sheet in sheets:
        total = totals[sheet.entry_id]
        spread = _spread(maxima, total) if total else {}
        sheet.state, sheet.submitted_at, sheet.total = SheetState.SUBMITTED, now, total and Decimal(total)
        sheet.not_scored_reason = "" if total else "Thiếu mẫu sản phẩm."
        scores += [Score(sheet=sheet, criterion=c, maximum=maxima[c], value=v) for c, v in spread.items()]
        facts = {"number": 1, "judge": sheet.judge_id, "entry": sheet.entry.code}
        lines.append(facts | {"scores": spread or None, "total": sheet.total})
    ScoreSheet.objects.bulk_update(sheets, ["state", "submitted_at", "total", "not_scored_reason"])
    Score.objects.bulk_create(scores)
    _write(found, "sheet_submitted", lines)
    return operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=now)


def _write(found, event, lines):
    """Many lines of the ledger at once, chained as the portal chains them."""
    found.refresh_from_db()
    by = people.secretary().pk
    head, length, at, records = found.ledger_head, found.ledger_length, moment(_now()), []
    for number, line in enumerate(lines, length + 1):
        facts = {"n": number, "round": found.round_id, "event": event, "at": at, "by": by}
        content = canonical(facts | line)
        digest = chain(head, content)
        records.append(
            LedgerRecord(round_id=found.round_id, sequence=number, content=content, previous_hash=head, hash=digest)
        )
        head = digest
    LedgerRecord.objects.bulk_create(records)
    Council.objects.filter(pk=found.pk).update(ledger_length=length + len(lines), ledger_head=head)


def planned_meeting(round=None, is_secret=False, **fields):
    found = closed_pass(round, **fields).round.council
    if found.meeting:
        return found.meeting
    return operations.plan_meeting(
        council=found,
        held_on=timezone.localdate(),
        place="Sở Công Thương Vĩnh Long",
        is_secret=is_secret,
        by=people.secretary(),
        at=_now(),
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
    ballots = queries.ballots(meeting)
    for result in queries.agenda(meeting.council):
        chosen = choices.get(result.entry.code.replace("-", "_"), choice)
        hands = dict.fromkeys(ballots[result.entry_id].present, chosen)
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


def visit(round=None, people_=(), **fields):
    """A visit planned for today to the establishment of the round's first entry; nobody who goes has a conflict."""
    found = declared_council(round)
    entry = queries.entries_to_visit(found).select_related("product__establishment").first()
    return operations.plan_visit(
        council=found,
        establishment=entry.product.establishment,
        entries=[entry],
        people=people_ or [people.judge(1)],
        by=people.secretary(),
        at=_now(),
        **{"day": timezone.localdate(), "place": "Ấp Phú Long, xã Tân Phú"} | fields,
    )


def declared_council(round=None):
    """Every judge has declared none for every entry."""
    found = assigned_council(round, entries=1)
    declare_all(found)
    return found


def answer_checks(visited, by, finding="yes", remark=""):
    findings = dict.fromkeys(visited.visit.council.visit_checks.all(), (finding, remark))
    operations.record_findings(visited=visited, findings=findings, by=by, at=_now())


def held_visit(round=None, **fields):
    found = visit(round, **fields)
    answer_checks(found.visited.get(), people.judge(1))
    operations.hold_visit(visit=found, by=people.judge(1), at=_now())
    return found


def sample(entry, **fields):
    return operations.receive_sample(
        entry=entry,
        by=people.secretary(),
        at=_now(),
        **{
            "description": "2 hộp 500 g",
            "arrived_on": timezone.localdate(),
            "brought_by": "Bùi Thị Sáu",
            "condition": "Còn nguyên niêm phong",
        }
        | fields,
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

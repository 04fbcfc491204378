"""The writes of a rehearsal. Each is refused outside one, whoever asks."""

from decimal import Decimal

from django.db import transaction

from cnnt_portal import rehearsing
from cnnt_portal.accounts.operations import appoint_administrator, create_person
from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from judging import operations as judging
from judging import queries as judged
from judging.models import ConflictDeclaration, ScoreSheet
from judging.workflow import SheetState
from registrations.models import Round
from reporting.permissions import can_rehearse
from reporting.seeding.foundations import load_foundations

from .queries import running_council, starter
from .staging import Staging

HALF = Decimal("0.5")


@operation
def settle(*, password="", by, at):
    """An empty rehearsal portal: units, rules and bodies of the state, and the person whom it is held for."""
    require(can_rehearse())
    load_foundations(at=at)
    if (person := starter()) is None:
        email = rehearsing.held_for()
        person = create_person(email=email, full_name="Người chuẩn bị diễn tập", consented_at=at, by=by, at=at)
        appoint_administrator(email=email, by=None, at=at)
        if password:
            person.password = password
            person.save(update_fields=["password"])
    return person


@operation
def build(*, plan, number, with_council, by, at):
    """The round of the plan with so many invented dossiers; with its council, or waiting at the office's desk."""
    require(can_rehearse())
    if Round.objects.exists():
        raise Refused("Cổng đang có một kỳ diễn tập. Hãy xóa kỳ ấy rồi dựng kỳ khác.")
    staging = Staging(plan, at=at)
    round_ = staging.make(number)
    if with_council:
        staging.seat(round_)
    return round_


@operation
def act_for_the_rest(*, by, at):
    """Declare and score for every judge who has not yet, so that few people can rehearse what many will do; returns
    (declarations, sheets)."""
    require(can_rehearse())
    council = running_council()
    if council is None:
        raise Refused("Chưa có hội đồng nên chưa có việc của giám khảo để làm hộ.")
    declared = 0
    for judge in council.panel.judges.select_related("user"):
        for assignment in judge.assignments.filter(released_at=None).select_related("entry", "judge__panel__council"):
            if judged.declaration_of(assignment) is None:
                none = ConflictDeclaration.Kind.NONE
                judging.declare(assignment=assignment, kind=none, reason="", by=judge.user, at=at)
                declared += 1
    scored, last = 0, council.last_pass
    if last and last.is_open:
        for sheet in (
            ScoreSheet.objects.valid().filter(scoring_pass=last, state=SheetState.DRAFT).select_related("judge__user")
        ):
            _score(sheet, at)
            scored += 1
    if not declared and not scored:
        raise Refused("Lúc này các giám khảo không còn việc nào để làm hộ.")
    return declared, scored


def _score(sheet, at):
    """Invented points, mostly above the threshold; others for every sheet, the same whenever it is asked again."""
    share = Decimal(60 + (sheet.entry_id * 7 + sheet.judge_id * 3) % 36) / 100
    rules = judged.rules_of(sheet.scoring_pass.round)
    values = {one.code: (one.maximum * share / HALF).to_integral_value() * HALF for one in rules.criteria}
    notes = dict.fromkeys(values, "Điểm diễn tập do cổng điền.")
    judging.save_sheet(sheet=sheet, values=values, notes=notes, by=sheet.judge.user, at=at)
    judging.submit_sheet(sheet=sheet, by=sheet.judge.user, at=at)


@operation
def throw_away(*, by, at):
    """Everything: rows, files, mails, people. What stays is a portal as new. Returns whom it is held for.

    `by` is nobody: who asked is deleted with the rest, and no row may name them.
    """
    require(can_rehearse())
    person = starter()
    password = person.password if person else ""
    rehearsing.empty_database()
    transaction.on_commit(rehearsing.empty_storage)
    return settle(password=password, by=by, at=at)

"""The round's life as one stepper: which stages are done, when, what is planned and what is still missing."""

from collections import Counter
from typing import NamedTuple

from django.utils import timezone

from cnnt_portal.ui.components import StepperStep
from registrations.workflow import RoundState

from . import queries
from .models import BY_HAND, MAY_BE_SKIPPED, Seat, Stage, StageMark, has_results, is_recognised
from .permissions import can_mark_stage, can_reopen

# Beyond so many names a sentence is no longer read.
MOST_NAMES = 12


class StageRow(NamedTuple):
    """One stage as the page of the calendar shows it; `acts` are the marks that this person may set."""

    stage: Stage
    state: str  # done, skipped, current, todo, or unsaid: what came after it is done, and nobody said that it is
    done_on: object
    planned_on: object
    note: str
    acts: list

    @property
    def words(self):
        if self.state == "skipped":
            return f"bỏ qua: {self.note}"
        if self.done_on:
            return f"{self.done_on:%d/%m/%Y}"
        if self.state == "unsaid":
            return "chưa ghi đã xong"
        return f"dự kiến {self.planned_on:%d/%m/%Y}" if self.planned_on and self.state != "done" else ""


def _seen(council):
    """{stage: day, or None where the portal knows no day} of what the portal itself sees to be done."""
    round, passes = council.round, {p.number: p for p in council.round.passes.all()}
    seats = {member.seat for member in council.members.all()}
    enough = council.panel.judges.filter(is_substitute=False).count() >= queries.rules_of(round).minimum_judges
    meeting, day = council.meeting, timezone.localdate
    done = {}
    if round.state == RoundState.CLOSED:
        done[Stage.INTAKE] = round.last_day
        done[Stage.LIST] = round.handed_over_at and day(round.handed_over_at)
    if passes or (enough and {Seat.CHAIR, Seat.SECRETARY} <= seats):
        done[Stage.PANEL] = council.decision_date
    if passes:
        done[Stage.CONFLICTS] = day(passes[1].opened_at)
    for number, stage in ((1, Stage.PASS_1), (2, Stage.PASS_2)):
        if number in passes and passes[number].is_closed:
            done[stage] = day(passes[number].closed_at)
    if meeting and meeting.is_closed and not council.must_meet_again(meeting):
        done[Stage.MEETING] = meeting.held_on
    if not council.awaits_publication:
        done[Stage.PUBLICATION] = day(council.published_at)
        nominated = queries.nominations(round).values_list("nominated_at", flat=True).first()
        if nominated:
            done[Stage.NOMINATION] = day(nominated)
        if is_recognised(council):
            done[Stage.RECOGNITION] = None
    return done


def stages_of(council, user=None):
    """[StageRow] in the order of the round's life. A stage that the round does not have is left out: field visits and
    the intended list where its settings say nothing of them, pass 2 where the council meets without one."""
    done, day = _seen(council), timezone.localdate
    decided = Stage.RECOGNITION in done
    plans = {plan.stage: plan.planned_on for plan in council.plans.all()}
    marks = {mark.stage: mark for mark in council.marks.all()}
    left_out = _left_out(council, done, plans, marks)
    order = list(Stage)
    furthest = max((order.index(stage) for stage in done), default=0)
    rows, current, is_council = [], None, user is not None and council.holds(user)
    for stage in Stage:
        if stage in left_out:
            continue
        mark = marks.get(stage)
        if mark and mark.kind == StageMark.Kind.DONE:
            done[stage] = day(mark.at)
        skipped = mark is not None and mark.kind == StageMark.Kind.SKIPPED and stage not in done
        if stage == Stage.SUBMISSION and decided and not skipped:
            done.setdefault(stage, None)  # nobody told the portal on which day
        if stage in done:
            state = "done"
        elif skipped:
            state = "skipped"
        elif stage in BY_HAND and mark is None and order.index(stage) < furthest:
            state = "unsaid"
        else:
            state = "todo" if current else "current"
            current = current or stage
        acts = _acts(council, stage, state, user) if user else []
        note = mark.reason_for(is_council=is_council) if mark else ""
        rows.append(StageRow(stage, state, done.get(stage), plans.get(stage), note, acts))
    return rows


def _left_out(council, done, plans, marks):
    round, absent = council.round, set()
    if not round.has_field_visits:
        absent.add(Stage.VISITS)
    if not round.intended_list_days:
        absent.add(Stage.INTENDED)
    if not round.has_field_visits and len(round.passes.all()) < 2:  # noqa: PLR2004
        absent.add(Stage.PASS_2)
    return absent - done.keys() - plans.keys() - marks.keys()


def _acts(council, stage, state, user):
    kinds = []
    if state == "done" and has_results(council, stage):
        return [StageMark.Kind.REOPENED] if can_reopen(user, council, stage) else []
    if state in ("current", "todo", "unsaid"):
        kinds += [StageMark.Kind.DONE] if stage in BY_HAND else []
        kinds += [StageMark.Kind.SKIPPED] if stage in MAY_BE_SKIPPED else []
    elif state == "skipped" or stage in BY_HAND:
        kinds = [StageMark.Kind.REOPENED]
    return [kind for kind in kinds if can_mark_stage(user, council, stage, kind)]


def stepper_of(rows):
    shown = {"skipped": "done", "unsaid": "todo"}
    return [
        StepperStep(row.stage.label, shown.get(row.state, row.state), "bỏ qua" if row.state == "skipped" else row.words)
        for row in rows
    ]


def missing_now(council, rows):
    """Sentences, with names: what the present stage still lacks. For the council alone: it tells who has handed in."""
    current = next((row.stage for row in rows if row.state == "current"), None)
    if current == Stage.PANEL:
        return queries.missing_seats(council)
    if current == Stage.CONFLICTS:
        open_ones = len(queries.suggestions(council))
        suggested = [f"Thư ký chưa quyết định {open_ones} gợi ý xung đột lợi ích."] if open_ones else []
        return [*queries.missing_declarations(council), *suggested]
    if current in (Stage.PASS_1, Stage.PASS_2):
        last = council.last_pass
        if waiting := council.waiting_pass if last and last.is_closed else None:
            return [f"Lượt chấm {waiting.number} đang tạm dừng, chưa mở tiếp."]
        if last is None or last.is_closed:
            return ["Chưa mở lượt chấm."]
        owing = Counter(row.judge for row in queries.missing_sheets(last))
        return [f"{judge}: còn {number} phiếu chưa nộp." for judge, number in owing.most_common(MOST_NAMES)]
    if current == Stage.VISITS:
        return queries.missing_visits(council)
    if current == Stage.CLOSED:
        return queries.missing_samples(council)
    if current == Stage.MEETING:
        meeting = council.meeting
        if meeting is None:
            return ["Chưa lên lịch họp hội đồng."]
        return queries.missing_before_end(meeting) if meeting.is_open else ["Phiên họp chưa khai mạc."]
    return []

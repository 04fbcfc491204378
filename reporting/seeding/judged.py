"""How a council of the demonstration comes to a published result."""

import datetime
from decimal import Decimal

from django.utils import timezone

from cnnt_portal.text import lower_first
from judging import operations as judging
from judging.models import ConflictDeclaration, Seat, Vote
from judging.queries import agenda, ballots, entries_of_pass, published_recognised_outcomes, rules_of

JUDGES = ("giamkhao1", "giamkhao2", "giamkhao3")


class Judged:
    def __init__(self, stage):
        self.stage = stage
        self.people = stage.people

    def judge(self, round_, totals, *, named, scored, met, published, nominated):
        """From the council to what is nominated; `totals`: what its judges give each entry, in the order of codes."""
        council = self.council(round_, named)
        self.score(council, totals, scored)
        self.meet(council, met)
        judging.publish(council=council, by=self.people["thuky"], at=published)
        self.nominate(council, len(totals) // 2, nominated)

    def council(self, round_, at):
        so, secretary = self.people["so"], self.people["thuky"]
        council = judging.set_up_council(
            round=round_,
            name=f"Hội đồng {lower_first(round_.title)}",
            decision_number="125/QĐ-UBND",
            decision_date=timezone.localdate(at),
            by=so,
            at=at,
        )
        seats = [
            ("chutich", Seat.CHAIR, "Phó Chủ tịch UBND tỉnh"),
            ("so", Seat.DEPUTY, "Phó Giám đốc Sở Công Thương"),
            ("thuky", Seat.SECRETARY, "Trung tâm Khuyến công"),
        ]
        for name, seat, title in seats:
            judging.seat_member(council=council, user=self.people[name], seat=seat, title=title, by=so, at=at)
        for name in JUDGES:
            judging.add_judge(council=council, user=self.people[name], title="Chuyên gia", by=so, at=at)
        judging.assign(council=council, by=secretary, at=at)
        return council

    def score(self, council, totals, at):
        secretary = self.people["thuky"]
        for judge in council.panel.judges.select_related("user"):
            for assignment in judge.assignments.select_related("entry", "judge__panel__council"):
                judging.declare(
                    assignment=assignment, kind=ConflictDeclaration.Kind.NONE, reason="", by=judge.user, at=at
                )
        scoring_pass = judging.open_pass(council=council, by=secretary, at=at)
        for entry, given in zip(entries_of_pass(scoring_pass), totals, strict=True):
            sheets = (
                scoring_pass.sheets.filter(entry=entry).order_by("judge__user__email").select_related("judge__user")
            )
            for sheet, total in zip(sheets, given, strict=True):
                self.score_sheet(sheet, Decimal(total), at)
        judging.close_pass(scoring_pass=scoring_pass, by=secretary, at=at + datetime.timedelta(days=3))

    def score_sheet(self, sheet, total, at):
        """The same share of every criterion's maximum; what halves leave over goes to the first criterion."""
        criteria = rules_of(sheet.scoring_pass.round).criteria
        share = total / sum(criterion.maximum for criterion in criteria)
        values = {c.code: (c.maximum * share * 2).to_integral_value() / 2 for c in criteria}
        values[criteria[0].code] += total - sum(values.values())
        judging.save_sheet(sheet=sheet, values=values, by=sheet.judge.user, at=at)
        judging.submit_sheet(sheet=sheet, by=sheet.judge.user, at=at)

    def meet(self, council, at):
        secretary = self.people["thuky"]
        meeting = judging.plan_meeting(
            council=council, held_on=timezone.localdate(at), place="Sở Công Thương Vĩnh Long", by=secretary, at=at
        )
        judging.open_meeting(meeting=meeting, by=secretary, at=at)
        judging.record_attendance(meeting=meeting, present=list(council.members.all()), by=secretary, at=at)
        for result in agenda(council):
            hands = dict.fromkeys(ballots(meeting)[result.entry_id].present, Vote.Choice.AGREE)
            judging.record_hands(meeting=meeting, entry=result.entry, choices=hands, by=secretary, at=at)
        judging.close_meeting(meeting=meeting, by=self.people["chutich"], at=at)

    def nominate(self, council, how_many, at):
        """The best wait for the region's round, which is open this year."""
        best = published_recognised_outcomes(council.round).order_by("-mean")[:how_many]
        judging.nominate(
            council=council,
            outcomes=list(best),
            decided_on=timezone.localdate(at),
            ground="Biên bản họp Hội đồng số 05/BB-HĐBC",
            by=self.people["thuky"],
            at=at,
        )

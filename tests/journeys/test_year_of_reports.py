"""The reports of 2026 from January to the next January, with the clock in our hands: whoever is in time, late, without
anything to tell, sent back, or merged away; the Cục's consolidation, and the next one that compares with it."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.notifications.models import Notice
from reporting import consolidating, operations, queries
from reporting.models import Consolidation, Obligation, ReportingPeriod
from reporting.seeding.foundations import REGIME, data_of
from reporting.workflow import ReportState
from support_plans import operations as support
from support_plans.models import MoneySource
from tests import people
from tests.factories import support_plans
from tests.factories.accounts import make_member, make_organisation

pytestmark = pytest.mark.django_db
TRADE, MARKET, PRESS, SCIENCE, E_COMMERCE = (
    "Cục Xúc tiến thương mại", "Cục Thị trường", "Báo Công Thương", "Vụ Khoa học", "Cục Thương mại điện tử",
)  # fmt: skip
OLD, HEIR = "Vụ Thị trường cũ", "Cục Quản lý thị trường mới"
WITH_TASKS = (TRADE, MARKET, PRESS, SCIENCE, E_COMMERCE, OLD)


def moment(month, day, year=2026, hour=9):
    return datetime.datetime(year, month, day, hour, tzinfo=support_plans.VIETNAM)


def beat(*when):
    """What the hourly task does, on a day of our choice."""
    for step in (operations.open_periods, operations.make_obligations, operations.remind):
        step(by=None, at=moment(*when))


class Ministry:
    """The units, their heads, and the plan that gives each of them one task."""

    def __init__(self):
        self.units = {name: make_organisation(OrganisationKind.MINISTRY_UNIT, name) for name in (*WITH_TASKS, HEIR)}
        self.heads = {
            name: make_member(f"truong-{place}@bo.vn", f"Trưởng {name}", unit, Role.HEAD, "Thủ trưởng")
            for place, (name, unit) in enumerate(self.units.items())
        }
        tasks = [
            {"content": 1, "lead": name, "description": f"Việc của {name}", "participants": []} for name in WITH_TASKS
        ]
        self.plan = support.load_plan(
            facts={
                "code": "2020", "title": "Kế hoạch hỗ trợ",
                "number": "", "decided_on": None, "signer": "", "bases": "", "purpose": "",
                "first_year": 2020, "last_year": None, "scopes": [], "contents": ["Xúc tiến thương mại"],
                "tasks": tasks,
            },
            organisation_named=self.units.__getitem__,
            by=None,
            at=moment(1, 1),
        )  # fmt: skip

    def do(self, name, title, amount, at, of=None):
        """A unit records on that day what it did the day before, for its own task or for one that came to it."""
        day = at.date() - datetime.timedelta(days=1)
        facts = support_plans.facts(
            self.plan.tasks.get(lead=self.units[of or name]),
            title=title,
            starts_on=day,
            ends_on=day,
            money={MoneySource.UNIT: amount},
        )
        support.record_activity(unit=self.units[name], done=True, **facts, by=self.heads[name], at=at)

    def merge(self):
        accounts.close_organisation(
            organisation=self.units[OLD],
            last_day=datetime.date(2026, 3, 31),
            successor=self.units[HEIR],
            ground="Nghị định về cơ cấu tổ chức",
            by=None,
            at=moment(3, 20),
        )
        for person in self.heads.values():
            person.forget_memberships()

    def draft(self, name, period, at, words="Không có khó khăn lớn."):
        head = self.heads[name]
        report = operations.start_report(period=period, organisation=self.units[name], by=head, at=at)
        operations.draft(report=report, by=head, at=at)
        empty = {section.key: words for section in report.sections.filter(text="")}
        operations.write_sections(report=report, texts=empty, by=head, at=at)
        return report

    def send(self, name, period, at, **options):
        report = self.draft(name, period, at, **options)
        operations.submit(report=report, by=self.heads[name], at=at)
        return report


def reminded():
    """Who was reminded so far, and how often."""
    told = Notice.objects.filter(kind="reporting.report_due").order_by("pk")
    return [notice.recipient.full_name.removeprefix("Trưởng ") for notice in told]


def standing(period, on):
    return {
        row.obligation.organisation.name: (row.words, row.days_late, row.returned)
        for row in queries.with_standing(queries.obligations_of(period), on)
    }


def accept(report, at):
    operations.accept(report=report, by=people.cuc_officer(), at=at)


def sums(made, by):
    return {
        one.label: (one.activities, int(one.amount))
        for one in consolidating.summed(queries.rows_of(queries.sources_of(made)), by)
    }


def half_year(ministry):
    """January to July: what was done, and the period that opens for it."""
    operations.load_regime(
        facts=data_of("reporting", REGIME), receiver=people.cuc(), kept_from=datetime.date(2026, 1, 1), by=None,
        at=moment(1, 1),
    )  # fmt: skip
    beat(1, 1)
    ministry.do(TRADE, "Hội chợ xuân", 100, moment(2, 10))
    ministry.do(TRADE, "Gian hàng chung", 40, moment(6, 30))
    ministry.do(MARKET, "Kết nối siêu thị", 30, moment(4, 8))
    ministry.do(PRESS, "Loạt bài", 20, moment(5, 5))
    ministry.do(E_COMMERCE, "Tập huấn bán hàng", 50, moment(3, 3))
    ministry.do(OLD, "Kiểm tra nhãn mác", 7, moment(2, 20))
    ministry.merge()
    ministry.do(HEIR, "Kiểm tra lần hai", 5, moment(5, 20), of=OLD)
    beat(6, 30)
    assert Obligation.objects.count() == 0
    beat(7, 1)
    beat(7, 1)
    period = ReportingPeriod.objects.get(name="Báo cáo 6 tháng đầu năm 2026")
    owing = set(period.obligations.values_list("organisation__name", flat=True))
    assert owing == {TRADE, MARKET, PRESS, SCIENCE, E_COMMERCE, HEIR}
    # Recorded on the first day after the cut-off: it belongs to the next report.
    ministry.do(PRESS, "Phim ngắn", 9, moment(7, 2))
    return period


def test_the_reports_of_2026(client_of):
    ministry = Ministry()
    cuc, leader = people.cuc_officer(), people.leader()
    period = half_year(ministry)

    # A week before the day: everybody is reminded once, however often beat runs.
    beat(7, 8)
    beat(7, 8, 2026, 15)
    assert sorted(reminded()) == sorted([TRADE, MARKET, PRESS, SCIENCE, E_COMMERCE, HEIR])

    # Two in time, one of them with the work of the unit that was merged away; one has nothing to tell.
    trade = ministry.send(TRADE, period, moment(7, 9))
    heir = ministry.send(HEIR, period, moment(7, 10))
    assert [line.title for line in heir.lines.all()] == ["Kiểm tra nhãn mác", "Kiểm tra lần hai"]
    nil = operations.report_nothing(
        period=period, organisation=ministry.units[SCIENCE], reason="Kinh phí giao sau tháng 6.",
        by=ministry.heads[SCIENCE], at=moment(7, 13),
    )  # fmt: skip
    assert nil.is_nil

    # One is sent back by section on the last day, and corrects a number with its reason.
    back = ministry.send(E_COMMERCE, period, moment(7, 14), words="Như kỳ trước.")
    operations.return_report(
        report=back, reason="Chưa nêu khó khăn.", remarks={"kho-khan": "Nêu rõ khó khăn."}, by=cuc, at=moment(7, 15)
    )
    assert [str(text) for text in queries.remarks_of(back).values()] == ["Nêu rõ khó khăn."]
    for when in ((7, 15), (7, 18)):
        beat(*when)
    # The day before, the day itself and three days after bring one letter each; who has sent gets none.
    assert sorted(reminded()[6:]) == sorted([MARKET, PRESS, E_COMMERCE] * 2)
    operations.correct_line(
        report=back, line=back.lines.get(), values={"products": 0, "establishments": 0, "amount": 55},
        reason="Hóa đơn về sau.", by=ministry.heads[E_COMMERCE], at=moment(7, 20),
    )  # fmt: skip
    operations.write_sections(
        report=back, texts={"kho-khan": "Thiếu giảng viên tại tỉnh."}, by=ministry.heads[E_COMMERCE], at=moment(7, 20)
    )
    operations.submit(report=back, by=ministry.heads[E_COMMERCE], at=moment(7, 20))

    # One late by three working days; another not at all until the Cục asks for the consolidation.
    late = ministry.send(MARKET, period, moment(7, 20))
    for report in (trade, heir, nil, late):
        accept(report, moment(7, 21))
    assert standing(period, datetime.date(2026, 7, 22)) == {
        TRADE: ("Đã chấp nhận", 0, 0),
        HEIR: ("Đã chấp nhận", 0, 0),
        SCIENCE: ("Đã chấp nhận", 0, 0),
        MARKET: ("Đã chấp nhận", 3, 0),
        E_COMMERCE: ("Đã ký, đã gửi", 3, 1),
        PRESS: ("Chưa soạn", 5, 0),
    }

    # The Cục adds up what is accepted; who is missing is named; a late one shows what changes.
    made = operations.gather(period=period, by=cuc, at=moment(7, 22))
    assert sums(made, "unit") == {TRADE: (2, 140), HEIR: (2, 12), MARKET: (1, 30)}
    missing = {source.organisation.name for source in queries.sources_of(made) if not source.version}
    assert missing == {E_COMMERCE, PRESS}
    accept(back, moment(7, 23))
    press = ministry.send(PRESS, period, moment(7, 23))
    accept(press, moment(7, 24))
    assert sorted(late.unit.name for late in queries.corrected(made)) == sorted([E_COMMERCE, PRESS])
    made = operations.gather(period=period, by=cuc, at=moment(7, 24))
    assert sums(made, "unit") == {
        TRADE: (2, 140), HEIR: (2, 12), MARKET: (1, 30), E_COMMERCE: (1, 55), PRESS: (1, 20)}  # fmt: skip
    assert f"{E_COMMERCE}: Thiếu giảng viên tại tỉnh." in made.sections.get(key="kho-khan").text
    operations.submit_consolidation(consolidation=made, by=cuc, at=moment(7, 27))
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=leader, at=moment(7, 28))
    assert Consolidation.objects.visible_to(ministry.heads[PRESS]).get() == made

    compare_in_january(ministry, made, client_of)


def compare_in_january(ministry, before, client_of):
    """The second half: less of one thing, more of another; beat was dead over New Year and catches up."""
    cuc = people.cuc_officer()
    ministry.do(TRADE, "Hội chợ thu", 90, moment(10, 6))
    ministry.do(MARKET, "Kết nối lần hai", 80, moment(11, 3))
    beat(1, 9, 2027)
    period = ReportingPeriod.objects.get(name="Báo cáo 6 tháng cuối năm 2026")
    assert ReportingPeriod.objects.filter(starts_on="2027-01-01").count() == 1
    assert period.obligations.count() == 6
    # Missed while beat was dead: the reminder of a week before, sent once and not again.
    letters = len(reminded())
    beat(1, 9, 2027)
    assert len(reminded()) == letters
    reports = [
        ministry.send(name, period, moment(1, 12, 2027)) for name in (TRADE, MARKET, PRESS, SCIENCE, E_COMMERCE, HEIR)
    ]
    jumped = [flag.key for flag in queries.flags_of(reports[1])]
    assert "kinh-phi-ky-truoc" in jumped
    for report in reports:
        accept(report, moment(1, 13, 2027))
        assert report.state == ReportState.ACCEPTED
    made = operations.gather(period=period, by=cuc, at=moment(1, 14, 2027))
    # The film that was recorded after the cut-off of July is told now, once.
    assert sums(made, "unit") == {TRADE: (1, 90), MARKET: (1, 80), PRESS: (1, 9)}
    now, earlier = (consolidating.total(queries.rows_of(queries.sources_of(one))) for one in (made, before))
    money = consolidating.changes(now, earlier)[-1]
    assert (money.before, money.now, money.difference, money.percent) == (257, 179, -78, -30)
    page = client_of(cuc).get(reverse("reporting:consolidation_glance", args=[made.pk]))
    assert (page.context["previous"], page.status_code) == (before, 200)
    moved = {change.label: change.difference for change in page.context["glance"].moved}
    assert moved == {"Xúc tiến thương mại": -78}

"""What was reported once and is recorded otherwise since stands in the next report, as a line of its own."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import NotPermitted, Refused
from reporting import consolidating, operations, queries
from reporting.models import HalfYearReport, ReportLine
from support_plans import operations as support
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db


def moment(*parts):
    return datetime.datetime(*parts, 9, tzinfo=support_plans.VIETNAM)


def told_fair():
    """A fair of 10,000,000 đồng, told in the sent report of the first half of 2026."""
    fair = support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    make.submitted_report()
    return fair


def reopened(fair, at):
    support.correct_activity(activity=fair, reason="Sai số tiền.", by=people.unit_officer(), at=at)
    return {"activity": fair, "by": people.unit_officer(), "at": at}


def recorded_anew(fair, amount, at):
    by = reopened(fair, at)
    facts = support_plans.facts(fair.task, title=fair.title, money={MoneySource.UNIT: amount})
    support.change_activity(**facts, **by)
    fair.refresh_from_db()
    support.complete_activity(**by)


def next_report(year=2026, starts=7):
    """The report of the half year that begins in this month, drafted after its end."""
    over = datetime.date(year, 12, 31) if starts == 7 else datetime.date(year, 6, 30)
    at = moment(over.year, over.month, over.day) + datetime.timedelta(days=5)
    period = operations.open_period(
        regime=make.regime(), name=f"Kỳ {starts}/{year}", starts_on=datetime.date(year, starts, 1), ends_on=over,
        cut_off_on=over, due_on=over + datetime.timedelta(days=15), by=None, at=at,
    )  # fmt: skip
    officer = people.unit_officer()
    report = operations.start_report(period=period, organisation=support_plans.unit(), by=officer, at=at)
    operations.draft(report=report, by=officer, at=at)
    return report, at


def said(report):
    return [(line.title, line.products, line.amount, line.adjusts) for line in report.lines.all()]


def test_a_reported_sum_that_is_recorded_otherwise_since_is_adjusted_once_in_the_next_report(client_of):
    recorded_anew(told_fair(), 8_000_000, moment(2026, 9, 1))
    report, at = next_report()
    assert said(report) == [("Điều chỉnh kỳ trước: Hội chợ", 0, -2_000_000, True)]
    assert queries.changes_since(report) == []
    money = "Tổng kinh phí thực hiện trong kỳ: -2.000.000 đồng, trong đó điều chỉnh kỳ trước -2.000.000 đồng."
    assert report.sections.get(key="kinh-phi").text == money
    with pytest.raises(Refused, match="Hãy sửa hoạt động"):
        operations.correct_line(
            report=report, line=report.lines.get(), values={}, reason="", by=people.unit_officer(), at=at
        )
    page = client_of(people.unit_officer()).get(reverse("reporting:report_detail", args=[report.pk])).content.decode()
    assert ["Điều chỉnh kỳ trước: Hội chợ" in page, "Sửa số" in page] == [True, False]
    operations.write_sections(report=report, texts={"kho-khan": "Không có."}, by=people.unit_officer(), at=at)
    operations.submit(report=report, by=people.unit_head(), at=at)
    rows = [row for sent in type(report).objects.all() for row in rows_of(sent)]
    whole = consolidating.total(rows)
    assert (whole.activities, whole.amount) == (1, 8_000_000)
    third, _ = next_report(2027, 1)
    assert said(third) == []


def rows_of(report):
    return consolidating.rows_of("Đơn vị", report.versions.last())


def test_what_was_reported_and_then_called_off_is_taken_back():
    fair = told_fair()
    support.cancel_activity(**reopened(fair, moment(2026, 9, 1)), reason="Nhập nhầm.")
    report, _ = next_report()
    assert said(report) == [("Điều chỉnh kỳ trước: Hội chợ", 0, -10_000_000, True)]


def test_what_the_unit_corrected_in_its_report_and_then_recorded_so_needs_no_adjustment():
    fair = support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    first = make.complete_report()
    line = first.lines.get()
    values = {"products": 0, "establishments": 0, "amount": 12_000_000}
    officer = people.unit_officer()
    operations.correct_line(report=first, line=line, values=values, reason="Hóa đơn.", by=officer, at=make.AT)
    operations.submit(report=first, by=people.unit_head(), at=make.AT)
    recorded_anew(fair, 12_000_000, moment(2026, 9, 1))
    report, _ = next_report()
    assert (said(report), ReportLine.objects.count()) == ([], 1)


# Together the reports on record tell what is recorded


def accept(report, at):
    operations.accept(report=report, by=people.cuc_officer(), at=at)


def finish(report, at):
    """Written to its end, signed, accepted."""
    texts = {section.key: section.text or "Không có." for section in report.sections.all()}
    operations.write_sections(report=report, texts=texts, by=people.unit_officer(), at=at)
    operations.submit(report=report, by=people.unit_head(), at=at)
    accept(report, at)


def reopen(report, at):
    run_jobs()
    operations.reopen_report(report=report, reason="Có chỗ sai.", by=people.cuc_officer(), at=at)


def redraft(report, at):
    operations.draft(report=report, by=people.unit_officer(), at=at)


def on_record():
    """(activities, money) that all accepted versions tell of."""
    versions = [report.version_on_record for report in HalfYearReport.objects.order_by("period__starts_on")]
    whole = consolidating.total([row for one in versions if one for row in consolidating.rows_of("Đơn vị", one)])
    return whole.activities, whole.amount


def accepted_fair():
    """(the fair, the report of the first half year that told of it with 10 million)"""
    fair, first = told_fair(), HalfYearReport.objects.get()
    accept(first, make.AT)
    return fair, first


@pytest.mark.parametrize("amount", [10_000_000, 12_000_000])
def test_a_fair_whose_day_is_moved_into_the_next_half_year_is_not_told_twice(amount):
    fair, _ = accepted_fair()
    by = reopened(fair, moment(2026, 9, 1))
    day = {"starts_on": datetime.date(2026, 7, 2), "ends_on": datetime.date(2026, 7, 2)}
    support.change_activity(
        **support_plans.facts(fair.task, title=fair.title, money={MoneySource.UNIT: amount}, **day), **by
    )
    fair.refresh_from_db()
    support.complete_activity(**by)
    finish(*next_report())
    assert on_record() == (1, amount)


def test_what_is_mended_between_drafting_and_signing_stands_in_the_next_report():
    fair = support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    first = make.complete_report()
    recorded_anew(fair, 12_000_000, moment(2026, 7, 8))
    operations.submit(report=first, by=people.unit_head(), at=moment(2026, 7, 14))
    accept(first, moment(2026, 7, 15))
    finish(*next_report())
    assert on_record() == (1, 12_000_000)
    assert said(next_report(2027, 1)[0]) == []


def test_a_word_mended_in_an_old_report_changes_no_number_of_the_next():
    fair, first = accepted_fair()
    recorded_anew(fair, 12_000_000, moment(2026, 9, 1))
    reopen(first, moment(2026, 10, 1))
    operations.submit(report=first, by=people.unit_head(), at=moment(2026, 10, 5))
    accept(first, moment(2026, 10, 6))
    finish(*next_report())
    assert on_record() == (1, 12_000_000)


def test_what_is_mended_in_a_report_that_is_open_again_is_told_once_there_or_in_the_next():
    fair, first = accepted_fair()
    reopen(first, moment(2026, 8, 1))
    recorded_anew(fair, 12_000_000, moment(2026, 8, 2))
    redraft(first, moment(2026, 8, 2))
    assert said(first) == [("Hội chợ", 0, 12_000_000, False)]
    second, at = next_report()
    finish(second, at)
    assert (on_record(), said(second)) == ((1, 12_000_000), [("Điều chỉnh kỳ trước: Hội chợ", 0, 2_000_000, True)])
    with pytest.raises(Refused, match="Lấy lại số liệu mới"):
        operations.submit(report=first, by=people.unit_head(), at=at)
    redraft(first, at)
    finish(first, at)
    assert on_record() == (1, 12_000_000)


def test_an_old_report_written_anew_after_a_later_one_adjusted_it_loses_nothing():
    fair, first = accepted_fair()
    recorded_anew(fair, 12_000_000, moment(2026, 9, 1))
    finish(*next_report())
    reopen(first, moment(2027, 2, 1))
    redraft(first, moment(2027, 2, 1))
    finish(first, moment(2027, 2, 2))
    assert on_record() == (1, 12_000_000)
    finish(*next_report(2027, 1))
    assert on_record() == (1, 12_000_000)


def test_what_was_called_off_and_taken_back_is_not_taken_back_twice():
    fair, first = accepted_fair()
    support.cancel_activity(**reopened(fair, moment(2026, 9, 1)), reason="Nhập nhầm.")
    finish(*next_report())
    reopen(first, moment(2027, 2, 1))
    redraft(first, moment(2027, 2, 1))
    finish(first, moment(2027, 2, 2))
    assert on_record()[1] == 0


def test_the_report_that_a_body_had_begun_before_it_ended_is_not_sent_beside_its_heirs():
    plan, old = support_plans.plan(), support_plans.unit()
    day = {"starts_on": datetime.date(2026, 3, 1), "ends_on": datetime.date(2026, 3, 2)}
    support_plans.activity(plan, title="Hội chợ", money={MoneySource.UNIT: 10_000_000}, at=moment(2026, 3, 3), **day)
    officer, at = people.unit_officer(), moment(2026, 3, 10)
    early = operations.start_report(period=make.period(), organisation=old, by=officer, at=at)
    operations.draft(report=early, by=officer, at=at)
    heir = support_plans.closed_unit(last_day=datetime.date(2026, 3, 31))
    head = make_member("truong@thu.vn", "Trưởng mới", heir, Role.HEAD, "Cục trưởng")
    early.sections.filter(text="").update(text="Không có.")
    early = HalfYearReport.objects.get()
    with pytest.raises(NotPermitted, match="đã kết thúc ngày 31/03/2026"):
        operations.submit(report=early, by=head, at=make.AT)

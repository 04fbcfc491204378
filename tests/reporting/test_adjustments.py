"""What was reported once and is recorded otherwise since stands in the next report, as a line of its own."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import Refused
from reporting import consolidating, operations, queries
from reporting.models import ReportLine
from support_plans import operations as support
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans

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
    return consolidating.rows_of("Đơn vị", report.pk, report.versions.last().facts)


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

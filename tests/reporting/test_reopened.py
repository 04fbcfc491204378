"""An accepted report that turns out wrong is opened again; what was accepted stands until the correction is."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from reporting import consolidating, operations, queries
from reporting.workflow import ReportState
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + datetime.timedelta(days=40)


def reopened(at=AT):
    """A fair of 10 million, reported, accepted, gathered; then the Cục opens the report again."""
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    made = make.consolidation()
    report = made.period.reports.get()
    operations.return_report(report=report, reason="Thiếu lớp tập huấn.", by=people.cuc_officer(), at=at)
    return made, report


def corrected_and_sent(report, at=AT):
    plan = support_plans.plan()
    support_plans.activity(plan, title="Tập huấn", money={MoneySource.UNIT: 5_000_000})
    operations.draft(report=report, by=people.unit_officer(), at=at)
    operations.submit(report=report, by=people.unit_head(), at=at)


def amount_of(consolidation):
    return consolidating.total(queries.rows_of(queries.sources_of(consolidation))).amount


def test_the_unit_is_told_and_the_accepted_figures_stand_until_the_correction_is_accepted():
    made, report = reopened()
    assert (report.state, [act.step for act in report.history.all()][-1]) == (ReportState.RETURNED, "reopen")
    assert set(Notice.objects.filter(kind="reporting.report_returned").values_list("recipient", flat=True)) == {
        people.unit_officer().pk, people.unit_head().pk}  # fmt: skip
    officer = {"by": people.cuc_officer(), "at": AT}
    for _ in range(2):
        assert queries.being_corrected(made) == [report.organisation.name]
        assert (amount_of(operations.gather(period=made.period, **officer)), queries.corrected(made)) == (
            10_000_000, [])  # fmt: skip
        if report.is_open:
            corrected_and_sent(report)
    operations.accept(report=report, seen=report.sha256, **officer)
    [late] = queries.corrected(made)
    assert late.words == "hoạt động 1 → 2; kinh phí 10.000.000 → 15.000.000"
    assert amount_of(operations.gather(period=made.period, **officer)) == 15_000_000
    assert (queries.corrected(made), queries.being_corrected(made)) == ([], [])


def test_a_correction_that_was_asked_for_is_neither_late_nor_a_return_nor_owed():
    made, report = reopened(at=LATER)
    [row] = [
        standing
        for standing in queries.with_standing(queries.obligations_of(made.period), LATER.date())
        if standing.report
    ]
    assert (row.days_late, row.returned, row.words) == (0, 0, "Trả lại để sửa")
    assert report.organisation not in [row.organisation for row in queries.obligations_unmet(LATER.date())]
    assert report.organisation not in [row.organisation for row in queries.owing(made.period)]


def test_what_was_approved_keeps_its_figures_and_says_what_was_corrected_since(client_of):
    made = make.submitted_consolidation()
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=people.leader(), at=AT)
    report = made.period.reports.get()
    before = amount_of(made)
    operations.return_report(report=report, reason="Thiếu lớp tập huấn.", by=people.cuc_officer(), at=AT)
    url, client = reverse("reporting:consolidation_detail", args=[made.pk]), client_of(people.leader())
    assert "Đang đính chính" in client.get(url).content.decode()
    corrected_and_sent(report)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    run_jobs()
    page = client.get(url).content.decode()
    assert [words in page for words in ("chưa cộng vào đây", "giữ nguyên số", "Đang đính chính")] == [True, True, False]
    with pytest.raises((NotPermitted, Refused)):
        operations.gather(period=made.period, by=people.cuc_officer(), at=AT)
    assert amount_of(made) == before


def test_only_the_receiver_opens_it_again_with_a_reason_from_its_page(client_of):
    report = make.accepted_report()
    page, url = (reverse(f"reporting:{name}", args=[report.pk]) for name in ("report_detail", "report_return"))
    shown = {who: "Mở lại để đính chính" in client_of(who()).get(page).content.decode() for who in (
        people.cuc_officer, people.unit_head, people.leader)}  # fmt: skip
    assert shown == {people.cuc_officer: True, people.unit_head: False, people.leader: False}
    client = client_of(people.cuc_officer())
    assert "Mở lại báo cáo để đính chính" in client.get(url).content.decode()
    client.post(url, {"reason": " ", "seen": report.sha256})
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    client.post(url, {"reason": "Thiếu lớp tập huấn.", "seen": report.sha256})
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED

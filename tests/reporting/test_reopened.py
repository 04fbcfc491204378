"""An accepted report that turns out wrong is opened again; what was accepted stands until the correction is."""

import datetime

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs import operations as jobs
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
    run_jobs()
    operations.reopen_report(report=report, reason="Thiếu lớp tập huấn.", by=people.cuc_officer(), at=at)
    return made, report


def test_a_report_whose_printing_was_stopped_is_opened_again_and_one_being_printed_is_not():
    report = make.accepted_report()
    asked = {"report": report, "reason": "Sai số.", "by": people.cuc_officer(), "at": AT}
    with pytest.raises(Refused, match="đang được in"):
        operations.reopen_report(**asked)
    jobs.cancel(job=queries.job_of(report.pk, "reporting.print"), by=people.unit_head(), at=AT)
    operations.reopen_report(**asked)
    assert report.state == ReportState.RETURNED


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
    run_jobs()
    operations.reopen_report(report=report, reason="Thiếu lớp tập huấn.", by=people.cuc_officer(), at=AT)
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
    run_jobs()
    page, url = (reverse(f"reporting:{name}", args=[report.pk]) for name in ("report_detail", "report_return"))
    shown = {who: "Mở lại để đính chính" in client_of(who()).get(page).content.decode() for who in (
        people.cuc_officer, people.unit_head, people.leader)}  # fmt: skip
    assert shown == {people.cuc_officer: True, people.unit_head: False, people.leader: False}
    client = client_of(people.cuc_officer())
    assert "Mở lại báo cáo để đính chính" in client.get(url).content.decode()
    client.post(url, {"reason": " ", "seen": report.sha256, "step": "reopen"})
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    client.post(url, {"reason": "Sai.", "seen": report.sha256})
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    client.post(url, {"reason": "Thiếu lớp tập huấn.", "seen": report.sha256, "step": "reopen"})
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED


def approved_and_corrected():
    """(approved consolidation of 10 million, the report whose corrected version of 15 million was accepted since)"""
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    made = make.submitted_consolidation()
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=people.leader(), at=AT)
    report = made.period.reports.get()
    run_jobs()
    operations.reopen_report(report=report, reason="Thiếu lớp tập huấn.", by=people.cuc_officer(), at=AT)
    corrected_and_sent(report)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    run_jobs()
    return made, report


def test_other_bodies_read_what_was_approved_and_nothing_of_the_correction(client_of):
    made, _ = approved_and_corrected()
    url = reverse("reporting:consolidation_detail", args=[made.pk])
    read = {who: "15.000.000" in client_of(who()).get(url).content.decode() for who in (
        people.leader, people.cuc_officer, people.so_officer, people.finance)}  # fmt: skip
    assert read == {people.leader: True, people.cuc_officer: True, people.so_officer: False, people.finance: False}


def test_a_number_of_the_consolidation_opens_the_very_version_that_is_summed(client_of):
    made, report = approved_and_corrected()
    client = client_of(people.leader())
    page = client.get(reverse("reporting:consolidation_rows", args=[made.pk])).content.decode()
    link = reverse("reporting:report_version", args=[report.pk, 1])
    assert f'href="{link}"' in page
    words = client.get(link).content.decode()
    assert ["Hội chợ" in words, "Tập huấn" in words] == [True, False]


def test_numbers_that_change_places_are_not_called_the_same():
    plan = support_plans.plan()
    for title, amount in (("Hội chợ", 10_000_000), ("Tập huấn", 5_000_000)):
        support_plans.activity(plan, title=title, money={MoneySource.UNIT: amount})
    made = make.consolidation()
    report = made.period.reports.get()
    officer = {"by": people.unit_officer(), "at": AT}
    run_jobs()
    operations.reopen_report(report=report, reason="Nhầm dòng.", by=people.cuc_officer(), at=AT)
    for line, amount in zip(report.lines.all(), (5_000_000, 10_000_000), strict=True):
        values = {"products": 0, "establishments": 0, "amount": amount}
        operations.correct_line(report=report, line=line, values=values, reason="Nhầm dòng.", **officer)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    assert [late.words for late in queries.corrected(made)] == ["đổi số ở từng dòng, từng biểu"]


def test_a_correction_is_taken_after_the_closing_day_and_waits_in_the_units_list():
    made, report = reopened()
    period = made.period
    period.closes_on = datetime.date(2026, 8, 15)
    period.save()
    assert [row.report for row in queries.periods_to_report(people.unit_officer(), LATER.date())] == [report]
    operations.submit(report=report, by=people.unit_head(), at=LATER)
    assert report.state == ReportState.SUBMITTED


def test_a_corrected_report_that_is_returned_once_more_is_not_late():
    made, report = reopened()
    operations.submit(report=report, by=people.unit_head(), at=AT)
    operations.return_report(report=report, reason="Vẫn sai.", by=people.cuc_officer(), at=AT)
    rows = queries.with_standing(queries.obligations_of(made.period), LATER.date())
    assert [row.days_late for row in rows if row.report] == [0]


def test_a_return_from_a_page_of_before_the_acceptance_opens_nothing(client_of):
    report = make.accepted_report()
    url = reverse("reporting:report_return", args=[report.pk])
    page = client_of(people.cuc_officer()).post(
        url, {"reason": "Thiếu.", "seen": report.sha256, "step": "return"}, follow=True
    )
    report.refresh_from_db()
    assert (report.state, "Đã trả lại báo cáo" in page.content.decode()) == (ReportState.ACCEPTED, False)


def test_what_no_column_holds_is_a_sentence_at_its_field(client_of):
    support_plans.activity()
    report = make.drafted_report()
    url = reverse("reporting:line_correct", args=[report.pk, report.lines.get().pk])
    page = client_of(people.unit_officer()).post(
        url, {"products": "99999999999", "establishments": "0", "amount": "1", "reason": "x"}
    )
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["products"])


def test_a_saved_table_drops_what_nobody_sees(client_of):
    client = client_of(people.cuc_officer())
    for data in ({"name": "a\x00b", "query": "x=1"}, {"name": "n", "query": "q=\x00"}):
        assert client.post(reverse("reporting:view_save"), data).status_code == 302

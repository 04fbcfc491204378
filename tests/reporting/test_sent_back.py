"""Who mends what came back finds it as a task, with the words of who sent it back where the work is done."""

import datetime
import re

import pytest
from django.urls import reverse

from cnnt_portal.clock import portal_now
from cnnt_portal.files.kinds import Kind
from cnnt_portal.jobs.operations import cancel
from reporting import home, operations, paper, queries
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT


def url(name, made):
    return reverse(f"reporting:{name}", args=[made.pk])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def titles(person):
    return [todo.title for todo in home.todos_of(person, AT)]


def returned_consolidation():
    made = make.submitted_consolidation()
    operations.return_consolidation(
        consolidation=made, reason="Nêu rõ đơn vị chậm.", seen=made.submission, by=people.leader(), at=AT
    )
    return made


def test_a_returned_consolidation_is_the_receivers_task_with_the_leaders_words_on_top(client_of, cast):
    made = returned_consolidation()
    task = "Sửa và trình lại tổng hợp 6 tháng đầu năm 2026"
    people_with_it = [name for name in sorted(people.PARTS) if task in titles(getattr(cast, name))]
    assert people_with_it == ["cuc_head", "cuc_officer"]
    page = words_of(client_of(people.cuc_officer()).get(url("consolidation_detail", made)))
    assert page.index("Nêu rõ đơn vị chậm.") < page.index("Nguồn số liệu")


def test_what_was_returned_before_it_was_printed_is_printed_when_it_comes_again_unchanged():
    report = make.submitted_report()
    operations.return_report(report=report, reason="Thiếu biểu.", by=people.cuc_officer(), at=AT)
    run_jobs()
    operations.submit(report=report, by=people.unit_head(), at=AT + datetime.timedelta(hours=1))
    run_jobs()
    assert sorted(report.sent_documents().values_list("form", flat=True)) == ["docx", "pdf", "xlsx"]


def test_the_same_words_sent_again_on_another_day_are_printed_anew():
    report = make.submitted_report()
    run_jobs()
    operations.return_report(report=report, reason="Thiếu biểu.", by=people.cuc_officer(), at=portal_now())
    operations.submit(report=report, by=people.unit_head(), at=portal_now())
    assert not report.sent_documents().exists()
    run_jobs()
    assert (report.sent_documents().count(), report.documents.count()) == (3, 6)


def test_what_was_returned_while_it_was_printed_is_not_kept():
    report = make.submitted_report()
    digest = report.sha256
    operations.return_report(report=report, reason="Thiếu biểu.", by=people.cuc_officer(), at=AT)
    operations.keep_documents(report=report, digest=digest, forms={"pdf": (b"%PDF-1.7", Kind.PDF)}, by=None, at=AT)
    assert not report.documents.exists()


def test_what_came_back_after_the_closing_day_can_be_sent_and_is_the_units_task():
    report = make.submitted_report()
    type(report.period).objects.filter(pk=report.period_id).update(closes_on=datetime.date(2026, 7, 31))
    late = AT.replace(month=8, day=5)
    operations.return_report(report=report, reason="Thiếu biểu.", by=people.cuc_officer(), at=late)
    report.period.refresh_from_db()
    [owed] = queries.periods_to_report(people.unit_officer(), late.date())
    assert owed.report == report
    operations.submit(report=report, by=people.unit_head(), at=late)
    assert report.versions.count() == 2


def test_a_nil_report_that_got_numbers_is_none_any_more():
    report = make.yearly_report()
    at, head = AT.replace(year=2027, month=1, day=12), people.so_head()
    nil = {"period": report.period, "organisation": report.organisation, "reason": "Chưa được cấp kinh phí."}
    operations.report_nothing(**nil, by=head, at=at)
    report.refresh_from_db()
    operations.return_report(report=report, reason="Có nguồn khuyến công.", by=people.cuc_officer(), at=at)
    table = report.tables.get(key="kinh-phi-noi-dung")
    rows = [{"key": row["key"], "cells": {"qg": "5000000"}} for row in table.form["rows"]]
    operations.fill_table(report=report, key=table.key, rows=rows, nothing=False, by=people.so_officer(), at=at)
    operations.submit(report=report, by=head, at=at)
    report.refresh_from_db()
    assert (report.is_nil, "không có hoạt động nào" in str(paper.document(report).body[0])) == (False, False)


def test_a_sent_report_is_a_task_of_those_who_receive_it_and_not_of_the_administrator(cast):
    report = make.submitted_report()
    people_with_it = [name for name in sorted(people.PARTS) if f"Xem {report}" in titles(getattr(cast, name))]
    assert people_with_it == ["cuc_head", "cuc_officer"]


def test_a_late_correction_is_said_to_whoever_can_still_add_it_and_to_the_leaders_as_it_is(client_of):
    made = make.submitted_consolidation()
    report = made.sources.exclude(version=None).get().version.report
    version = report.versions.get()
    version.pk, version.number = None, 2
    version.accepted_at = AT
    version.save()
    cancel(job=queries.job_of_consolidation(made), by=people.cuc_officer(), at=AT)
    leader, cuc = people.leader(), people.cuc_officer()

    def said_to(person):
        return words_of(client_of(person).get(url("consolidation_detail", made)))

    assert "lãnh đạo phải trả lại báo cáo" in said_to(leader)
    operations.return_consolidation(consolidation=made, reason="Cộng bản mới.", seen=made.submission, by=leader, at=AT)
    assert "Bấm “Lấy lại số liệu”" in said_to(cuc)
    operations.submit_consolidation(consolidation=made, by=cuc, at=AT)
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=leader, at=AT)
    assert "được phê duyệt nên giữ nguyên số" in said_to(leader)


def a_report_to_mend():
    report = make.submitted_report()
    operations.return_report(
        report=report,
        reason="Thiếu số hợp đồng.",
        remarks={"kho-khan": "Nêu rõ khó khăn gì."},
        by=people.cuc_officer(),
        at=AT,
    )
    return report


def test_the_page_where_a_returned_report_is_written_shows_what_is_to_be_mended(client_of):
    report = a_report_to_mend()
    page = words_of(client_of(people.unit_officer()).get(url("report_write", report)))
    places = [page.index(words) for words in ("Thiếu số hợp đồng.", "II. Kinh phí", "Nêu rõ khó khăn gì.", "III. Khó")]
    assert places == sorted(places)
    shown = words_of(client_of(people.unit_officer()).get(url("report_detail", report)))
    assert shown.index("Thiếu số hợp đồng.") < shown.index("Tải về")


def test_what_is_written_over_others_words_keeps_the_remarks_beside_it(client_of):
    report = a_report_to_mend()
    client = client_of(people.unit_officer())
    data = {field.name: field.value() for field in client.get(url("report_write", report)).context["form"]}
    make.write(report, {"kho-khan": "Người khác viết."})
    page = words_of(client.post(url("report_write", report), data | {"kho-khan": "Tôi viết."}))
    assert [words in page for words in ("Nêu rõ khó khăn gì.", "Tôi viết.", "Người khác viết.")] == [True] * 3


def test_the_task_of_a_returned_report_is_named_for_what_it_is():
    make.returned_report()
    task = "Sửa báo cáo Cục trả lại: báo cáo 6 tháng đầu năm 2026 – Cục Xúc tiến thương mại"
    assert [title for title in titles(people.unit_officer()) if "báo cáo 6 tháng" in title] == [task]


def test_a_remark_at_a_section_is_reason_enough_and_the_notice_carries_it(client_of):
    report = make.submitted_report()
    client = client_of(people.cuc_officer())
    form = client.get(url("report_return", report)).context["form"]
    data = {"seen": form["seen"].value(), "step": "return", "reason": "", "kho-khan": "Nêu rõ khó khăn gì."}
    assert client.post(url("report_return", report), data).status_code == 302
    [notice] = people.unit_officer().notices.filter(kind="reporting.report_returned")
    assert "III. Khó khăn, vướng mắc: Nêu rõ khó khăn gì." in notice.body
    assert report.history.last().note == "III. Khó khăn, vướng mắc: Nêu rõ khó khăn gì."


# Days


def test_the_report_and_the_form_of_extensions_name_the_day_that_was_given(client_of):
    report = make.drafted_report()
    operations.make_obligations(by=None, at=AT)
    page = words_of(client_of(people.unit_officer()).get(url("report_detail", report)))
    assert ("15/07/2026" in page, "gia hạn từ" in page) == (True, False)
    later = datetime.date(2026, 12, 7)
    owing = queries.owing(report.period)
    for row in owing:
        operations.extend(
            period=report.period, obligation=row, due_on=later, reason="Mưa bão.", by=people.cuc_officer(), at=AT
        )
    given = "07/12/2026 (gia hạn từ 15/07/2026)"
    assert given in words_of(client_of(people.unit_officer()).get(url("report_detail", report)))
    form = words_of(client_of(people.cuc_officer()).get(url("period_extend", report.period)))
    assert f"Hạn hiện nay: {given}." in form
    assert f"Cục Xúc tiến thương mại – hạn {given}" in form


# Notices


def test_an_accepted_report_is_told_to_its_unit():
    make.accepted_report()
    told = [
        list(person.notices.filter(kind="reporting.report_accepted").values_list("title", flat=True))
        for person in (people.unit_officer(), people.unit_head(), people.cuc_officer())
    ]
    title = "Cục đã chấp nhận báo cáo 6 tháng đầu năm 2026"
    assert told == [[title], [title], []]


def test_an_approved_consolidation_is_told_to_the_cuc_and_to_the_units(client_of):
    support_plans.activity(money={MoneySource.UNIT: 10_000_000})
    made = make.submitted_consolidation()
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=people.leader(), at=AT)
    kinds = [
        set(person.notices.filter(kind__startswith="reporting.consolidation").values_list("kind", flat=True))
        for person in (people.cuc_officer(), people.unit_officer(), people.unit_head())
    ]
    published = {"reporting.consolidation_published"}
    assert kinds == [{"reporting.consolidation_answered"}, published, published]
    [notice] = people.unit_officer().notices.filter(kind="reporting.consolidation_published")
    assert client_of(people.unit_officer()).get(notice.link).status_code == 200

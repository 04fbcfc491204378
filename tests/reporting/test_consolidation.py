"""From accepted reports to one report for the ministry's leaders, and back from each number to its source."""

import datetime
import io
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnt_portal.accounts.models import Role
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from reporting import consolidating, operations, paper, queries
from reporting.consolidation_views import LONGEST
from reporting.forms import SectionsForm
from reporting.models import Consolidation
from reporting.workflow import ConsolidationState, ReportState
from support_plans import operations as support
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.factories.accounts import make_member
from tests.queries import assert_constant_queries
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT


def report_of_finance(amount=5_000_000):
    """A second unit's accepted report, with one activity under the task that it inherited."""
    unit = people.finance_unit()
    head = make_member("vutruong@bo.vn", "Lý Văn Tài", unit, Role.HEAD, "Vụ trưởng")
    plan = support_plans.plan()
    task = plan.tasks.get(lead=people.cuc())
    facts = support_plans.facts(task, title="Hướng dẫn dự toán", money={MoneySource.UNIT: amount})
    support.record_activity(unit=unit, done=True, **facts, by=head, at=support_plans.AT)
    report = operations.start_report(period=make.period(), organisation=unit, by=head, at=AT)
    operations.draft(report=report, by=head, at=AT)
    operations.write_sections(report=report, texts={"kho-khan": "Định mức chi thấp."}, by=head, at=AT)
    operations.submit(report=report, by=head, at=AT)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    return report


def two_units():
    """The cast's unit with 10 million, finance with 5 million; the Cục itself has sent nothing."""
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    report_of_finance()
    return make.consolidation()


def sums(consolidation, by):
    rows = queries.rows_of(queries.sources_of(consolidation))
    return {one.label: (one.activities, one.amount) for one in consolidating.summed(rows, by)}


def test_accepted_reports_are_added_up_and_who_is_missing_is_named():
    made = two_units()
    assert sums(made, "content") == {"Xúc tiến thương mại": (1, 10_000_000), "Khuyến công": (1, 5_000_000)}
    assert sums(made, "unit") == {
        "Cục Xúc tiến thương mại": (1, 10_000_000),
        people.finance_unit().name: (1, 5_000_000),
    }
    missing = [source.organisation for source in queries.sources_of(made) if source.version is None]
    assert missing == [people.cuc()]
    assert made.sections.get(key="kho-khan").text == (
        f"Cục Xúc tiến thương mại: Không có khó khăn lớn.\n\n{people.finance_unit().name}: Định mức chi thấp."
    )


def test_a_report_that_is_sent_but_not_accepted_is_not_added():
    report = make.submitted_report()
    operations.make_obligations(by=None, at=AT)
    made = operations.gather(period=report.period, by=people.cuc_officer(), at=AT)
    assert queries.summed_sources(made) == []
    with pytest.raises(Refused, match="Chưa có báo cáo nào được chấp nhận"):
        operations.submit_consolidation(consolidation=made, by=people.cuc_officer(), at=AT)


def test_a_unit_is_left_out_with_a_reason_and_taken_in_again():
    made = two_units()
    source = made.sources.get(organisation=people.finance_unit())
    by = {"by": people.cuc_officer(), "at": AT}
    operations.leave_out(source=source, reason="Số chưa kiểm tra.", **by)
    assert sums(made, "unit") == {"Cục Xúc tiến thương mại": (1, 10_000_000)}
    assert "Định mức chi thấp." not in made.sections.get(key="kho-khan").text
    operations.gather(period=made.period, **by)
    assert sums(made, "unit") == {"Cục Xúc tiến thương mại": (1, 10_000_000)}
    operations.leave_out(source=source, reason="", **by)
    assert len(sums(made, "unit")) == 2


def test_what_the_cuc_wrote_stays_when_a_late_report_comes_and_the_page_says_that_it_came(client_of):
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    made = make.consolidation()
    by = {"by": people.cuc_officer(), "at": AT}
    operations.write_consolidation(consolidation=made, texts={"kho-khan": "Cục viết lại."}, **by)
    assert queries.corrected(made) == []
    report_of_finance()
    [late] = queries.corrected(made)
    assert (late.unit, late.words) == (
        people.finance_unit(),
        "hoạt động 1; kinh phí 5.000.000",
    )
    page = client_of(people.cuc_officer()).get(reverse("reporting:consolidation_detail", args=[made.pk]))
    assert "Có báo cáo mới được chấp nhận" in page.content.decode()
    assert len(sums(made, "unit")) == 1
    operations.gather(period=made.period, **by)
    assert (len(sums(made, "unit")), queries.corrected(made)) == (2, [])
    section = made.sections.get(key="kho-khan")
    assert section.text == "Cục viết lại."
    assert "Định mức chi thấp." in section.gathered
    # What the unit that came late wrote stands beside the Cục's own words, for whoever writes on.
    page = client_of(people.cuc_officer()).get(reverse("reporting:consolidation_write", args=[made.pk]))
    beside = page.content.decode().split("Lời của các đơn vị")[1].split("</details>")[0]
    assert "Định mức chi thấp." in beside


def test_who_did_nothing_is_named_once_and_says_it_in_no_section(client_of):
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    unit, nothing = people.finance_unit(), people.finance_unit().name
    head = make_member("vutruong@bo.vn", "Lý Văn Tài", unit, Role.HEAD, "Vụ trưởng")
    nil = {"period": make.period(), "organisation": unit, "reason": "Chưa được giao kinh phí.", "by": head, "at": AT}
    operations.accept(report=operations.report_nothing(**nil), by=people.cuc_officer(), at=AT)
    made = make.consolidation()
    assert [section.key for section in made.sections.all() if nothing in section.text] == []
    page = client_of(people.cuc_officer()).get(reverse("reporting:consolidation_detail", args=[made.pk]))
    assert [one.name for one in page.context["idle"]] == [nothing]
    sources = queries.sources_of(made)
    words = [part.text for part in paper.consolidation_document(made, sources, queries.rows_of(sources)).body[:3]]
    assert words == [
        "Tổng hợp từ báo cáo đã được chấp nhận của 2 đơn vị.",
        f"Báo cáo không có hoạt động trong kỳ: {nothing}.",
        f"1 đơn vị chưa có báo cáo được chấp nhận, không tính là bằng không: {people.cuc()}.",
    ]


def test_a_section_that_the_cuc_emptied_stays_empty_when_it_gathers_again():
    made = make.consolidation()
    by = {"by": people.cuc_officer(), "at": AT}
    assert made.sections.get(key="kho-khan").text
    operations.write_consolidation(consolidation=made, texts={"kho-khan": ""}, **by)
    report_of_finance()
    operations.gather(period=made.period, **by)
    assert made.sections.get(key="kho-khan").text == ""


def test_leaders_return_with_remarks_and_approve_and_the_cuc_is_told():
    leader = people.leader()
    made = make.submitted_consolidation()
    assert leader.notices.get().title == "Cục trình tổng hợp 6 tháng đầu năm 2026"
    officer = people.cuc_officer()
    with pytest.raises(NotPermitted, match="lãnh đạo Bộ"):
        operations.approve_consolidation(consolidation=made, seen=made.submission, by=officer, at=AT)
    with pytest.raises(NotPermitted, match="đã trình"):
        operations.write_consolidation(consolidation=made, texts={"kho-khan": "x"}, by=officer, at=AT)
    with pytest.raises(Refused, match="điều cần sửa"):
        operations.return_consolidation(consolidation=made, reason=" ", seen=made.submission, by=leader, at=AT)
    read_before = made.submission
    operations.return_consolidation(
        consolidation=made, reason="Nêu rõ đơn vị chậm.", seen=made.submission, by=leader, at=AT
    )
    later = AT + datetime.timedelta(hours=1)
    operations.submit_consolidation(consolidation=made, by=officer, at=later)
    with pytest.raises(Refused, match="trình lại"):
        operations.return_consolidation(consolidation=made, reason="Lần trước.", seen=read_before, by=leader, at=later)
    with pytest.raises(Refused, match="trình lại"):
        operations.approve_consolidation(consolidation=made, seen=read_before, by=leader, at=later)
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=leader, at=later)
    assert [(row.step, row.note) for row in made.history.all()] == [
        ("submit", ""), ("return", "Nêu rõ đơn vị chậm."), ("submit", ""), ("approve", "")]  # fmt: skip
    titles = officer.notices.filter(kind="reporting.consolidation_answered").order_by("pk")
    assert [notice.title for notice in titles] == [
        "Tổng hợp 6 tháng đầu năm 2026: lãnh đạo trả lại", "Tổng hợp 6 tháng đầu năm 2026: đã phê duyệt"]  # fmt: skip


def test_what_the_leaders_returned_is_read_by_the_cuc_alone_while_it_is_mended(client_of):
    made, leader = make.submitted_consolidation(), people.leader()
    operations.return_consolidation(
        consolidation=made, reason="Nêu rõ đơn vị chậm.", seen=made.submission, by=leader, at=AT
    )
    operations.write_consolidation(
        consolidation=made, texts={"kho-khan": "Cục đang viết dở."}, by=people.cuc_officer(), at=AT
    )
    client = client_of(leader)
    page = client.get(reverse("reporting:consolidation_detail", args=[made.pk])).content.decode()
    assert ("Cục đang viết dở." in page, "Nêu rõ đơn vị chậm." in page, "khi Cục trình lại" in page) == (
        False, True, True)  # fmt: skip
    for name, more in (
        ("consolidation_rows", ""), ("consolidation_glance", ""), ("consolidation_download", "docx"),
        ("table_sources", ""),
    ):  # fmt: skip
        address = reverse(f"reporting:{name}", args=[made.pk, more] if more else [made.pk])
        assert client.get(address).status_code == 403, name
    exported = reverse("exports:export_make", args=["reporting.consolidation_rows", "csv"])
    assert client.get(exported, {"tong_hop": made.pk}).status_code == 403
    own = client_of(people.cuc_officer()).get(reverse("reporting:consolidation_detail", args=[made.pk]))
    assert "Cục đang viết dở." in own.content.decode()


def test_a_section_of_many_long_voices_is_saved_and_leaving_out_wants_words():
    made = make.consolidation()
    by = {"by": people.cuc_officer(), "at": AT}
    form = SectionsForm({"kho-khan": "Lời dài. " * 30_000}, sections=made.sections.all(), longest=LONGEST, rows=8)
    assert form.is_valid(), form.errors
    source = made.sources.exclude(version=None).first()
    with pytest.raises(Refused, match="ghi lý do"):
        operations.leave_out(source=source, reason=".", **by)
    operations.leave_out(source=source, reason="Số chưa chắc.", **by)
    # A page of before does not put back what a colleague left out; who has sent nothing cannot be left out.
    with pytest.raises(Refused, match="Vừa có người sửa"):
        operations.leave_out(source=source, reason="", shown="", **by)
    with pytest.raises(Refused, match="chưa có báo cáo"):
        operations.leave_out(source=made.sources.filter(version=None).first(), reason="Chưa gửi.", **by)


def test_the_paper_to_the_leaders_is_signed_by_the_head_or_left_open_and_never_by_an_officer_as_head():
    made, signatures = make.consolidation(), {}
    for person in (people.cuc_officer(), people.cuc_head()):
        operations.submit_consolidation(consolidation=made, by=person, at=AT)
        [signature] = paper.consolidation_document(made, queries.sources_of(made), ()).signatures
        signatures[person.full_name] = (signature.title, signature.name)
        operations.return_consolidation(
            consolidation=made, reason="Nêu rõ.", seen=made.submission, by=people.leader(), at=AT
        )
    head = people.cuc_head().full_name
    assert signatures[people.cuc_officer().full_name] == ("Cục trưởng", "")
    assert signatures[head][1] == head


def test_who_sees_a_consolidation_at_each_state(cast):
    made = make.consolidation()
    parts = ("cuc_officer", "leader", "unit_officer", "so_officer", "finance", "owner", "judge1")

    def readers():
        return [p for p in parts if Consolidation.objects.visible_to(getattr(cast, p)).exists()]

    assert readers() == ["cuc_officer"]
    operations.submit_consolidation(consolidation=made, by=cast.cuc_officer, at=AT)
    assert readers() == ["cuc_officer", "leader"]
    operations.approve_consolidation(consolidation=made, seen=made.submission, by=cast.leader, at=AT)
    made.refresh_from_db()
    assert made.state == ConsolidationState.APPROVED
    assert readers() == ["cuc_officer", "leader", "unit_officer", "so_officer", "finance"]


def test_every_number_opens_unit_report_and_activity(client_of):
    made = two_units()
    client = client_of(people.cuc_officer())
    url = reverse("reporting:consolidation_rows", args=[made.pk])
    whole = client.get(url).content.decode()
    assert ("15.000.000 đồng" in whole, "Hội chợ" in whole, "Hướng dẫn dự toán" in whole) == (True, True, True)
    one = client.get(url, {"noi-dung": "Khuyến công"})
    [row] = one.context["page"].object_list
    assert (row.unit, row.title, row.amount) == (people.finance_unit().name, "Hướng dẫn dự toán", 5_000_000)
    page = one.content.decode()
    for link in (
        reverse("reporting:report_detail", args=[row.report]),
        reverse("support_plans:activity_detail", args=[row.activity]),
    ):
        assert link in page
        assert client.get(link).status_code == 200


def test_the_three_forms_give_the_same_sums(client_of):
    made = two_units()
    client = client_of(people.cuc_officer())

    def content(form):
        return client.get(reverse("reporting:consolidation_download", args=[made.pk, form])).content

    pdf = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content("pdf"), capture_output=True, check=True)
    word = Document(io.BytesIO(content("docx")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert cells.count("15.000.000") == 2
    assert pdf.stdout.decode().count("15.000.000") == 2
    book = openpyxl.load_workbook(io.BytesIO(content("xlsx")))
    assert [page.title for page in book] == ["Theo nội dung", "Theo đơn vị", "Đơn vị", "Nguồn"]
    last = [[cell.value for cell in row] for row in book["Theo nội dung"].iter_rows()][-1]
    assert last == ["Tổng cộng", "=SUM(B5:B6)", "=SUM(C5:C6)", "=SUM(D5:D6)", "=SUM(E5:E6)"]
    sources = [[cell.value for cell in row] for row in book["Nguồn"].iter_rows()][4:-1]
    assert sum(row[5] for row in sources) == 15_000_000


def test_the_sources_of_a_number_ask_the_same_for_many_rows(client_of):
    plan = support_plans.plan()
    report = make.complete_report()
    operations.make_obligations(by=None, at=AT)
    officer, unit, head = people.cuc_officer(), people.unit_officer(), people.unit_head()
    made = operations.gather(period=report.period, by=officer, at=AT)

    def add_activity():
        if report.state == ReportState.ACCEPTED:
            type(report).objects.filter(pk=report.pk).update(state=ReportState.DRAFT)
            report.refresh_from_db()
        support_plans.activity(plan)
        operations.draft(report=report, by=unit, at=AT)
        operations.submit(report=report, by=head, at=AT)
        operations.accept(report=report, by=officer, at=AT)
        operations.gather(period=report.period, by=officer, at=AT)

    url = reverse("reporting:consolidation_rows", args=[made.pk])
    assert_constant_queries(client_of(officer), url, add_activity, queries=7)


_ROWS = st.lists(
    st.builds(
        consolidating.Row,
        unit=st.sampled_from(["Vụ A", "Cục B", "Báo C"]),
        report=st.just(1),
        activity=st.integers(1, 99),
        content=st.sampled_from(["Một", "Hai", "Ba"]),
        title=st.just("x"),
        products=st.integers(0, 500),
        establishments=st.integers(0, 500),
        amount=st.integers(0, 10**12).map(Decimal),
    )
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ROWS)
def test_any_path_gives_the_same_sum(rows):
    whole = consolidating.total(rows)
    for by in ("content", "unit"):
        parts = consolidating.summed(rows, by)
        for name in ("activities", "products", "establishments", "amount"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        for part in parts:
            own = consolidating.total([row for row in rows if getattr(row, by) == part.label])
            assert (part.activities, part.amount) == (own.activities, own.amount)


# The job


def two_units_by_job(client_of):
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    report = make.accepted_report()
    report_of_finance()
    operations.make_obligations(by=None, at=AT)
    client = client_of(people.cuc_officer())
    url = reverse("reporting:consolidation_gather", args=[report.period_id])
    page = client.post(url, follow=True)
    return client, url, page


def test_one_job_gathers_and_prints_with_progress_and_a_second_click_asks_for_nothing_more(client_of):
    client, url, page = two_units_by_job(client_of)
    made = page.context["consolidation"]
    assert made.sources.count() == 0
    client.post(url)
    job = Job.objects.get(kind="reporting.consolidate")
    assert f'data-job="{job.pk}"' in page.content.decode() or str(job.label) in page.content.decode()
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count) == (Job.State.DONE, 4, 4)
    assert sums(made, "content") == {"Xúc tiến thương mại": (1, 10_000_000), "Khuyến công": (1, 5_000_000)}
    assert sorted(made.documents.values_list("form", flat=True)) == ["docx", "pdf", "xlsx"]
    assert {row.sha256 for row in made.documents.all()} == {made.digest()}


def test_the_printed_form_is_sent_until_somebody_writes_and_the_submission_is_printed_anew(client_of):
    client, _, page = two_units_by_job(client_of)
    made = page.context["consolidation"]
    run_jobs()
    assert queries.printed_form(made, "docx") == made.documents.get(form="docx")
    operations.write_consolidation(consolidation=made, texts={"kho-khan": "Đã sửa."}, by=people.cuc_officer(), at=AT)
    assert queries.printed_form(made, "docx") is None
    fresh = client.get(reverse("reporting:consolidation_download", args=[made.pk, "docx"]))
    assert "Đã sửa." in [paragraph.text for paragraph in Document(io.BytesIO(fresh.content)).paragraphs]
    operations.submit_consolidation(consolidation=made, by=people.cuc_officer(), at=AT)
    run_jobs()
    kept = client.get(reverse("reporting:consolidation_download", args=[made.pk, "docx"]))
    words = [paragraph.text for paragraph in Document(io.BytesIO(b"".join(kept.streaming_content))).paragraphs]
    assert "Đã sửa." in words


def test_a_job_that_runs_twice_leaves_one_consolidation_and_three_documents(client_of):
    _, _, page = two_units_by_job(client_of)
    run_jobs()
    job = Job.objects.get(kind="reporting.consolidate")
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, finished_at=None, due_at=AT)
    run_jobs()
    made = page.context["consolidation"]
    assert (Consolidation.objects.count(), made.documents.count(), made.sources.count()) == (1, 3, 3)


def test_the_formulas_of_the_workbook_give_the_same_sums_in_libreoffice(tmp_path, office):
    made = two_units()
    rows = queries.rows_of(queries.sources_of(made))
    book = tmp_path / "tong-hop.xlsx"
    book.write_bytes(workbook(paper.consolidation_sheets(made, queries.sources_of(made), rows)))
    # Through another format: what is read at the end was computed by LibreOffice and not by us.
    computed = openpyxl.load_workbook(office(office(book, "ods"), "xlsx"), data_only=True)
    whole = consolidating.total(rows)
    expected = [whole.activities, whole.products, whole.establishments, whole.amount]
    for tab in ("Theo nội dung", "Theo đơn vị"):
        last = [cell.value for cell in list(computed[tab].iter_rows())[-1]]
        assert last == ["Tổng cộng", *expected]
    assert [cell.value for cell in list(computed["Nguồn"].iter_rows())[-1]][3:] == expected[1:]

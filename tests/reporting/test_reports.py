"""From recorded activities to a signed report, by operations."""

import datetime
import hashlib
import io
import subprocess
import unicodedata

import openpyxl
import pytest
from docx import Document

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.notifications.models import Notice
from reporting import drafting, operations, paper, queries
from reporting.models import HalfYearReport
from reporting.workflow import ReportState
from support_plans import operations as support
from support_plans.models import Indicator, MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
AT = make.AT


def fair(**changes):
    """A fair of the spring: two products of two establishments, 201,000,000 đồng, 4 contracts."""
    one, two = support_plans.certificate("Miến dong"), support_plans.certificate("Chè", "Hợp tác xã Chè")
    return support_plans.activity(
        support_plans.plan([one, two]),
        title="Hội chợ Cần Thơ",
        certificates=[one, two],
        money={MoneySource.TRADE_PROMOTION: 180_000_000, MoneySource.ESTABLISHMENT: 21_000_000},
        results={Indicator.TURNOVER: 148_500_000, Indicator.CONTRACTS: 4},
        **changes,
    )


def text_of(report, key):
    return report.sections.get(key=key).text


# Drafting


def test_a_draft_says_what_the_records_say():
    fair()
    report = make.drafted_report()
    assert text_of(report, "ket-qua") == (
        "Trong kỳ từ 01/01/2026 đến 30/06/2026, đơn vị đã thực hiện 1 hoạt động, hỗ trợ 2 sản phẩm của 2 cơ sở. "
        "Kết quả: doanh thu tại hội chợ 148.500.000 đồng; 4 hợp đồng, biên bản ghi nhớ."
    )
    assert text_of(report, "kinh-phi") == "Tổng kinh phí thực hiện trong kỳ: 201.000.000 đồng."
    line = report.lines.get()
    assert (line.title, line.products, line.establishments, line.amount) == ("Hội chợ Cần Thơ", 2, 2, 201_000_000)


@pytest.mark.parametrize("indicator", Indicator)
def test_every_indicator_reads_as_words_in_a_sentence(indicator):
    words = drafting.counted(indicator.label, 1200)
    assert ("1.200" in words, set(":()") & set(words), words[0].isupper()) == (True, set(), False)
    assert not words.startswith("số ")


def test_a_product_served_twice_is_counted_once_in_the_sentence():
    activity = fair()
    served = [row.certificate for row in activity.served.all()]
    support_plans.activity(activity.task.plan, certificates=served[:1])
    assert "2 hoạt động, hỗ trợ 2 sản phẩm của 2 cơ sở" in text_of(make.drafted_report(), "ket-qua")


@pytest.mark.parametrize(
    ("recorded_at", "lines"),
    [
        (datetime.datetime(2026, 6, 30, 23, 59, tzinfo=support_plans.VIETNAM), 1),
        (datetime.datetime(2026, 7, 1, 0, 0, tzinfo=support_plans.VIETNAM), 0),
    ],
)
def test_what_is_recorded_on_the_cut_off_day_counts_and_the_day_after_does_not(recorded_at, lines):
    fair(at=recorded_at)
    assert make.drafted_report().lines.count() == lines


def test_planned_cancelled_and_earlier_activities_and_those_of_others_are_left_out():
    plan = support_plans.plan()
    support_plans.activity(plan, done=False)
    cancelled = support_plans.activity(plan, done=False)
    support.cancel_activity(activity=cancelled, reason="Mưa bão", by=people.unit_officer(), at=support_plans.AT)
    last_year = datetime.date(2025, 12, 30)
    support_plans.activity(plan, starts_on=last_year, ends_on=last_year)
    support.record_activity(
        unit=people.cuc(), done=True, **support_plans.facts(plan.tasks.get(lead=people.cuc())),
        by=people.cuc_officer(), at=support_plans.AT,
    )  # fmt: skip
    report = make.drafted_report()
    assert report.lines.count() == 0
    assert "không ghi nhận hoạt động hỗ trợ nào" in text_of(report, "ket-qua")


def test_what_a_sent_report_told_and_was_corrected_since_is_not_told_again():
    told = fair()
    make.submitted_report()
    later = datetime.datetime(2026, 9, 10, 9, 0, tzinfo=support_plans.VIETNAM)
    officer = people.unit_officer()
    support.correct_activity(activity=told, reason="Sửa một chữ", by=officer, at=later)
    support.complete_activity(activity=told, by=officer, at=later)
    missed = support_plans.activity(told.task.plan, title="Ghi muộn", at=later)
    report = operations.start_report(
        period=make.second_half(at=later), organisation=support_plans.unit(), by=officer, at=later
    )
    assert [told.pk for told in queries.lines_for(report)[0]] == [missed.pk]


def test_drafting_again_takes_new_records_and_keeps_what_the_unit_wrote():
    activity = fair()
    report = make.drafted_report()
    make.write(report, {"kinh-phi": "Đã giải ngân hết."})
    support_plans.activity(activity.task.plan, money={MoneySource.UNIT: 1_000_000})
    for _ in range(2):
        operations.draft(report=report, by=people.unit_officer(), at=AT)
    assert "2 hoạt động" in text_of(report, "ket-qua")
    section = report.sections.get(key="kinh-phi")
    assert (section.text, section.proposed) == (
        "Đã giải ngân hết.", "Tổng kinh phí thực hiện trong kỳ: 202.000.000 đồng.")  # fmt: skip
    assert [line.order for line in report.lines.all()] == [1, 2]


def test_starting_twice_is_one_report_and_one_job_which_drafts_it():
    first, second = make.started_report(), make.started_report()
    assert (first, Job.objects.filter(kind="reporting.draft").count()) == (second, 1)
    operations.request_draft(report=first, by=people.unit_officer(), at=AT + datetime.timedelta(seconds=1))
    assert Job.objects.filter(kind="reporting.draft").count() == 1
    assert first.missing()[0] == "dự thảo chưa soạn xong"
    run_jobs()
    first.refresh_from_db()
    assert first.drafted_at is not None


def test_a_period_that_has_not_begun_is_not_reported_on():
    with pytest.raises(Refused, match="bắt đầu từ ngày 01/01/2027"):
        make.started_report(year=2027)


# Signing


def test_an_empty_section_keeps_the_report_from_being_sent():
    report = make.drafted_report()
    assert report.missing() == ["mục “III. Khó khăn, vướng mắc” còn trống"]
    with pytest.raises(Refused, match="mục “III. Khó khăn, vướng mắc” còn trống"):
        operations.submit(report=report, by=people.unit_head(), at=AT)


@pytest.mark.parametrize("who", [people.unit_officer, people.cuc_head, people.finance, people.leader, people.so_head])
def test_only_the_head_of_the_unit_signs(who):
    report = make.complete_report()
    with pytest.raises(NotPermitted, match="người đứng đầu"):
        operations.submit(report=report, by=who(), at=AT)


def test_a_report_is_signed_only_when_its_figures_are_closed():
    report = make.complete_report()
    head = people.unit_head()
    on_the_last_day = datetime.datetime(2026, 6, 30, 23, 59, tzinfo=support_plans.VIETNAM)
    with pytest.raises(
        NotPermitted, match="Ký được từ ngày 01/07/2026: số liệu của kỳ còn ghi đến hết ngày 30/06/2026"
    ):
        operations.submit(report=report, by=head, at=on_the_last_day)
    operations.submit(report=report, by=head, at=on_the_last_day + datetime.timedelta(minutes=1))
    assert report.state == ReportState.SUBMITTED


def test_a_sent_report_is_frozen_by_its_hash_and_the_cuc_is_told():
    report = make.submitted_report()
    assert (report.state, report.submitted_by, report.signer_title) == (
        ReportState.SUBMITTED, people.unit_head(), "Cục trưởng")  # fmt: skip
    assert report.sha256 == hashlib.sha256(report.versions.get().content.encode()).hexdigest()
    with pytest.raises(NotPermitted, match="Báo cáo đã gửi"):
        make.write(report, {"kho-khan": "Sửa trộm"})
    with pytest.raises(Refused, match="Báo cáo đã gửi"):
        operations.draft(report=report, by=people.unit_officer(), at=AT)
    with pytest.raises(Refused, match="Không thể"):
        operations.submit(report=report, by=people.unit_head(), at=AT)


def test_the_receivers_are_told_once():
    receiver = people.cuc_officer()
    make.submitted_report()
    assert list(Notice.objects.values_list("recipient__email", "title")) == [
        (receiver.email, "Cục Xúc tiến thương mại đã gửi báo cáo 6 tháng đầu năm 2026")
    ]


def test_a_sent_report_stays_as_it_was_when_the_activity_is_corrected_later():
    activity = fair()
    report = make.submitted_report()
    before = report.content([])
    by = {"by": people.unit_officer(), "at": AT}
    support.correct_activity(activity=activity, reason="Nhầm số tiền", **by)
    change = support_plans.facts(activity.task, title="Tên khác", money={MoneySource.UNIT: 5})
    support.change_activity(activity=activity, **change, **by)
    report = HalfYearReport.objects.get()
    assert report.content([]) == before
    assert "Hội chợ Cần Thơ" in before


# The receiver


@pytest.mark.parametrize("who", [people.unit_head, people.leader, people.administrator, people.finance])
def test_only_the_receiver_accepts_or_returns(who):
    report, person = make.submitted_report(), who()
    with pytest.raises(NotPermitted, match="cán bộ của Cục"):
        operations.accept(report=report, by=person, at=AT)
    with pytest.raises(NotPermitted, match="cán bộ của Cục"):
        operations.return_report(report=report, reason="Sai", by=person, at=AT)


def test_nobody_accepts_or_returns_a_sending_that_came_after_the_one_they_read():
    report, cuc = make.submitted_report(), people.cuc_officer()
    first = report.sha256
    operations.return_report(report=report, reason="Thiếu số hợp đồng.", seen=first, by=cuc, at=AT)
    make.write(report, {"kho-khan": "Bổ sung: 4 hợp đồng."})
    operations.submit(report=report, by=people.unit_head(), at=AT + datetime.timedelta(hours=1))
    again = AT + datetime.timedelta(hours=2)
    with pytest.raises(Refused, match="đọc bản mới"):
        operations.accept(report=report, seen=first, by=cuc, at=again)
    with pytest.raises(Refused, match="đọc bản mới"):
        operations.return_report(report=report, reason="Vẫn thiếu.", seen=first, by=cuc, at=again)
    assert HalfYearReport.objects.get(pk=report.pk).state == ReportState.SUBMITTED
    operations.accept(report=report, seen=report.sha256, by=cuc, at=again)


def test_a_return_is_told_to_the_unit_and_not_only_to_whoever_signed():
    report, officer = make.submitted_report(), people.unit_officer()
    operations.return_report(report=report, reason="Thiếu số hợp đồng.", by=people.cuc_officer(), at=AT)
    told = Notice.objects.filter(kind="reporting.report_returned").values_list("recipient", flat=True)
    assert set(told) == {officer.pk, people.unit_head().pk}


def test_a_report_is_returned_with_a_reason_mended_and_sent_again():
    report = make.submitted_report()
    with pytest.raises(Refused, match="điều cần sửa ở từng mục"):
        operations.return_report(report=report, reason=" ", by=people.cuc_officer(), at=AT)
    operations.return_report(report=report, reason="Thiếu số hợp đồng.", by=people.cuc_officer(), at=AT)
    first = report.sha256
    make.write(report, {"kho-khan": "Bổ sung: 4 hợp đồng."})
    operations.submit(report=report, by=people.unit_head(), at=AT + datetime.timedelta(hours=1))
    operations.accept(report=report, by=people.cuc_officer(), at=AT + datetime.timedelta(hours=2))
    assert report.sha256 != first
    assert [(row.step, row.note) for row in report.history.all()] == [
        ("submit", ""), ("return", "Thiếu số hợp đồng."), ("submit", ""), ("accept", "")]  # fmt: skip


def test_who_sees_a_draft_and_who_a_sent_report(cast):
    report = make.complete_report()
    parts = ("unit_officer", "unit_head", "cuc_officer", "leader", "finance", "so_officer", "owner", "judge1")

    def readers():
        return [p for p in parts if HalfYearReport.objects.visible_to(getattr(cast, p)).exists()]

    assert readers() == ["unit_officer", "unit_head"]
    operations.submit(report=report, by=people.unit_head(), at=AT)
    assert readers() == ["unit_officer", "unit_head", "cuc_officer", "leader"]


# What is printed


def printed(report):
    run_jobs()
    found = {}
    for document in report.sent_documents():
        with document.file.open() as file:
            found[document.form] = file.read()
    return found


def normal(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_the_three_forms_say_the_same_as_the_report():
    fair()
    report = make.submitted_report()
    forms = printed(report)
    assert forms.keys() == {"pdf", "docx", "xlsx"}

    pdf = subprocess.run(["pdftotext", "-layout", "-", "-"], input=forms["pdf"], capture_output=True, check=True)
    word = Document(io.BytesIO(forms["docx"]))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    for text in (normal(pdf.stdout.decode()), normal(" ".join([*(p.text for p in word.paragraphs), *cells]))):
        for words in ("hỗ trợ 2 sản phẩm của 2 cơ sở", "201.000.000", "Vũ Quang Hiếu", "CỤC TRƯỞNG"):
            assert words.upper() in text.upper(), words
        assert "Kết quả thực hiện Kế hoạch hỗ trợ của Bộ Công Thương, báo cáo 6 tháng đầu năm 2026" in text

    sheet = openpyxl.load_workbook(io.BytesIO(forms["xlsx"])).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(n for n, row in enumerate(rows) if row[0] == "TT")
    first = rows[header + 1]
    assert first[:3] == [1, "Xúc tiến thương mại", "Hội chợ Cần Thơ"]
    assert first[5:] == [2, 2, 201_000_000]


@pytest.mark.parametrize(
    ("superior", "place"), [("Bộ Công Thương", "Hà Nội"), ("Ủy ban nhân dân tỉnh Vĩnh Long", "Vĩnh Long")]
)
def test_the_head_of_the_paper_is_that_of_the_unit(superior, place):
    report = make.complete_report()
    report.organisation.superior, report.organisation.place = superior, place
    document = paper.document(report)
    assert (document.agency_parent, document.agency, document.date_line.partition(",")[0]) == (
        superior, "Cục Xúc tiến thương mại", place)  # fmt: skip


def test_papers_of_the_first_sending_stay_when_the_report_is_sent_again():
    report = make.submitted_report()
    first = printed(report)
    operations.return_report(report=report, reason="Sửa lại.", by=people.cuc_officer(), at=AT)
    assert list(report.sent_documents()) == []
    make.write(report, {"kho-khan": "Đã viết lại."})
    operations.submit(report=report, by=people.unit_head(), at=AT)
    second = printed(report)
    assert report.documents.count() == 6
    assert first["docx"] != second["docx"]


def test_a_report_that_came_back_before_it_was_printed_is_not_printed():
    report = make.returned_report()
    run_jobs()
    assert Job.objects.get(kind="reporting.print").state == Job.State.DONE
    assert report.documents.count() == 0


# What waits


def test_a_report_waits_from_the_end_of_its_period_until_it_is_sent():
    support_plans.plan()
    make.period()
    officer = people.unit_officer()

    def waiting(day):
        return [todo.title for todo in queries.todo_for(officer, day)]

    assert waiting(datetime.date(2026, 6, 30)) == []
    unit = "Cục Xúc tiến thương mại"
    assert waiting(datetime.date(2026, 7, 1)) == [f"Bắt đầu báo cáo 6 tháng đầu năm 2026 – {unit}"]
    report = make.complete_report()
    assert waiting(datetime.date(2026, 7, 1)) == [f"Chờ thủ trưởng ký báo cáo 6 tháng đầu năm 2026 – {unit}"]
    operations.submit(report=report, by=people.unit_head(), at=AT)
    assert waiting(datetime.date(2026, 7, 7)) == []
    cuc = [todo.title for todo in queries.todo_for(people.cuc_officer(), datetime.date(2026, 7, 7))]
    assert f"Xem Báo cáo 6 tháng đầu năm 2026 – {unit}" in cuc


def test_what_was_read_before_the_signature_changes_nothing_after_it():
    report = make.complete_report()
    stale = HalfYearReport.objects.get(pk=report.pk)
    late = HalfYearReport.objects.get(pk=report.pk)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    with pytest.raises(NotPermitted, match="Báo cáo đã gửi thì không sửa được nữa"):
        operations.write_sections(report=stale, texts={"kho-khan": "Khác."}, by=people.unit_officer(), at=AT)
    with pytest.raises(Refused, match="Báo cáo đã gửi, không soạn lại dự thảo."):
        operations.draft(report=late, by=people.unit_officer(), at=AT)
    sent = HalfYearReport.objects.get(pk=report.pk)
    flagged = [[flag.key, flag.words, said] for flag, said in queries.flagged_in(sent.versions.get())]
    assert hashlib.sha256(sent.content(flagged).encode()).hexdigest() == sent.sha256


def test_a_report_that_is_sent_before_seven_in_the_morning_is_sent_that_day():
    report = make.complete_report()
    early = datetime.datetime(2026, 7, 7, 6, 30, tzinfo=support_plans.VIETNAM)
    operations.submit(report=report, by=people.unit_head(), at=early)
    waiting = queries.todo_for(people.cuc_officer(), early.date())
    assert [todo.note for todo in waiting if todo.title == f"Xem {report}"] == ["Gửi ngày 07/07/2026"]


def test_a_body_without_a_task_has_nothing_to_report():
    support_plans.plan()
    make.period()
    assert queries.todo_for(people.so_officer(), datetime.date(2026, 7, 7)) == []
    assert queries.todo_for(people.commune_officer(), datetime.date(2026, 7, 7)) == []

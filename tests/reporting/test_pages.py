import datetime
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from cnnt_portal.clock import portal_now
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.operations import cancel
from reporting import home
from reporting.models import HalfYearReport
from reporting.workflow import ReportState
from support_plans.models import MoneySource
from tests import people
from tests.factories import certificates, registrations, support_plans
from tests.factories import reporting as make
from tests.queries import assert_constant_queries
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:report_list")


def page_of(client, name, report):
    return client.get(reverse(f"reporting:{name}", args=[report.pk])).content.decode()


def test_an_officer_starts_and_writes_and_the_head_signs(client_of):
    support_plans.plan()
    period = make.period()
    officer, head = client_of(people.unit_officer()), client_of(people.unit_head())
    assert "Soạn báo cáo" in officer.get(LIST).content.decode()
    officer.post(reverse("reporting:report_start", args=[period.pk, support_plans.unit().pk]))
    report = HalfYearReport.objects.get()
    run_jobs()
    write = reverse("reporting:report_write", args=[report.pk])
    texts = {"ket-qua": "Đã làm.", "kinh-phi": "Không chi.", "kho-khan": "Kho\u0301 khăn <script>x</script>"}
    shown = {field.name: field.value() for field in officer.get(write).context["form"]}
    assert officer.post(write, shown | texts).status_code == 302
    submit = reverse("reporting:report_submit", args=[report.pk])
    assert officer.post(submit).status_code == 403
    page = reverse("reporting:report_detail", args=[report.pk])
    response = head.post(submit, {"seen": head.get(page).context["seen"]}, follow=True)
    assert "Đã ký và gửi báo cáo." in response.content.decode()
    assert "Khó khăn &lt;script&gt;" in response.content.decode()
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_a_second_click_on_sign_sends_once_and_says_so(client_of):
    report = make.complete_report()
    client = client_of(people.unit_head())
    url = reverse("reporting:report_submit", args=[report.pk])
    pressed = {"seen": make.seen(report)}
    assert [client.post(url, pressed).status_code for _ in range(2)] == [302, 409]
    assert Job.objects.filter(kind="reporting.print").count() == 1


def test_the_page_shows_the_running_draft_and_offers_to_run_a_stopped_one_again(client_of):
    report = make.started_report()
    client = client_of(people.unit_officer())
    assert "Đang chờ" in page_of(client, "report_detail", report)
    job = Job.objects.get(kind="reporting.draft")
    cancel(job=job, by=people.unit_officer(), at=make.AT)
    page = page_of(client, "report_detail", report)
    assert "Đã hủy" in page
    assert "Chạy lại" in page
    assert "dự thảo chưa soạn xong" in page
    client.post(reverse("reporting:report_redraft", args=[report.pk]))
    run_jobs()
    page = page_of(client, "report_detail", report)
    assert "Đã hủy" not in page
    assert "dự thảo chưa soạn xong" not in page


@pytest.mark.parametrize("is_drawn_again", [False, True])
def test_nobody_is_told_that_nothing_was_done_while_the_figures_are_still_being_gathered(client_of, is_drawn_again):
    report = make.started_report()
    client = client_of(people.unit_head())
    if is_drawn_again:
        run_jobs()
        client.post(reverse("reporting:report_redraft", args=[report.pk]))
    page = page_of(client, "report_detail", report)
    assert "Cổng đang lấy số liệu" in page
    assert "Không có hoạt động" not in page
    assert "Không có hoạt động" not in client.get(LIST).content.decode()
    # Before the first figures a task without any deed is no finding yet.
    assert ("Chưa có hoạt động nào ở nội dung" in page) == is_drawn_again
    run_jobs()
    page = page_of(client, "report_detail", report)
    assert ("Cổng đang lấy số liệu" in page, "Chưa có hoạt động nào ở nội dung" in page) == (False, True)
    assert ("Không có hoạt động nào trong kỳ" in page, page.count("Không có hoạt động")) == (True, 2)
    assert "Không có hoạt động" in client.get(LIST).content.decode()


def test_of_figures_that_were_never_gathered_nothing_is_said(client_of):
    report = make.started_report()
    cancel(job=Job.objects.get(kind="reporting.draft"), by=people.unit_officer(), at=make.AT)
    page = page_of(client_of(people.unit_head()), "report_detail", report)
    assert "Chưa lấy số liệu." in page
    assert "Không có hoạt động nào trong kỳ" not in page


def test_a_draft_downloads_as_a_draft_and_a_sent_report_as_it_was_printed(client_of):
    report = make.complete_report()
    client = client_of(people.unit_officer())
    urls = {form: reverse("reporting:report_download", args=[report.pk, form]) for form in ("pdf", "docx", "xlsx")}
    for form, url in urls.items():
        assert f".{form}" in client.get(url)["Content-Disposition"]
        assert "D%E1%BB%B1%20th%E1%BA%A3o" in client.get(url)["Content-Disposition"]
    client_of(people.unit_head()).post(
        reverse("reporting:report_submit", args=[report.pk]), {"seen": make.seen(report)}
    )
    run_jobs()
    response = client.get(urls["docx"])
    kept = HalfYearReport.objects.get().sent_documents().get(form="docx").file
    with kept.open() as file:
        content = file.read()
    assert b"".join(response.streaming_content) == content
    assert "D%E1%BB%B1%20th%E1%BA%A3o" not in response["Content-Disposition"]
    assert "Không có khó khăn lớn." in [p.text for p in Document(io.BytesIO(content)).paragraphs]
    outsider = client_of(people.finance())
    assert [outsider.get(url).status_code for url in urls.values()] == [404, 404, 404]


def test_a_returned_report_shows_the_reason_and_downloads_as_a_draft_again(client_of):
    report = make.returned_report()
    run_jobs()
    client = client_of(people.unit_officer())
    page = page_of(client, "report_detail", report)
    assert "Thiếu số hợp đồng." in page
    assert "Bản tải về lúc này là dự thảo." in page


def test_the_cuc_returns_only_with_a_reason(client_of):
    report = make.submitted_report()
    url = reverse("reporting:report_return", args=[report.pk])
    client = client_of(people.cuc_officer())
    assert client.post(url, {"reason": " "}).context["form"].errors.keys() == {"reason"}
    assert client.post(url, {"reason": "Thiếu biểu."}).status_code == 200
    shown = client.get(url).context["form"]["seen"].value()
    assert client.post(url, {"reason": "Thiếu biểu.", "seen": shown}).status_code == 302
    assert page_of(client_of(people.unit_head()), "report_detail", report).count("Thiếu biểu.") == 2


def test_buttons_stand_only_where_they_lead_on(client_of):
    report = make.complete_report()
    officer, head, cuc = (client_of(p) for p in (people.unit_officer(), people.unit_head(), people.cuc_officer()))
    label = "Ký và gửi Cục"
    assert label in page_of(head, "report_detail", report)
    assert "Chỉ người đứng đầu đơn vị được ký và gửi báo cáo." in page_of(officer, "report_detail", report)
    head.post(reverse("reporting:report_submit", args=[report.pk]), {"seen": make.seen(report)})
    assert label not in page_of(head, "report_detail", report)
    assert "Chấp nhận báo cáo" in page_of(cuc, "report_detail", report)
    assert "Chấp nhận báo cáo" not in page_of(head, "report_detail", report)


def test_somebody_elses_unit_and_a_period_ahead_are_not_started(client_of):
    support_plans.plan()
    client = client_of(people.unit_officer())
    others = reverse("reporting:report_start", args=[make.period().pk, people.finance_unit().pk])
    assert client.post(others).status_code == 404
    ahead = reverse("reporting:report_start", args=[make.period(2090).pk, support_plans.unit().pk])
    assert client.post(ahead).status_code == 409
    assert HalfYearReport.objects.count() == 0


def test_the_list_of_reports_asks_the_same_number_of_queries(client_of):
    years = iter((2023, 2024, 2025))

    def add_report():
        year = next(years)
        make.submitted_report(year=year, at=make.AT.replace(year=year))

    assert_constant_queries(client_of(people.leader()), LIST, add_report, queries=9)


def test_a_report_of_many_lines_asks_no_more(client_of):
    plan = support_plans.plan([support_plans.certificate()])
    report = make.drafted_report()
    url = reverse("reporting:report_detail", args=[report.pk])

    def add_line():
        support_plans.activity(plan, certificates=[plan.products.get().certificate])
        make.operations.draft(report=report, by=people.unit_officer(), at=make.AT)

    assert_constant_queries(client_of(people.unit_officer()), url, add_line, queries=34)


# Home


@pytest.mark.parametrize("part", sorted(people.PARTS))
def test_every_role_has_a_home(cast, client_of, part):
    person = getattr(cast, part)
    page = client_of(person).get(reverse("reporting:home")).content.decode()
    names = {membership.organisation.name for membership in person.current_memberships}
    assert all(name in page for name in names)
    assert ("chưa thuộc tổ chức nào" in page) == (not names)


def test_the_nearest_day_comes_first_and_what_has_none_last(client_of):
    make.started_report()
    late = datetime.date(2026, 5, 1)
    support_plans.activity(done=False, title="Hội chợ đã qua", starts_on=late, ends_on=late)
    todos = client_of(people.unit_officer()).get(reverse("reporting:home")).context["todos"]
    assert [todo.title for todo in todos] == [
        "Ghi kết quả: Hội chợ đã qua",
        "Tiếp tục báo cáo 6 tháng đầu năm 2026 – Cục Xúc tiến thương mại",
    ]


def test_a_leader_and_finance_find_the_figures_of_the_day_and_where_the_money_went():
    support_plans.activity(
        support_plans.plan([support_plans.certificate()]), money={MoneySource.TRADE_PROMOTION: 180_000_000}
    )
    on = datetime.date(2026, 7, 1)
    for person in (people.leader(), people.finance()):
        figures = {figure.label: (figure.value, figure.note) for figure in home.figures_of(person, on)}
        assert figures == {
            "Sản phẩm còn hiệu lực đã được hỗ trợ": ("0\u00a0%", "0 trong 1 sản phẩm"),
            "Sản phẩm còn hiệu lực đã đưa vào kênh phân phối": ("0\u00a0%", "0 trong 1 sản phẩm"),
            "Hoạt động hỗ trợ đã làm năm 2026": ("1", "cho 0 sản phẩm của 0 cơ sở, hết 180.000.000 đồng"),
        }
        by_source, by_unit = home.money_tables(person, on)["tables"]
        assert {row.label: row.spent for row in by_source.rows if row.spent} == {
            "Xúc tiến thương mại quốc gia": 180_000_000
        }
        assert [(row.label, row.spent) for row in by_unit.rows] == [("Cục Xúc tiến thương mại", 180_000_000)]
    assert [figure.value for figure in home.figures_of(people.outsider(), on)] == ["0"]
    assert home.money_tables(people.unit_head(), on) is None


def test_each_figure_of_a_home_opens_what_it_counts(client_of):
    today, served = timezone.localdate(), support_plans.certificate()
    plan = support_plans.plan([served, support_plans.certificate()])
    now = {"at": portal_now(), "starts_on": today, "ends_on": today}
    support_plans.activity(
        plan, money={MoneySource.UNIT: 180, MoneySource.ESTABLISHMENT: 1}, certificates=[served], **now
    )
    support_plans.activity(plan, done=False, money={MoneySource.UNIT: 7}, **now)
    long_ago = datetime.date(2026, 1, 5).replace(year=today.year - 1)
    support_plans.activity(plan, money={MoneySource.UNIT: 50}, starts_on=long_ago, ends_on=long_ago)
    client = client_of(people.finance())
    page = client.get(reverse("reporting:home"))
    served, sold, done = (client.get(figure.url).context for figure in page.context["figures"][:3])
    assert [served["page"].paginator.count, sold["page"].paginator.count] == [1, 0]
    assert (done["page"].paginator.count, done["done"]["amount"]) == (1, 181)
    links = [
        unescape(link) for link in re.findall(r'href="([^"]+nguon=[^"]+|[^"]+don_vi=[^"]+)"', page.content.decode())
    ]
    opened = {link: client.get(link).context for link in links if re.search("nguon=(unit|esta)|don_vi", link)}
    assert [found["done"]["amount"] for found in opened.values()] == [180, 0, 1, 0, 181, 0]
    assert [found["page"].paginator.count for found in opened.values()] == [1, 1, 1, 0, 1, 1]
    # The unit's own people find their own work behind the figure, of the same year.
    [own] = [figure for figure in home.figures_of(people.unit_officer(), today) if "đã làm" in figure.label]
    found = client_of(people.unit_officer()).get(own.url).context
    assert (own.value, found["page"].paginator.count, found["done"]["amount"]) == ("1", 1, 181)


def test_what_changed_lately_is_told_to_those_who_may_see_it(client_of):
    report = make.submitted_report()

    def told(person):
        changes = client_of(person).get(reverse("reporting:home")).context["changes"]
        return [(change.title, change.step) for change in changes if change.url.startswith("/bao-cao/")]

    assert told(people.leader()) == [(str(report), "Ký và gửi báo cáo")]
    assert [told(person) for person in (people.finance(), people.so_officer(), people.owner())] == [[], [], []]


def test_a_holder_finds_among_the_changes_the_paper_that_was_issued_and_what_was_decided_about_it(client_of):
    paper = certificates.certificate()
    holder = registrations.owner_of(paper.product.establishment)

    def told(person):
        changes = client_of(person).get(reverse("reporting:home")).context["changes"]
        return [(change.title, change.step) for change in changes if paper.number in change.title + change.step]

    issued = (paper.product_name, f"Cấp giấy chứng nhận số {paper.number}")
    assert told(holder) == [issued]
    certificates.replaced(paper)
    decided = (f"Cấp lại vì mất hoặc hỏng {paper.number}", "Quyết định số 88/QĐ-UBND")
    assert told(holder) == [decided, issued]
    assert told(people.so_head()) == [decided]
    assert [told(person) for person in (people.outsider(), people.leader())] == [[], []]


def test_a_home_asks_no_more_when_more_has_changed(client_of):
    plan = support_plans.plan()
    url = reverse("reporting:home")
    assert_constant_queries(client_of(people.leader()), url, lambda: support_plans.activity(plan), queries=29)


def test_a_long_table_of_a_report_is_paged_and_its_sum_is_of_the_whole(client_of):
    plan = support_plans.plan()
    for _ in range(26):
        support_plans.activity(plan, money={MoneySource.UNIT: 1_000_000})
    report = make.drafted_report()
    client = client_of(people.unit_officer())
    url = reverse("reporting:report_detail", args=[report.pk])
    pages = [client.get(url, {"trang": number}).content.decode() for number in (1, 2)]
    assert [page.count("Sửa số<span") for page in pages] == [25, 1]
    assert all("26.000.000 đồng" in page for page in pages)

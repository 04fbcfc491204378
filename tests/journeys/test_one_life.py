"""One product's whole life through the browser, with a real worker: from sign-up to the half-year report."""

import datetime
import io
import re
import subprocess
import unicodedata

import docx
import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from certificates.models import Certificate
from judging.models import Judge
from registrations.models import Entry, Round
from reporting import operations as reporting
from reporting.models import ReportingPeriod
from reporting.seeding.foundations import data_of, first_kept
from support_plans import operations as support
from support_plans.models import SupportPlan
from tests import people
from tests.factories.accounts import make_organisation
from tests.factories.registrations import rule_sets, tax_code
from tests.worker import running_worker

from . import steps
from .steps import fill, follow, look, press, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.worker]
PRODUCT = "Bánh tráng Cù Lao Mây"


def foundations():
    """What stands before the story begins: the law, the offices, the plan, the report's periods."""
    rule_sets()
    now = timezone.now()
    for make in (
        people.so_officer,
        people.secretary,
        people.chair,
        people.cuc_officer,
        people.unit_officer,
        people.unit_head,
    ):
        make()
    facts = data_of("support_plans", "plan_2020.json")
    plan = support.load_plan(facts=facts, organisation_named=_unit_named, by=None, at=now)
    support.widen_scope(plan=plan, level="province", year=now.year, by=people.cuc_officer(), at=now)
    facts = data_of("reporting", "half_year_regime.json")
    kept_from = first_kept(facts["calendar"], timezone.localdate(), with_last_period=True)
    reporting.load_regime(facts=facts, receiver=people.cuc(), kept_from=kept_from, by=None, at=now)
    reporting.open_periods(by=None, at=now)


def _unit_named(name):
    return people.ministry_unit() if name == "Cục Xúc tiến thương mại" else make_organisation("ministry_unit", name)


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFC", found.decode()).split())


def bytes_of(page, path):
    response = page.request.get(path)
    assert response.status == 200, path
    return response.body()


def test_a_product_is_filed_judged_recognised_certified_supported_and_reported(page_of):
    foundations()
    with running_worker():
        round_path = a_round_is_announced(page_of(people.so_officer()))
        owner = page_of()
        entry_path = an_establishment_files_its_dossier(owner, round_path)
        the_office_accepts(page_of(people.so_officer()), entry_path)
        the_deadline_passes()
        council_path = the_list_is_fixed_and_a_council_set_up(page_of(people.so_officer()), round_path)
        judges_declare_and_score(page_of, council_path)
        the_council_votes_and_publishes(page_of, council_path)
        owner.goto(entry_path)
        expect(owner.locator("main")).to_contain_text("Đã tiếp nhận")
        code = certificates_are_issued(page_of(people.so_officer()))
        anybody_can_check(page_of(), code)
        the_holder_has_the_paper(owner, code)
        the_product_enters_the_plan(page_of(people.cuc_officer()))
        a_unit_records_an_activity(page_of(people.unit_officer()))
        the_report_is_drafted_and_sent(page_of)


def a_round_is_announced(page):
    today = timezone.localdate()
    page.goto("/ky-binh-chon/moi/")
    fill(
        page,
        title="Bình chọn sản phẩm công nghiệp nông thôn tiêu biểu tỉnh Vĩnh Long",
        opens_on=f"{today - datetime.timedelta(days=10):%d/%m/%Y}",
        closes_on=f"{today + datetime.timedelta(days=10):%d/%m/%Y}",
        places="5",
    )
    send(page)
    press(page, "Công bố kỳ bình chọn")
    round_ = Round.objects.get()
    assert round_.state == "open"
    return f"/ky-binh-chon/{round_.pk}/"


def an_establishment_files_its_dossier(page, round_path):
    steps.sign_up(page, "hanh@culaomay.vn", "Lê Thị Hạnh", "Banh-trang-1996!")
    province = people.so().unit
    steps.declare_establishment(
        page, tax_code=tax_code(), province=str(province), commune=str(people.commune_office().unit)
    )
    steps.describe_product(page, PRODUCT)
    steps.start_entry(page, round_path)
    entry = Entry.objects.get()
    path = f"/ho-so/{entry.pk}/"
    steps.write_dossier(page, path, entry.dossier.years)
    steps.file_entry(page, path)
    entry.refresh_from_db()
    assert (entry.state, entry.version.number) == ("submitted", 1)
    expect(page.locator("main")).to_contain_text(entry.tracking_code)
    look(page, "05-giay-tiep-nhan")
    return path


def the_office_accepts(page, entry_path):
    page.goto("/tiep-nhan/")
    look(page, "06-tiep-nhan")
    page.goto(entry_path)
    expect(page.locator("main")).to_contain_text(PRODUCT)
    look(page, "07-kiem-tra-ho-so")
    page.get_by_role("link", name="Tiếp nhận, cấp mã số").click()
    press(page, "Vẫn tiếp nhận, cấp mã số")
    assert Entry.objects.get().state == "accepted"


def the_deadline_passes():
    """The one thing that no person does."""
    Round.objects.update(closes_at=timezone.now() - datetime.timedelta(minutes=1))


def the_list_is_fixed_and_a_council_set_up(page, round_path):
    page.goto(round_path)
    press(page, "Chốt danh sách")
    round_ = Round.objects.get()
    assert round_.state == "closed"
    page.goto(f"/binh-chon/hoi-dong/lap/{round_.pk}/")
    fill(
        page,
        name="Hội đồng bình chọn tỉnh Vĩnh Long",
        decision_number="125/QĐ-UBND",
        decision_date=f"{timezone.localdate():%d/%m/%Y}",
    )
    press(page, "Lập hội đồng")
    round_.refresh_from_db()
    path = f"/binh-chon/hoi-dong/{round_.council.pk}/"
    seats = [(people.chair(), "chair"), (people.so_officer(), "deputy"), (people.secretary(), "secretary")]
    for person, seat in seats:
        page.goto(f"{path}thanh-vien/")
        form = page.locator("form[action*='/thanh-vien/them/']")
        form.locator("[name$=email]").fill(person.email)
        form.locator("[name$=seat]").select_option(seat)
        form.get_by_role("button").click()
        page.wait_for_load_state()
    for judge in people.judges():
        page.goto(f"{path}thanh-vien/")
        form = page.locator("form[action*='/giam-khao/them/']")
        form.locator("[name$=email]").fill(judge.email)
        form.get_by_role("button").click()
        page.wait_for_load_state()
    assert (round_.council.members.count(), Judge.objects.count()) == (3, 3)
    look(page, "08-thanh-vien-hoi-dong")
    return path


def judges_declare_and_score(page_of, council_path):
    secretary = page_of(people.secretary())
    secretary.goto(f"{council_path}phan-cong/")
    press(secretary, "Phân công như trên")
    pages = [page_of(judge) for judge in people.judges()]
    for page in pages:
        page.goto("/binh-chon/cham/")
        page.get_by_role("link", name=re.compile("Khai báo")).first.click()
        page.check("[name=kind][value=none]")
        press(page, "Gửi khai báo")
    secretary.goto(council_path)
    press(secretary, "Mở lượt chấm")
    for page, values in zip(
        pages, [("35", "34,5", "8", "8"), ("36", "33", "8.5", "8"), ("34", "34", "9", "7,5")], strict=True
    ):
        page.goto("/binh-chon/cham/")
        page.get_by_role("link", name=re.compile("Chấm điểm")).first.click()
        page.wait_for_load_state()
        if page is pages[0]:
            look(page, "09-phieu-cham")
        steps.score(page, values)
    secretary.goto(council_path)
    follow(secretary, "Theo dõi lượt chấm")
    press(secretary, "Khóa điểm")
    look(secretary, "10-bang-diem")


def the_council_votes_and_publishes(page_of, council_path):
    secretary, chair = page_of(people.secretary()), page_of(people.chair())
    secretary.goto(council_path)
    follow(secretary, "Lên lịch họp")
    fill(secretary, held_on=f"{timezone.localdate():%d/%m/%Y}", place="Sở Công Thương Vĩnh Long")
    send(secretary)
    press(secretary, "Khai mạc phiên họp")
    for box in secretary.locator("[name=present]").all():
        box.check()
    press(secretary, "Ghi điểm danh")
    meeting_path = re.sub(r"https?://[^/]+", "", secretary.url)
    for page in (chair, page_of(people.so_officer())):
        page.goto(meeting_path)
        page.check("[name=choice][value=agree]")
        page.get_by_role("button", name=re.compile("Gửi ý kiến")).first.click()
        page.wait_for_load_state()
    chair.goto(meeting_path)
    look(chair, "11-phien-hop")
    press(chair, "Kết thúc phiên họp")
    secretary.goto(council_path)
    follow(secretary, "Công bố kết quả")
    look(secretary, "12-cong-bo")
    send(secretary)
    outcome = Entry.objects.get().outcome
    assert (outcome.is_recognised, outcome.published_at is not None) == (True, True)
    minutes = text_of(bytes_of(secretary, f"{meeting_path}bien-ban.pdf"))
    assert PRODUCT in minutes


def certificates_are_issued(page):
    page.goto("/quyet-dinh/")
    page.locator("main a[href*='/nhap/']").first.click()
    fill(
        page,
        number="2215/QĐ-UBND",
        decided_on=f"{timezone.localdate():%d/%m/%Y}",
        signer_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        signer_name="Huỳnh Văn Ổn",
    )
    press(page, "Lưu quyết định")
    look(page, "13-quyet-dinh")
    press(page, "Cấp giấy chứng nhận")
    expect(page.locator("main a[href$='giay-chung-nhan.pdf']")).to_be_visible(timeout=60_000)
    return Certificate.objects.get().code


def anybody_can_check(page, code):
    page.goto(f"/kiem-tra/{code}/")
    year = timezone.localdate().year
    expect(page.locator("main")).to_contain_text("CÒN HIỆU LỰC")
    expect(page.locator("main")).to_contain_text(f"đến hết ngày 31/12/{year + 3}")
    look(page, "14-kiem-tra")


def the_holder_has_the_paper(page, code):
    page.goto("/giay-chung-nhan/")
    look(page, "15-giay-cua-co-so")
    text = text_of(bytes_of(page, f"/kiem-tra/{code}/giay-chung-nhan.pdf"))
    assert PRODUCT in text


def the_product_enters_the_plan(page):
    page.goto(f"/ho-tro/ke-hoach/{SupportPlan.objects.get().pk}/san-pham/")
    page.locator("[name=certificates]").first.check()
    look(page, "16-dua-vao-ke-hoach")
    press(page, "Đưa sản phẩm đã đánh dấu vào kế hoạch")
    assert SupportPlan.objects.get().products.count() == 1


def a_unit_records_an_activity(page):
    day = f"{timezone.localdate():%d/%m/%Y}"
    page.goto("/ho-tro/hoat-dong/ghi/")
    page.select_option("[name=task]", index=1)
    page.select_option("[name=kind]", "fair_home")
    fill(page, title="Hội chợ công thương miền Tây", starts_on=day, ends_on=day, place="Cần Thơ")
    page.locator("[name=certificates]").first.check()
    for summary in page.locator("main details > summary").all():
        if summary.evaluate("summary => !summary.parentElement.open"):
            summary.click()
    fill(page, money_unit="15 triệu", result_stalls="2")
    look(page, "17-ghi-hoat-dong")
    press(page, "Lưu – đã thực hiện")
    expect(page.locator("main")).to_contain_text("15.000.000")


def the_cut_off_day_passes(period):
    """Nobody does this either: what was drafted stays, and may now be signed."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ReportingPeriod.objects.filter(pk=period.pk).update(
        starts_on=min(period.starts_on, yesterday - datetime.timedelta(days=1)), ends_on=yesterday, cut_off_on=yesterday
    )


def the_report_is_drafted_and_sent(page_of):
    unit, head = page_of(people.unit_officer()), page_of(people.unit_head())
    period = ReportingPeriod.objects.order_by("-starts_on").first()
    unit.goto("/bao-cao/")
    look(unit, "18-bao-cao")
    unit.locator(f"form[action*='/bat-dau/{period.pk}/'] button").click()
    unit.wait_for_load_state()
    expect(unit.locator("main")).to_contain_text("Hội chợ công thương miền Tây", timeout=60_000)
    expect(unit.locator("main")).to_contain_text("đã thực hiện 1 hoạt động, hỗ trợ 1 sản phẩm của 1 cơ sở")
    path = re.sub(r"https?://[^/]+", "", unit.url)
    follow(unit, "Viết báo cáo")
    fill(unit, **{"kho-khan": "Chi phí vận chuyển cao.", "kien-nghi": "Đề nghị tăng kinh phí."})
    press(unit, "Lưu")
    the_cut_off_day_passes(period)
    head.goto(path)
    look(head, "19-bao-cao-6-thang")
    press(head, "Ký và gửi Cục")
    head.goto(path)
    expect(head.locator("main")).to_contain_text("Đây là bản đã ký", timeout=60_000)
    assert "đã thực hiện 1 hoạt động, hỗ trợ 1 sản phẩm của 1 cơ sở" in text_of(bytes_of(head, f"{path}tai/pdf/"))
    word = docx.Document(io.BytesIO(bytes_of(head, f"{path}tai/docx/")))
    assert "Chi phí vận chuyển cao." in [paragraph.text for paragraph in word.paragraphs]
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(head, f"{path}tai/xlsx/")))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "Hội chợ công thương miền Tây" in cells
    assert 15_000_000 in cells

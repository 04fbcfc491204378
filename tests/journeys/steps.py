"""How people use the pages: each function is one thing that one person does in the browser."""

import re

from django.core import mail
from playwright.sync_api import expect

from registrations import eligibility, fields
from registrations.fields import Kind
from tests.browser.seeing import assert_accessible, assert_fits, photograph
from tests.factories import files
from tests.factories.registrations import ANSWERS

PAPERS = [
    ("registration", "giay-dang-ky.pdf", "application/pdf", lambda: files.pdf()),
    ("photo_front", "mat-truoc.png", "image/png", lambda: files.png(size=(1200, 800))),
    ("photo_side", "mat-ben.png", "image/png", lambda: files.png(size=(1200, 801))),
    ("photo_top", "tu-tren.png", "image/png", lambda: files.png(size=(1200, 802))),
]


def look(page, name):
    """The page is accessible and fits every screen; its photographs go to build/screens."""
    assert_accessible(page)
    photograph(page, f"journey-{name}")
    page.set_viewport_size({"width": 360, "height": 800})
    assert_fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"main [name={name}]:not([type=hidden])").first.fill(value)


def press(page, label, *, exact=True):
    _send(page, page.get_by_role("button", name=label, exact=exact).first)


def send(page):
    """The one form of the page."""
    _send(page, page.locator("main form button[type=submit]:not([name])").first)


def _send(page, button):
    asks = button.evaluate("button => Boolean(button.form?.dataset.confirm)")
    with page.expect_navigation():
        button.click()
        if asks:
            page.locator("dialog[open] button").last.click()


def follow(page, label, *, exact=True):
    page.get_by_role("link", name=label, exact=exact).first.click()
    page.wait_for_load_state()


def sign_up(page, email, full_name, password):
    page.goto("/tai-khoan/signup/")
    fill(page, full_name=full_name, email=email, password1=password, password2=password)
    page.check("[name=consent]")
    look(page, "01-dang-ky-tai-khoan")
    send(page)
    link = re.search(r"https?://\S+confirm-email/\S+", mail.outbox[-1].body)[0]
    page.goto(re.sub(r"https?://[^/]+", "", link))
    send(page)
    if "/login" in page.url:
        fill(page, login=email, password=password)
        send(page)


def declare_establishment(page, *, tax_code, province, commune):
    page.goto("/co-so/khai-bao/")
    page.check("[name=legal_form][value=household]")
    page.select_option("[name=registration_kind]", label="Giấy chứng nhận đăng ký hộ kinh doanh")
    fill(
        page,
        name="Cơ sở bánh tráng Cù Lao Mây",
        tax_code=tax_code,
        registration_number="54A8001234",
        registration_date="12/03/2019",
        registration_issuer="Phòng Tài chính – Kế hoạch huyện Tam Bình",
        representative="Lê Thị Hạnh",
        address="Ấp 3",
        phone="0270 3 812 345",
        email="hanh@culaomay.vn",
    )
    page.select_option("[name=commune_province]", label=province)
    page.locator("[name=commune] option", has_text=commune).wait_for(state="attached")
    page.select_option("[name=commune]", label=commune)
    page.check("[name=is_sme_stated]")
    look(page, "02-khai-bao-co-so")
    send(page)


def describe_product(page, name):
    page.goto("/san-pham/moi/")
    fill(page, name=name)
    page.check("[name=group][value=B]")
    send(page)


def start_entry(page, round_path):
    page.goto(round_path)
    follow(page, "Đăng ký dự bình chọn")
    choice = page.locator("[name=product]")
    if choice.count():
        choice.first.check()
    for key in eligibility.STATED:
        page.check(f"[name={key}][value=co]")
    send(page)


def write_dossier(page, entry_path, years):
    for section in fields.SECTIONS:
        page.goto(f"{entry_path}soan/{section.key}/")
        for field in section.fields:
            _answer(page, field, ANSWERS.get(field.key), years)
        if section is fields.SECTIONS[0]:
            look(page, "03-soan-ho-so")
        press(page, "Lưu", exact=True)
        expect(page.locator(".invalid-feedback:visible, .is-invalid")).to_have_count(0)
    for kind, name, content_type, make in PAPERS:
        page.goto(f"{entry_path}giay-to/?loai={kind}")
        page.set_input_files("[name=upload]", {"name": name, "mimeType": content_type, "buffer": make()})
        page.get_by_role("button", name="Đưa vào hồ sơ").click()
        expect(page.get_by_text("Đã thêm: ")).to_be_visible()
    look(page, "04-anh-va-giay-to")


def _answer(page, field, value, years):
    if value is None:
        return
    if field.is_yearly:
        for year, number in zip(years, value.values(), strict=True):
            page.fill(f"main [name={field.key}_{year}]", number)
    elif field.kind == Kind.CONFIRM:
        page.check(f"[name={field.key}]")
    elif field.kind == Kind.CHOICE:
        page.check(f"[name={field.key}][value={value}]")
    else:
        page.fill(f"main [name={field.key}]", value)


def file_entry(page, entry_path):
    page.goto(entry_path)
    page.check("[name=is_true_stated]")
    press(page, "Nộp hồ sơ")


def score(page, values):
    """Fill the open score sheet and submit it; `values` in the order of the criteria."""
    boxes = page.locator("[name^=diem_]")
    for index, value in enumerate(values):
        boxes.nth(index).fill(value)
    press(page, "Xem lại và nộp")
    press(page, "Nộp phiếu,", exact=False)

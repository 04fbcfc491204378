import pytest
from playwright.sync_api import expect

from tests import people
from tests.factories.accounts import make_person

from .seeing import inspect

PASSWORD = "một-mật-khẩu-dài"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("sign-in", "/tai-khoan/login/"),
        ("sign-up", "/tai-khoan/signup/"),
        ("password-reset", "/tai-khoan/password/reset/"),
    ],
)
def test_the_way_in_is_usable_by_everybody(page_of, name, url):
    page = page_of()
    page.goto(url)
    inspect(page, name)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("profile", "/tai-khoan/thong-tin/"),
        ("mail-addresses", "/tai-khoan/email/"),
        ("password-change", "/tai-khoan/password/change/"),
        ("security", "/tai-khoan/2fa/"),
        ("organisations", "/tai-khoan/to-chuc/"),
    ],
)
def test_the_pages_of_ones_account_are_usable_by_everybody(page_of, name, url):
    page = page_of(people.so_head())
    page.goto(url)
    inspect(page, name)


def test_the_members_page_is_usable_by_everybody_and_invites(page_of):
    people.so_officer()
    page = page_of(people.so_head())
    page.goto("/tai-khoan/thong-tin/")
    page.get_by_role("link", name="Thành viên của Sở Công Thương").click()
    page.get_by_label("Địa chỉ thư điện tử").fill("moi@thu.vn")
    page.get_by_label("Cán bộ:").check()
    page.get_by_role("button", name="Gửi thư mời").click()
    expect(page.get_by_role("status")).to_contain_text("moi@thu.vn")
    inspect(page, "members")


def test_a_demonstration_account_is_filled_in_by_one_click(page_of):
    make_person("so@cnnt.test", password="cnnt-demo-2026")
    page = page_of()
    page.goto("/tai-khoan/login/?next=/tai-khoan/thong-tin/")
    page.get_by_role("button", name="Điền so@cnnt.test").click()
    expect(page.get_by_role("textbox", name="Thư điện tử")).to_have_value("so@cnnt.test")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thông tin của tôi")).to_be_visible()


def test_a_demonstration_account_opens_without_javascript_too(page_of):
    make_person("so@cnnt.test", password="cnnt-demo-2026")
    page = page_of(java_script_enabled=False)
    page.goto("/tai-khoan/login/?next=/tai-khoan/thong-tin/")
    page.get_by_role("button", name="Điền so@cnnt.test").click()
    expect(page.get_by_role("heading", name="Thông tin của tôi")).to_be_visible()


def test_a_security_key_is_added_and_then_opens_without_a_password(page_of):
    make_person("nguoi@thu.vn", "Người Có Khóa", password=PASSWORD)
    page = page_of()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto("/tai-khoan/login/?next=/tai-khoan/2fa/webauthn/add/")
    page.get_by_role("textbox", name="Thư điện tử").fill("nguoi@thu.vn")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Máy ở cơ quan")
    page.get_by_label("Đăng nhập không cần mật khẩu").check()
    inspect(page, "security-key-add")
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_role("status")).to_contain_text("Đã thêm khóa bảo mật.")

    page.context.clear_cookies()
    page.goto("/tai-khoan/login/?next=/tai-khoan/thong-tin/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_text("Địa chỉ thư đăng nhập: nguoi@thu.vn")).to_be_visible()

import re

from playwright.sync_api import expect

from tests.factories.registrations import rule_sets

from .seeing import assert_accessible, inspect, photograph

GALLERY = "/thanh-phan/"
FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary, [tabindex='0']"


def fill(page):
    page.get_by_label("Tên sản phẩm*", exact=True).fill("Bánh tráng Cù Lao Mây")
    page.get_by_label("B – Chế biến nông, lâm, thủy sản và thực phẩm").first.check()
    page.get_by_label("Tôi cam kết").check()


def save(page):
    page.get_by_role("button", name="Lưu", exact=True).click()


def test_the_gallery_is_accessible_and_fits_every_screen(page_of):
    page = page_of()
    page.goto(GALLERY)
    inspect(page, "thanh-phan")


def test_the_gallery_of_a_signed_in_person_is_accessible_with_its_menu_open(page_of, cast):
    page = page_of(cast.so_officer)
    page.goto(GALLERY)
    page.get_by_text("Trần Quốc Bảo", exact=True).first.click()
    assert_accessible(page)
    photograph(page, "thanh-phan-da-dang-nhap")


def test_everything_can_be_reached_by_keyboard_and_shows_where_the_focus_is(page_of, cast):
    page = page_of(cast.owner)
    page.goto(GALLERY)
    expected = page.evaluate(
        """focusable => {
            const shown = [...document.querySelectorAll(focusable)].filter(element => element.checkVisibility());
            const radios = new Set();
            const reached = shown.filter(element => {
                if (element.type !== "radio") return true;
                if (radios.has(element.name)) return false;
                return radios.add(element.name);
            });
            reached.forEach((element, index) => (element.dataset.order = index));
            return reached.length;
        }""",
        FOCUSABLE,
    )
    assert expected > 40
    reached, unseen = [], []
    for _ in range(expected):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const element = document.activeElement, style = getComputedStyle(element);
                const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
                const seen = ring || style.boxShadow !== "none";
                return [Number(element.dataset.order ?? -1), seen, element.outerHTML.slice(0, 90)];
            }"""
        )
        reached.append(focus[0])
        if not focus[1]:
            unseen.append(focus[2])
    assert reached == list(range(expected))
    assert unseen == []


def test_the_first_tab_leads_past_the_header(page_of):
    page = page_of()
    page.goto(GALLERY)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_buttons_and_fields_are_large_enough_for_a_finger(page_of, cast):
    page = page_of(cast.owner, viewport={"width": 360, "height": 800})
    page.goto(GALLERY)
    small = page.evaluate(
        """targets => [...document.querySelectorAll(targets)]
            .filter(element => element.checkVisibility() && element.getBoundingClientRect().height < 44)
            .map(element => element.outerHTML.slice(0, 120))""",
        ".btn, .form-control, .form-select, summary, .pager a, .tabs a, .menu__item",
    )
    assert small == []


def test_escape_closes_the_account_menu_and_gives_the_focus_back(page_of, cast):
    page = page_of(cast.owner)
    page.goto(GALLERY)
    summary = page.locator(".account summary")
    summary.press("Enter")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_weighty_deed_is_asked_about_and_no_means_no(page_of):
    page = page_of()
    page.goto(GALLERY)
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.get_by_role("button", name="Rút hồ sơ").click()
    dialog = page.get_by_role("dialog", name="Xin xác nhận")
    expect(dialog).to_contain_text("khỏi kỳ bình chọn?")
    assert_accessible(page)
    dialog.get_by_role("button", name="Không, quay lại").click()
    expect(dialog).to_have_count(0)
    assert sent == []
    page.get_by_role("button", name="Rút hồ sơ").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Rút hồ sơ").click()
    assert sent == ["POST"]


def test_a_dialog_opens_and_closes_by_keyboard(page_of):
    page = page_of()
    page.goto(GALLERY)
    opener = page.get_by_role("link", name="Vì sao cần ba ảnh?")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Vì sao cần ba ảnh?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_double_click_sends_a_form_once(page_of):
    page = page_of()
    page.goto(GALLERY)
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    fill(page)
    page.get_by_role("button", name="Lưu", exact=True).dblclick()
    expect(page.get_by_text("Biểu mẫu mẫu đã hợp lệ")).to_be_visible()
    assert sent == ["POST"]


def test_mistakes_are_told_at_the_field_and_nothing_typed_is_lost(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    day = page.get_by_label("Ngày cấp giấy đăng ký")
    day.fill("31/02/2026")
    save(page)
    expect(day).to_have_accessible_description(re.compile("Ngày 31/02/2026 không có trong lịch"))
    expect(day).to_have_value("31/02/2026")
    expect(page.get_by_label("Tên sản phẩm*", exact=True)).to_have_value("Bánh tráng Cù Lao Mây")
    summary = page.get_by_role("alert").filter(has_text="Hãy sửa 1 chỗ sau")
    summary.get_by_role("link", name="Ngày cấp giấy đăng ký").click()
    expect(day).to_be_focused()
    inspect(page, "bieu-mau-co-loi")


def test_what_was_typed_comes_back_after_the_page_was_lost(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    expect(page.get_by_text("Đã giữ bản nháp")).to_be_visible()
    page.goto(GALLERY)
    name = page.get_by_label("Tên sản phẩm*", exact=True)
    expect(name).to_have_value("")
    assert_accessible(page)
    page.get_by_role("button", name="Lấy lại nội dung đã gõ").click()
    expect(name).to_have_value("Bánh tráng Cù Lao Mây")
    expect(page.get_by_label("Tôi cam kết")).to_be_checked()


def test_what_was_typed_survives_a_session_that_ended_in_mid_form(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("nội dung đã gõ chưa mất")
    inspect(page, "loi-het-phien")
    page.goto(GALLERY)
    page.get_by_role("button", name="Lấy lại nội dung đã gõ").click()
    expect(page.get_by_label("Tên sản phẩm*", exact=True)).to_have_value("Bánh tráng Cù Lao Mây")


def test_a_draft_is_forgotten_once_the_portal_has_the_form(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    expect(page.get_by_text("Đã giữ bản nháp")).to_be_visible()
    assert page.evaluate("localStorage.length") == 1
    page.get_by_label("Tên sản phẩm*", exact=True).fill("Bánh tráng sữa")
    save(page)
    expect(page.get_by_text("Biểu mẫu mẫu đã hợp lệ")).to_be_visible()
    page.goto("/khong-co-trang-nay/")
    page.goto(GALLERY)
    expect(page.get_by_role("button", name="Lấy lại nội dung đã gõ")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_is_forgotten_when_its_writer_signs_out(page_of, cast):
    rule_sets()  # The start page, where signing out ends, tells of the law.
    page = page_of(cast.owner)
    page.goto(GALLERY)
    fill(page)
    expect(page.get_by_text("Đã giữ bản nháp")).to_be_visible()
    page.locator(".account summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_save_that_waits_while_its_writer_signs_out_brings_nothing_back(page_of, cast):
    page = page_of(cast.owner)
    page.clock.install()
    page.goto(GALLERY)
    fill(page)
    page.clock.run_for(1000)
    assert page.evaluate("localStorage.length") == 1
    page.evaluate("""
        document.querySelector("[data-draft] [name=name]").dispatchEvent(new Event("input", { bubbles: true }));
        const signOut = document.querySelector("[data-sign-out]");
        signOut.addEventListener("submit", (event) => event.preventDefault());
        signOut.requestSubmit();
    """)
    page.clock.run_for(1000)
    assert page.evaluate("localStorage.length") == 0


def test_a_file_is_sent_with_its_form_and_the_answer_takes_the_place_of_the_page(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    paper = {"name": "giấy đăng ký.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + b"x" * 300_000}
    page.get_by_label("Giấy chứng nhận đăng ký doanh nghiệp").set_input_files(paper)
    expect(page.get_by_text("giấy đăng ký.pdf – 293 KB")).to_be_visible()
    save(page)
    expect(page.get_by_text("Biểu mẫu mẫu đã hợp lệ")).to_be_visible()
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="Rút hồ sơ").click()
    expect(page.get_by_role("dialog", name="Xin xác nhận")).to_be_visible()


def test_a_lost_line_during_an_upload_is_told_and_the_form_can_go_again(page_of):
    page = page_of()
    page.goto(GALLERY)
    fill(page)
    page.get_by_label("Giấy chứng nhận đăng ký doanh nghiệp").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.route("**/thanh-phan/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    save(page)
    expect(page.get_by_text("Mất kết nối. Tệp chưa đến nơi, hãy bấm gửi lần nữa.")).to_be_visible()
    page.unroute("**/thanh-phan/")
    save(page)
    expect(page.get_by_text("Biểu mẫu mẫu đã hợp lệ")).to_be_visible()


def test_without_javascript_everything_works(page_of, cast):
    page = page_of(cast.owner, java_script_enabled=False)
    page.goto(GALLERY)
    page.locator(".account summary").click()
    page.get_by_role("button", name="Đăng xuất").wait_for()
    page.locator(".account summary").click()
    page.get_by_role("link", name="Vì sao cần ba ảnh?").click()
    page.get_by_role("dialog", name="Vì sao cần ba ảnh?").wait_for()
    page.get_by_role("link", name="Đóng").click()
    page.get_by_label("Tên sản phẩm*", exact=True).fill("Bánh tráng Cù Lao Mây")
    page.get_by_label("B – Chế biến nông, lâm, thủy sản và thực phẩm").first.check()
    page.get_by_label("Tôi cam kết").check()
    save(page)
    page.get_by_text("Biểu mẫu mẫu đã hợp lệ").wait_for()


def test_an_amount_is_grouped_when_its_field_is_left(page_of):
    page = page_of()
    page.goto(GALLERY)
    revenue = page.get_by_label("Doanh thu năm 2025")
    revenue.fill("15000000")
    revenue.press("Tab")
    expect(revenue).to_have_value("15.000.000")
    revenue.fill("2 tỷ")
    revenue.press("Tab")
    expect(revenue).to_have_value("2 tỷ")


def test_a_page_that_does_not_exist_says_so_kindly(page_of):
    page = page_of()
    page.goto("/khong-co-trang-nay/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy trang")
    inspect(page, "loi-404")


def test_what_is_pasted_is_never_cut_and_its_excess_is_told_while_writing(page_of):
    page = page_of()
    page.goto(GALLERY)
    name = page.get_by_label("Tên sản phẩm*", exact=True)
    name.evaluate("field => document.activeElement !== field && field.focus()")
    page.keyboard.insert_text("ă" * 170)
    expect(page.locator("[data-length]")).to_have_text("Đã viết 170 trong nhiều nhất 200 ký tự.")
    page.keyboard.insert_text("ă" * 80)
    expect(page.locator("[data-length]")).to_have_text("Dài quá 50 ký tự: nhiều nhất 200. Hãy viết gọn lại.")
    assert name.input_value() == "ă" * 250
    save(page)
    expect(name).to_have_value("ă" * 250)
    expect(page.locator(".invalid-feedback")).not_to_have_count(0)

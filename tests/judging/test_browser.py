"""The pages of judging in a real browser: every width, axe, the keyboard, with and without JavaScript."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from judging import operations
from judging.models import Council
from tests import people
from tests.browser.seeing import inspect

from ..factories import judging as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The keys of what waits in the browser for the portal to take it.
WAITING = "Object.keys(localStorage).filter((key) => key.endsWith(':phieu'))"


def look(page, name, url_name, *args):
    page.goto(reverse(f"judging:{url_name}", args=args))
    inspect(page, f"judging-{name}")


def test_a_judge_declares_reads_and_scores(page_of):
    council = make.assigned_council(entries=3)
    mine = list(council.panel.judges.get(user=people.judge(1)).assignments.select_related("judge__panel__council"))
    conflict = {"kind": "family", "reason": "Em gái làm kế toán ở cơ sở"}
    operations.declare(assignment=mine[2], by=people.judge(1), at=timezone.now(), **conflict)
    page = page_of(people.judge(1))
    look(page, "declaration", "assignment_declare", mine[0].pk)
    page.get_by_label("Không có xung đột lợi ích").check()
    page.get_by_role("button", name="Gửi khai báo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(mine[0].entry.code)
    inspect(page, "judging-dossier")
    look(page, "judge-list-declaring", "judge_list")
    look(page, "recusal", "assignment_recuse", mine[0].pk)


def test_a_field_saves_alone_and_the_total_follows_the_typing(page_of):
    sheet = make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1))
    look(page, "sheet-blank", "sheet_edit", sheet.pk)
    points = page.get_by_label("Điểm")
    total = page.locator("[data-total]")
    points.nth(0).fill("39,5")
    expect(total).to_have_text("39,5")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_market")).to_contain_text("Đã lưu lúc")
    points.nth(1).fill("40.01")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_economy")).to_have_text("Điểm tối đa của tiêu chí này là 40.")
    expect(points.nth(1)).to_have_value("40.01")
    inspect(page, "judging-sheet-mistake")
    points.nth(1).fill("30")
    points.nth(2).fill("8")
    points.nth(3).fill("7")
    expect(total).to_have_text("84,5")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_other")).to_contain_text("Đã lưu lúc")
    page.reload()
    expect(total).to_have_text("84,5")
    page.get_by_role("button", name="Xem lại và nộp").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nộp phiếu chấm điểm?")
    inspect(page, "judging-submit")
    page.get_by_role("button", name="Nộp phiếu, 84,5 điểm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"Đã nộp phiếu {sheet.entry.code}")
    inspect(page, "judging-judge-list")
    look(page, "sheet-submitted", "sheet_edit", sheet.pk)


def test_what_a_dead_line_did_not_take_waits_and_is_sent_once(page_of):
    sheet = make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1))
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    page.context.set_offline(True)
    page.get_by_label("Điểm").nth(0).fill("39,5")
    page.keyboard.press("Tab")
    page.get_by_label("Điểm").nth(1).fill("30")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_economy")).to_contain_text("Mất kết nối: ô này được giữ trong trình duyệt")
    inspect(page, "judging-sheet-offline")
    assert sheet.scores.count() == 0
    page.context.set_offline(False)
    expect(page.locator("#luu-diem_market")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#luu-diem_economy")).to_contain_text("Đã lưu lúc")
    stored = sorted(sheet.scores.values_list("criterion", "value"))
    assert stored == [("economy", Decimal(30)), ("market", Decimal("39.5"))]
    page.reload()
    expect(page.locator("[data-total]")).to_have_text("69,5")
    assert page.evaluate(WAITING) == []


def test_what_waited_in_a_browser_meets_what_was_saved_meanwhile(page_of):
    sheet = make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1))
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    page.context.set_offline(True)
    page.get_by_label("Điểm").nth(0).fill("8")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_market")).to_contain_text("Mất kết nối")
    operations.save_sheet(sheet=sheet, values={"market": Decimal(6)}, by=people.judge(1), at=timezone.now())
    page.context.set_offline(False)
    expect(page.locator("#luu-diem_market")).to_contain_text("thẻ khác: “6”. Ở đây bạn gõ: “8”")
    inspect(page, "judging-sheet-newer")
    assert sheet.scores.get().value == Decimal(6)
    page.get_by_role("button", name="Lấy điểm đang gõ ở đây").click()
    expect(page.locator("#luu-diem_market")).to_contain_text("Đã lưu lúc")
    assert sheet.scores.get().value == Decimal(8)


@pytest.fixture
def second_pass(db):
    council = make.closed_pass(means=("80", "60")).round.council
    return operations.open_pass(council=council, by=people.secretary(), at=timezone.now())


def _pause(scoring_pass):
    round = scoring_pass.round
    fallen = list(round.entries.filter(code="B-002"))
    again = {"stage": "pass_1", "entries": fallen, "judges": [], "reason": "Cộng nhầm"}
    council = Council.objects.get(round=round)
    operations.reopen(council=council, **again, by=people.secretary(), at=timezone.now())


def _go_on(scoring_pass):
    round, by, at = scoring_pass.round, people.secretary(), timezone.now()
    operations.close_pass(scoring_pass=round.passes.get(number=1), by=by, at=at)
    operations.open_pass(council=Council.objects.get(round=round), by=by, at=at)


def test_what_was_typed_when_the_pass_paused_waits_with_it(page_of, second_pass):
    sheet = second_pass.sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1))
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    page.context.set_offline(True)
    page.get_by_label("Điểm").nth(0).fill("39,5")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_market")).to_contain_text("Mất kết nối")
    _pause(second_pass)
    page.context.set_offline(False)
    expect(page.locator("#luu-diem_market")).to_contain_text("Cổng chưa ghi vì lượt chấm đang tạm dừng: ô này được giữ")
    expect(page.locator("#luu-diem_market")).to_contain_text("nếu không đăng xuất và không đổi máy")
    page.reload()
    expect(page.locator("#luu-diem_market")).to_contain_text("Bạn đã gõ “39,5”, cổng chưa ghi")
    inspect(page, "judging-sheet-paused")
    assert sheet.scores.count() == 0
    _go_on(second_pass)
    page.reload()
    expect(page.locator("#luu-diem_market")).to_contain_text("Đã lưu lúc")
    assert sheet.scores.get().value == Decimal("39.5")
    assert page.evaluate(WAITING) == []


@pytest.mark.parametrize("typed", ["35", "38"])
def test_what_is_typed_after_the_pause_in_a_tab_left_open_stands_over_what_waited(page_of, second_pass, typed):
    sheet, judge = second_pass.sheets.get(judge__user=people.judge(1)), people.judge(1)
    operations.save_sheet(sheet=sheet, values={"market": Decimal(35)}, by=judge, at=timezone.now())
    page = page_of(judge)
    page.clock.install()
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    field, line = page.get_by_label("Điểm").nth(0), page.locator("#luu-diem_market")
    _pause(second_pass)
    field.fill("39,5")
    page.keyboard.press("Tab")
    expect(line).to_contain_text("lượt chấm đang tạm dừng")
    _go_on(second_pass)
    field.fill(typed)
    page.keyboard.press("Tab")
    expect(line).to_contain_text("Đã lưu lúc")
    page.clock.fast_forward("00:06")
    expect(field).to_have_value(typed)
    assert page.evaluate(WAITING) == []
    page.reload()
    expect(field).to_have_value(typed)
    assert sheet.scores.get().value == Decimal(typed)


def test_nothing_that_waited_is_put_into_the_box_in_which_the_judge_is_typing(page_of, second_pass):
    sheet = second_pass.sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1))
    page.clock.install()
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    field, other = page.get_by_label("Điểm").nth(0), page.get_by_label("Điểm").nth(1)
    _pause(second_pass)
    field.fill("39,5")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_market")).to_contain_text("lượt chấm đang tạm dừng")
    _go_on(second_pass)
    other.fill("30")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_economy")).to_contain_text("Đã lưu lúc")
    field.fill("3")
    page.clock.fast_forward("00:06")
    expect(field).to_have_value("3")
    field.fill("36")
    page.keyboard.press("Tab")
    expect(page.locator("#luu-diem_market")).to_contain_text("Đã lưu lúc")
    page.clock.fast_forward("00:06")
    expect(field).to_have_value("36")
    assert sheet.scores.get(criterion="market").value == Decimal(36)


def test_a_sheet_is_scored_and_submitted_without_javascript(page_of):
    sheet = make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1), java_script_enabled=False)
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    for place, typed in enumerate(("39,5", "41", "8", "7")):
        page.get_by_label("Điểm").nth(place).fill(typed)
    page.get_by_role("button", name="Xem lại và nộp").click()
    expect(page.locator("#luu-diem_economy")).to_have_text("Điểm tối đa của tiêu chí này là 40.")
    expect(page.get_by_label("Điểm").nth(0)).to_have_value("39,5")
    page.get_by_label("Điểm").nth(1).fill("30")
    page.get_by_role("button", name="Xem lại và nộp").click()
    page.get_by_role("button", name="Nộp phiếu, 84,5 điểm").click()
    expect(page.locator("#loi-nhan")).to_contain_text("Đã nộp phiếu")


def test_what_was_typed_without_javascript_when_the_pass_paused_is_read_once_more(page_of, second_pass):
    sheet = second_pass.sheets.get(judge__user=people.judge(1))
    page = page_of(people.judge(1), java_script_enabled=False)
    page.goto(reverse("judging:sheet_edit", args=[sheet.pk]))
    page.get_by_label("Điểm").nth(0).fill("39,5")
    _pause(second_pass)
    page.get_by_role("button", name="Xem lại và nộp").click()
    expect(page.get_by_text("hãy chép lại hoặc in trang này")).to_be_visible()
    expect(page.get_by_label("Điểm").nth(0)).to_have_value("39,5")
    expect(page.get_by_label("Điểm").nth(0)).to_have_attribute("readonly", "")


def test_the_office_and_the_secretary_prepare(page_of):
    round = make.fixed_round(entries=1)
    look(page_of(people.so_officer()), "council-create", "council_create", round.pk)
    council = make.council(round)
    look(page_of(people.so_officer()), "members", "council_members", council.pk)
    page = page_of(people.secretary())
    look(page, "room-begin", "council_room", council.pk)
    look(page, "plan", "assignment_plan", council.pk)
    page.get_by_role("button", name="Phân công như trên").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã phân công")
    inspect(page, "judging-plan-done")


def test_the_secretary_follows_a_pass(page_of):
    scoring_pass = make.open_pass(entries=2)
    make.submit_total(scoring_pass.sheets.first(), "80")
    page = page_of(people.secretary())
    look(page, "pass-open", "pass_detail", scoring_pass.pk)
    page.get_by_role("link", name="Mở lại phiếu").click()
    inspect(page, "judging-reopen")


def test_the_council_meets_and_publishes(page_of):
    meeting = make.open_meeting(means=("88.25", "80", "80", "60", None), places=2)
    council = meeting.council
    look(page_of(people.secretary()), "pass-closed", "pass_detail", council.last_pass.pk)
    look(page_of(people.secretary()), "meeting-secretary", "meeting_detail", meeting.pk)
    member = page_of(make.member())
    look(member, "meeting-member", "meeting_detail", meeting.pk)
    member.get_by_label("Đồng ý", exact=True).first.check()
    member.get_by_role("button", name="Gửi ý kiến").first.click()
    expect(member.get_by_role("status").first).to_contain_text("Đã ghi ý kiến của bạn về B-001")
    first = council.round.entries.get(code="B-001")
    look(page_of(people.secretary()), "hands", "hands_record", meeting.pk, first.pk)
    make.vote_all(meeting)
    chair = page_of(people.chair())
    look(chair, "meeting-chair-tie", "meeting_detail", meeting.pk)
    chair.get_by_label("B-002").check()
    chair.get_by_label("Quyết định của hội đồng").fill("Ưu tiên nguyên liệu địa phương.")
    chair.get_by_role("button", name="Kết thúc phiên họp").click()
    chair.get_by_role("dialog").get_by_role("button", name="Kết thúc phiên họp").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Kết quả bình chọn")
    inspect(chair, "judging-outcomes-secret")
    secretary = page_of(people.secretary())
    look(secretary, "publish", "publish", council.pk)
    operations.publish(council=council, by=people.secretary(), at=timezone.now())
    look(secretary, "outcomes-published", "outcome_list", council.pk)
    look(secretary, "room-end", "council_room", council.pk)

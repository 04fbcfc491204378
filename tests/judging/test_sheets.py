"""The score sheet: what is typed is read or refused at its field and never lost; submitted is submitted."""

import subprocess
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.rulebook.operations import load_rule_sets
from judging import operations, queries
from judging.models import ScoreSheet
from tests import people

from ..factories import judging as make

GOOD = {"diem_market": "39,5", "diem_economy": "30.25", "diem_culture": "8", "diem_other": "0"}


@pytest.fixture
def sheet(db):
    return make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))


@pytest.fixture
def judge(client_of, sheet):
    return client_of(people.judge(1))


def edit_url(sheet):
    return reverse("judging:sheet_edit", args=[sheet.pk])


def field_url(sheet, field):
    return reverse("judging:sheet_save_field", args=[sheet.pk, field])


def stored(sheet):
    return {score.criterion: score.value for score in sheet.scores.all()}


def test_the_dossier_stands_beside_the_sheet_without_the_names_of_the_house(judge, sheet):
    page = judge.get(edit_url(sheet)).content.decode()
    version, house = sheet.entry.version, sheet.entry.product.establishment
    photo = version.papers.get(kind="photo_front")
    assignment = sheet.entry.assignments.get(judge=sheet.judge)
    assert reverse("judging:photo_show", args=[assignment.pk, photo.pk, 320]) in page
    headings = [heading for heading, _ in version.readable_sections()]
    assert [heading for heading in headings if heading not in page] == []
    assert page.index('id="phieu"') < page.index('id="ho-so"')
    particulars = [house.tax_code, house.phone, house.email, house.representative]
    assert [text for text in particulars if text and text in page] == []


def test_the_page_asks_for_the_criteria_of_the_pinned_rule_set(judge, sheet):
    page = judge.get(edit_url(sheet)).content.decode()
    for criterion in sheet.scoring_pass.round.rule_set.criteria:
        assert criterion.name in page
    taste = [{"code": "taste", "name": "Hương vị", "maximum": "100"}]
    make.change_rules(sheet.scoring_pass.round.rule_set, criteria=taste)
    page = judge.get(edit_url(sheet)).content.decode()
    assert "Hương vị" in page
    assert "diem_market" not in page


def test_rules_corrected_by_a_new_version_of_the_portal_are_not_kept_by_a_process_that_runs(judge, sheet):
    """A web process that has read “at most 40” must not go on with it once the rule set says otherwise."""
    rule_set = sheet.scoring_pass.round.rule_set
    assert "Đã lưu" in judge.post(field_url(sheet, "diem_market"), {"diem_market": "40"}).content.decode()
    criteria = [dict(row) for row in rule_set.value("criteria")]
    criteria[0]["maximum"] = "35"
    make.change_rules(rule_set, criteria=criteria)
    assert (
        "Điểm tối đa của tiêu chí này là 35."
        in judge.post(field_url(sheet, "diem_market"), {"diem_market": "40"}).content.decode()
    )
    load_rule_sets(by=None, at=timezone.now())
    assert "Đã lưu" in judge.post(field_url(sheet, "diem_market"), {"diem_market": "40"}).content.decode()


def test_saving_a_field_asks_little(judge, sheet, django_assert_num_queries):
    """Session, person, sheet; the save and its audit event in one savepoint; what now stands. No bands, no rules."""
    judge.post(field_url(sheet, "diem_market"), {"diem_market": "1"})
    with django_assert_num_queries(9):
        assert judge.post(field_url(sheet, "diem_market"), {"diem_market": "39,5"}).status_code == 200


def submit_url(sheet):
    return reverse("judging:sheet_submit", args=[sheet.pk])


def hand_in(client, sheet, data):
    """Fill in, look once more, hand in."""
    assert client.post(edit_url(sheet), data | {"nop": "1"}).status_code == 302
    return client.post(submit_url(sheet))


def test_handing_in_asks_first_and_shows_the_total(judge, sheet):
    response = judge.post(edit_url(sheet), GOOD | {"nop": "1"})
    assert response["Location"] == submit_url(sheet)
    sheet.refresh_from_db()
    assert sheet.state == "draft"
    page = judge.get(submit_url(sheet)).content.decode()
    assert "Nộp phiếu, 77,75 điểm" in page
    judge.post(submit_url(sheet))
    sheet.refresh_from_db()
    assert sheet.state == "submitted"
    assert judge.get(submit_url(sheet)).status_code == 403


def test_comma_and_point_mean_the_same_and_the_total_is_exact(judge, sheet):
    assert hand_in(judge, sheet, GOOD).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == ("submitted", Decimal("77.75"))
    assert stored(sheet) == {
        "market": Decimal("39.50"),
        "economy": Decimal("30.25"),
        "culture": Decimal("8.00"),
        "other": Decimal("0.00"),
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("40.01", "Điểm tối đa của tiêu chí này là 40."),
        ("-1", "Điểm không được âm."),
        ("NaN", "Điểm phải là một số, ví dụ 39,5."),
        ("39,505", "Điểm có nhiều nhất 2 chữ số sau dấu phẩy."),
    ],
)
def test_bad_points_get_a_sentence_at_the_field_and_nothing_typed_is_lost(judge, sheet, typed, sentence):
    data = GOOD | {"diem_market": typed, "nhan_xet": "Bao bì đẹp", "nop": "1"}
    response = judge.post(edit_url(sheet), data)
    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page
    for kept in (f'value="{typed}"', 'value="30.25"', "Bao bì đẹp"):
        assert kept in page
    sheet.refresh_from_db()
    assert (sheet.state, stored(sheet)) == ("draft", {})

    answer = judge.post(field_url(sheet, "diem_market"), {"diem_market": typed})
    assert sentence in answer.content.decode()
    assert stored(sheet) == {}


def test_one_field_saves_alone_and_answers_with_the_total(judge, sheet):
    judge.post(field_url(sheet, "diem_market"), {"diem_market": "39,5"})
    answer = judge.post(field_url(sheet, "diem_economy"), {"diem_economy": "30.25", "diem_market": "1"})
    assert "Đã lưu lúc" in answer.content.decode()
    assert '<output id="tong-diem" data-total hx-swap-oob="true">69,75</output>' in answer.content.decode()
    judge.post(field_url(sheet, "ghi_chu_culture"), {"ghi_chu_culture": "Hoa văn riêng"})
    judge.post(field_url(sheet, "nhan_xet"), {"nhan_xet": "Đóng gói tốt"})
    assert stored(sheet) == {"market": Decimal("39.50"), "economy": Decimal("30.25"), "culture": None}
    sheet.refresh_from_db()
    assert sheet.remarks == "Đóng gói tốt"
    assert sheet.scores.get(criterion="culture").note == "Hoa văn riêng"


def test_an_unknown_field_is_not_found(judge, sheet):
    assert judge.post(field_url(sheet, "total"), {"total": "100"}).status_code == 404


def test_of_two_devices_the_last_save_of_a_field_wins(client_of, sheet):
    phone, desk = client_of(people.judge(1)), client_of(people.judge(1))
    phone.post(field_url(sheet, "diem_market"), {"diem_market": "20"})
    desk.post(field_url(sheet, "diem_economy"), {"diem_economy": "30"})
    desk.post(field_url(sheet, "diem_market"), {"diem_market": "25"})
    assert stored(sheet) == {"market": Decimal("25.00"), "economy": Decimal("30.00")}


def test_after_submitting_no_device_changes_anything(client_of, judge, sheet):
    hand_in(judge, sheet, GOOD)
    before = stored(sheet)
    phone = client_of(people.judge(1))
    answer = phone.post(field_url(sheet, "diem_market"), {"diem_market": "1"}).content.decode()
    assert "Phiếu đã nộp." in answer
    assert phone.post(edit_url(sheet), GOOD | {"diem_market": "1", "luu": "1"}).status_code == 403
    assert phone.post(edit_url(sheet), GOOD | {"nop": "1"}).status_code == 403
    assert stored(sheet) == before


def test_an_unfinished_sheet_cannot_be_submitted_and_stays_saved(judge, sheet):
    page = judge.post(edit_url(sheet), {"diem_market": "39,5", "nop": "1"}).content.decode()
    assert "Chưa cho điểm: Kinh tế – kỹ thuật – xã hội và môi trường; Tính văn hóa, tính thẩm mỹ" in page
    sheet.refresh_from_db()
    assert (sheet.state, stored(sheet)["market"]) == ("draft", Decimal("39.50"))


def test_not_scored_with_a_reason_is_no_zero(judge, sheet):
    hand_in(judge, sheet, {"ly_do_khong_cham": "Không có mẫu sản phẩm"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total, sheet.not_scored_reason) == ("submitted", None, "Không có mẫu sản phẩm")


def test_a_sheet_is_not_scored_and_not_scored_at_once(judge, sheet):
    page = judge.post(edit_url(sheet), GOOD | {"ly_do_khong_cham": "Không có mẫu", "nop": "1"}).content.decode()
    assert "Phiếu vừa có điểm vừa có lý do không chấm." in page
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_somebody_elses_sheet_does_not_exist(client_of, sheet):
    for stranger in (people.judge(2), people.chair(), people.secretary(), people.so_officer(), people.outsider()):
        client = client_of(stranger)
        assert client.get(edit_url(sheet)).status_code == 404
        assert client.post(field_url(sheet, "diem_market"), {"diem_market": "1"}).status_code == 404
    assert stored(sheet) == {}


def test_the_secretary_reopens_with_a_reason_and_the_judge_is_told(client_of, judge, sheet):
    hand_in(judge, sheet, GOOD)
    secretary = client_of(people.secretary())
    url = reverse("judging:sheet_reopen", args=[sheet.pk])
    page = secretary.get(url).content.decode()
    # The one who reopens learns nothing of what is on the sheet.
    assert "77,75" not in page
    assert secretary.post(url, {"reason": " "}).status_code == 200
    sheet.refresh_from_db()
    assert sheet.state == "submitted"
    secretary.post(url, {"reason": "Giám khảo báo nhầm cột"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total, sheet.history.last().note) == ("draft", None, "Giám khảo báo nhầm cột")
    notice = people.judge(1).notices.get(kind="judging.sheet_reopened")
    assert "Giám khảo báo nhầm cột" in notice.body
    assert hand_in(judge, sheet, GOOD).status_code == 302


def test_a_closed_pass_refuses_every_change(db):
    scoring_pass = make.closed_pass(means=("80",))
    sheet = ScoreSheet.objects.select_related("scoring_pass__round__council", "judge__user").get(
        scoring_pass=scoring_pass, judge__user=people.judge(1)
    )
    with pytest.raises(NotPermitted, match="Lượt chấm đã khóa"):
        operations.save_sheet(sheet=sheet, values={"market": Decimal(1)}, by=people.judge(1), at=timezone.now())
    with pytest.raises(NotPermitted, match="Lượt chấm đã khóa"):
        operations.submit_sheet(sheet=sheet, by=people.judge(1), at=timezone.now())
    with pytest.raises(Refused, match="Lượt chấm đã khóa"):
        operations.reopen_sheet(sheet=sheet, reason="Nhầm", by=people.secretary(), at=timezone.now())


def test_text_typed_in_another_unicode_form_is_stored_in_one(judge, sheet):
    judge.post(field_url(sheet, "nhan_xet"), {"nhan_xet": "Sa\u0309n pha\u0302\u0309m"})
    sheet.refresh_from_db()
    assert sheet.remarks == "Sản phẩm"


def text_of(response):
    content = response.content
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def test_a_sheet_prints_as_the_official_form(judge, sheet):
    judge.post(edit_url(sheet), GOOD)
    # Before a line of dots as long as the page the words stay together.
    assert "Nhận xét:" in text_of(judge.get(reverse("judging:sheet_print", args=[sheet.pk, "pdf"])))
    judge.post(edit_url(sheet), GOOD | {"nhan_xet": "Bao bì đẹp", "ghi_chu_market": "Đã có mặt ở ba tỉnh"})
    draft = text_of(judge.get(reverse("judging:sheet_print", args=[sheet.pk, "pdf"])))
    assert "Bản nháp, chưa nộp" in draft
    judge.post(submit_url(sheet))
    form = text_of(judge.get(reverse("judging:sheet_print", args=[sheet.pk, "pdf"])))
    council = sheet.scoring_pass.round.council
    words = " ".join(form.split())
    facts = ("Nhóm sản phẩm: B", "Giám khảo: Võ Thành Đạt", "Chức danh: Chuyên gia", "GIÁM KHẢO")
    points = ("39,50", "77,75", "Bao bì đẹp", "Đã có mặt ở ba tỉnh")
    names = ("PHIẾU CHẤM ĐIỂM", council.name, sheet.entry.product.name, sheet.entry.code)
    assert [part for part in (*names, *facts, *points) if part not in words] == []
    assert "Bản nháp" not in words
    book = load_workbook(BytesIO(judge.get(reverse("judging:sheet_print", args=[sheet.pk, "xlsx"])).content))
    cells = [cell for row in book[sheet.entry.code].iter_rows(values_only=True) for cell in row]
    assert 39.5 in cells


def test_all_sheets_of_a_judge_print_together_for_whoever_may_read_them(client_of, db):
    scoring_pass = make.open_pass(entries=2)
    for entry in queries.entries_of_pass(scoring_pass):
        make.submit_totals(scoring_pass, entry, ("80", "70", "60"))
    mine = scoring_pass.sheets.filter(judge__user=people.judge(1)).first()
    url = reverse("judging:judge_sheets_print", args=[scoring_pass.pk, mine.judge_id, "pdf"])
    together = text_of(client_of(people.judge(1)).get(url))
    assert together.count("PHIẾU CHẤM ĐIỂM") == 2
    assert {"B-001", "B-002"} <= set(together.split())
    secretary = client_of(people.secretary())
    assert secretary.get(url).status_code == 404
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    assert text_of(secretary.get(url)).count("PHIẾU CHẤM ĐIỂM") == 2
    assert client_of(people.judge(2)).get(url).status_code == 404

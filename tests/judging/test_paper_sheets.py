"""A judge who scores on paper: the secretary keys the sheet in, with its scan, and learns nothing of other sheets."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import LedgerRecord
from tests import people

from ..factories import files
from ..factories import judging as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))


def typed(**fields):
    scores = {"diem_market": "39,5", "diem_economy": "30", "diem_culture": "8", "diem_other": "7"}
    return scores | {"scan": SimpleUploadedFile("phieu.pdf", files.pdf())} | fields


def test_a_keyed_sheet_is_handed_in_marked_and_told_to_its_judge(sheet, client_of):
    secretary = client_of(people.secretary())
    pass_page = secretary.get(reverse("judging:pass_detail", args=[sheet.scoring_pass_id])).content.decode()
    list_url = reverse("judging:paper_sheet_list", args=[sheet.scoring_pass_id])
    key_url = reverse("judging:paper_sheet_key", args=[sheet.pk])
    assert list_url in pass_page
    assert key_url in secretary.get(list_url).content.decode()
    secretary.post(key_url, typed())
    sheet.refresh_from_db()
    assert (sheet.is_submitted, sheet.total, sheet.keyed_by) == (True, Decimal("84.50"), people.secretary())
    assert sheet.scan.sha256 in LedgerRecord.objects.get(content__contains="sheet_submitted").content
    assert people.judge(1).notices.filter(kind="judging.sheet_keyed").count() == 1
    judge = client_of(people.judge(1))
    page = judge.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    scan_url = reverse("judging:sheet_scan", args=[sheet.pk, sheet.keyings.get().pk])
    assert scan_url in page
    assert b"".join(judge.get(scan_url).streaming_content).startswith(b"%PDF")
    assert secretary.get(scan_url).status_code == 404
    assert "84,5" not in secretary.get(reverse("judging:pass_detail", args=[sheet.scoring_pass_id])).content.decode()


def test_without_a_scan_or_with_wrong_points_nothing_is_keyed_and_what_was_typed_stays(sheet, client_of):
    client, url = client_of(people.secretary()), reverse("judging:paper_sheet_key", args=[sheet.pk])
    for fields, sentence in (
        ({"scan": ""}, "Bản quét"),
        ({"diem_market": "40.01"}, "Điểm tối đa của tiêu chí này là 40."),
        ({"diem_other": ""}, "Chưa cho điểm"),
    ):
        page = client.post(url, typed(**fields)).content.decode()
        assert sentence in page
        assert 'value="30"' in page
    sheet.refresh_from_db()
    assert (sheet.is_submitted, sheet.scan, sheet.scores.count()) == (False, None, 0)


def test_what_a_judge_has_begun_on_the_portal_is_neither_shown_nor_keyed(sheet, client_of):
    operations.save_sheet(sheet=sheet, values={"market": Decimal("12.34")}, by=people.judge(1), at=timezone.now())
    assert sheet not in queries.sheets_to_key(sheet.scoring_pass, people.secretary())
    page = client_of(people.secretary()).get(reverse("judging:paper_sheet_key", args=[sheet.pk]))
    assert (page.status_code, "12,34" in page.content.decode()) == (403, False)
    with pytest.raises(NotPermitted, match="đang chấm phiếu này trên cổng"):
        make.key_sheet(sheet)


def test_a_keyed_sheet_that_is_reopened_is_the_judges_again(sheet):
    make.key_sheet(sheet)
    sheet.refresh_from_db()
    operations.reopen_sheet(sheet=sheet, reason="Nhập nhầm dòng", by=people.secretary(), at=timezone.now())
    sheet.refresh_from_db()
    assert (sheet.is_paper, sheet.keyed_by, sheet.total) == (False, None, None)
    make.submit_total(sheet, "81")
    assert (sheet.refresh_from_db(), sheet.total)[1] == Decimal("81.00")


def contest(sheet, **fields):
    return operations.contest_keyed(
        sheet=sheet, objection="Điểm thị trường là 35", by=people.judge(1), at=timezone.now(), **fields
    )


def reopen(sheet):
    return operations.reopen_sheet(sheet=sheet, reason="Nhập nhầm dòng", by=people.secretary(), at=timezone.now())


def test_a_sheet_is_keyed_once_and_again_only_when_its_judge_asks(sheet, client_of):
    sheet = make.key_sheet(sheet)
    reopen(sheet)
    assert sheet not in queries.sheets_to_key(sheet.scoring_pass, people.secretary())
    with pytest.raises(NotPermitted, match="Chỉ nhập lại khi giám khảo nhờ"):
        make.key_sheet(sheet, "100")
    judge = client_of(people.judge(1))
    again = reverse("judging:sheet_key_again", args=[sheet.pk])
    assert again in judge.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    judge.post(again)
    assert sheet in queries.sheets_to_key(sheet.scoring_pass, people.secretary())
    sheet = make.key_sheet(sheet, "81")
    reopen(sheet)
    with pytest.raises(NotPermitted):
        make.key_sheet(sheet, "100")
    page = judge.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    scans = [reverse("judging:sheet_scan", args=[sheet.pk, keying.pk]) for keying in sheet.keyings.all()]
    assert [(url in page, judge.get(url).status_code) for url in scans] == [(True, 200), (True, 200)]


def test_the_judge_contests_on_the_portal_and_mends_the_sheet(sheet, client_of):
    sheet = make.key_sheet(sheet)
    judge = client_of(people.judge(1))
    url = reverse("judging:sheet_contest", args=[sheet.pk])
    assert url in judge.get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    kept = judge.post(url, {"objection": " ", "may_key_again": "khong"})
    assert kept.status_code == 200
    judge.post(url, {"objection": "Điểm thị trường là 35", "may_key_again": "khong"})
    sheet.refresh_from_db()
    keying = sheet.keyings.get()
    assert (sheet.is_submitted, sheet.is_paper, keying.objection) == (False, False, "Điểm thị trường là 35")
    assert people.secretary().notices.filter(kind="judging.keyed_sheet_contested").count() == 1
    with pytest.raises(NotPermitted):
        make.key_sheet(sheet)
    make.submit_total(sheet, "79")


def test_a_contested_sheet_may_be_left_to_the_secretary(sheet):
    sheet = make.key_sheet(sheet)
    contest(sheet, may_key_again=True)
    sheet.refresh_from_db()
    assert make.key_sheet(sheet, "79").total == Decimal("79.00")


def test_only_the_judge_answers_for_a_keyed_sheet_and_only_once(sheet):
    with pytest.raises(NotPermitted, match="không phải phiếu giấy"):
        contest(sheet)
    sheet = make.key_sheet(sheet)
    with pytest.raises(NotPermitted, match="không phải phiếu của bạn"):
        operations.confirm_keyed(sheet=sheet, by=people.secretary(), at=timezone.now())
    operations.confirm_keyed(sheet=sheet, by=people.judge(1), at=timezone.now())
    with pytest.raises(Refused, match="đã xác nhận phiếu này rồi"):
        operations.confirm_keyed(sheet=sheet, by=people.judge(1), at=timezone.now())


def test_a_pass_with_an_unconfirmed_paper_closes_only_with_the_councils_words(sheet, client_of):
    scoring_pass = sheet.scoring_pass
    keyed = make.key_sheet(sheet)
    for other in scoring_pass.sheets.exclude(pk=sheet.pk).select_related("judge__user"):
        make.submit_total(other, "80")
    secretary = client_of(people.secretary())
    url = reverse("judging:pass_close", args=[scoring_pass.pk])
    name = f"{sheet.entry.code} của {sheet.judge}"
    assert name in secretary.get(reverse("judging:pass_detail", args=[scoring_pass.pk])).content.decode()
    assert f"chưa xác nhận phiếu giấy do thư ký nhập: {name}" in secretary.post(url, {"note": ""}).content.decode()
    todo = [row.title for row in queries.todo_for(people.judge(1), timezone.localdate())]
    assert f"Đối chiếu và xác nhận phiếu giấy {sheet.entry.code} do thư ký nhập" in todo
    client_of(people.judge(1)).post(reverse("judging:sheet_confirm", args=[keyed.pk]))
    assert queries.todo_for(people.judge(1), timezone.localdate()) == []
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    assert queries.checked(council_of(scoring_pass)).holds


def council_of(scoring_pass):
    council = scoring_pass.round.council
    council.refresh_from_db()
    return council

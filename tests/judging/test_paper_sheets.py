"""A judge who scores on paper: the secretary keys the sheet in, with its scan, and learns nothing of other sheets."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted
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
    scan_url = reverse("judging:sheet_scan", args=[sheet.pk])
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

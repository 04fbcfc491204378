"""What the panel agrees before it scores, and the sheet that most needs a judge."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import Band
from judging.tools.verify_ledger import verify
from tests import people

from ..factories import judging as make

MARKET = {"market": (Decimal(10), Decimal("35.5"), "Bán đều trong tỉnh: 20 – 30 điểm")}


def agree(council, bands=MARKET, by=None):
    operations.agree_bands(council=council, group="B", bands=bands, by=by or people.secretary(), at=timezone.now())


def own_sheet(scoring_pass, number=1):
    return scoring_pass.sheets.filter(judge__user=people.judge(number)).order_by("entry__code").first()


def give(sheet, value, **fields):
    values = make.points(sheet.scoring_pass.round, "80") | {"market": Decimal(value)}
    operations.save_sheet(sheet=sheet, values=values, by=sheet.judge.user, at=timezone.now(), **fields)


def test_points_outside_the_band_want_a_reason_in_the_note(db):
    council = make.council(entries=1)
    agree(council)
    sheet = own_sheet(make.open_pass(council.round))
    give(sheet, "36")
    sentence = (
        "Đáp ứng thị trường và khả năng phát triển sản xuất: 36 điểm nằm ngoài khung 10 – 35,5 mà ban giám khảo đã "
        "thống nhất. Hãy ghi lý do ở ô ghi chú."
    )
    with pytest.raises(Refused) as refused:
        operations.submit_sheet(sheet=sheet, by=people.judge(1), at=timezone.now())
    assert refused.value.sentence == sentence
    give(sheet, "36", notes={"market": "Đã vào ba hệ thống siêu thị"})
    assert operations.submit_sheet(sheet=sheet, by=people.judge(1), at=timezone.now()).is_submitted


@pytest.mark.parametrize("value", ["10", "35.5"])
def test_the_ends_of_a_band_lie_inside(db, value):
    council = make.council(entries=1)
    agree(council)
    sheet = own_sheet(make.open_pass(council.round))
    give(sheet, value)
    assert queries.missing_before_submit(sheet) == []


def test_the_first_sheet_handed_in_freezes_the_bands_even_after_it_was_reopened(db):
    council = make.council(entries=1)
    sheet = own_sheet(make.open_pass(council.round))
    agree(council)
    sheet = make.submit_total(sheet, None)
    operations.reopen_sheet(sheet=sheet, reason="Nhầm cột", by=people.secretary(), at=timezone.now())
    with pytest.raises(NotPermitted, match="Đã có phiếu chấm được nộp nên khung điểm không đổi được nữa."):
        agree(council, {})
    assert [(band.lowest, band.highest) for band in Band.objects.all()] == [(Decimal(10), Decimal("35.5"))]
    council.refresh_from_db()
    assert verify(list(queries.ledger_lines(council)))[0] == council.ledger_length


def test_a_band_keeps_within_the_maximum_of_its_criterion_and_only_the_secretary_writes_it(db):
    council = make.council(entries=1)
    for low, high in (("-1", "5"), ("10", "40.01"), ("20", "10")):
        with pytest.raises(Refused, match="khung điểm phải nằm trong 0 – 40"):
            agree(council, {"market": (Decimal(low), Decimal(high), "")})
    with pytest.raises(NotPermitted):
        agree(council, by=people.chair())
    assert not Band.objects.exists()


def test_the_form_reads_bands_as_judges_type_points_and_the_sheet_shows_them(client_of, db):
    council = make.council(entries=1)
    url = reverse("judging:band_edit", args=[council.pk, "B"])
    secretary = client_of(people.secretary())
    half = secretary.post(url, {"tu_market": "10"})
    assert "Hãy ghi cả điểm đầu và điểm cuối của khung" in half.content.decode()
    secretary.post(url, {"tu_market": "10", "den_market": "39,5", "loi_market": "Có mặt ở siêu thị"})
    sheet = own_sheet(make.open_pass(council.round))
    page = client_of(people.judge(1)).get(reverse("judging:sheet_edit", args=[sheet.pk])).content.decode()
    assert "<strong>10 – 39,5</strong>. Có mặt ở siêu thị" in page


def test_a_saved_field_outside_the_band_says_at_once_what_is_wanted(client_of, db):
    council = make.council(entries=1)
    agree(council)
    sheet = own_sheet(make.open_pass(council.round))
    url = reverse("judging:sheet_save_field", args=[sheet.pk, "diem_market"])
    judge = client_of(people.judge(1))
    assert "nằm ngoài khung 10 – 35,5" in judge.post(url, {"diem_market": "39"}).content.decode()
    assert "khung" not in judge.post(url, {"diem_market": "30"}).content.decode()
    agree(council, {"market": (Decimal(31), Decimal(40), "")})
    assert "nằm ngoài khung 31 – 40" in judge.post(url, {"diem_market": "30"}).content.decode()
    agree(council, {})
    assert "khung" not in judge.post(url, {"diem_market": "30"}).content.decode()


def test_next_brings_the_entry_that_the_fewest_have_handed_in_for(client_of, db):
    scoring_pass = make.open_pass(entries=3)
    for number in (2, 3):
        for sheet in scoring_pass.sheets.filter(judge__user=people.judge(number)).exclude(entry__code="B-002"):
            make.submit_total(sheet, "80")
    wanted = scoring_pass.sheets.get(judge__user=people.judge(1), entry__code="B-002")
    judge = client_of(people.judge(1))
    assert judge.get(reverse("judging:sheet_next"))["Location"] == reverse("judging:sheet_edit", args=[wanted.pk])
    for sheet in scoring_pass.sheets.filter(judge__user=people.judge(1)):
        make.submit_total(sheet, None)
    assert judge.get(reverse("judging:sheet_next"))["Location"] == reverse("judging:judge_list")

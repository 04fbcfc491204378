"""What stands behind the number of a paper and who it is addressed to, as NĐ 30/2020 wants it."""

import datetime
import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import climb_papers, decision_papers, operations, queries
from cnnt_portal.accounts.models import Organisation
from cnnt_portal.notifications.models import Notice
from registrations.models import VoteLevel
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import published_round
from tests.factories.registrations import open_round
from tests.factories.support_plans import certificate as known_certificate

from .reading import lines_of

pytestmark = pytest.mark.django_db
SET_DAY = datetime.datetime(2026, 10, 5, 8, tzinfo=datetime.UTC)
PROVINCES = ("Vĩnh Long", "An Giang", "Cà Mau", "Đồng Tháp")


def bear(body, symbol, place=""):
    Organisation.objects.filter(pk=body.pk).update(symbol=symbol, place=place)


def letter_of_the_list():
    known_certificate(issued_on=datetime.date(2025, 12, 1))
    sent = operations.send_periodic_list(by=None, at=SET_DAY)
    with sent.letter.open() as file:
        letter = docx.Document(io.BytesIO(file.read()))
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in letter.paragraphs), *cells]).replace("\u00a0", " ")


def test_a_letter_bears_the_symbol_of_its_body_with_room_for_the_unit_that_drafts():
    people.cuc_officer(), people.unit_officer()
    bear(people.cuc(), "ĐCK")
    text = letter_of_the_list()
    assert "/ĐCK-" in text
    assert "Cục ĐCK" not in text


def test_every_office_of_the_provinces_is_addressed_as_one_group_and_named_below():
    people.cuc_officer()
    for province in PROVINCES:
        bear(people.so(province), "SCT", place=province)
    text = letter_of_the_list()
    assert text.count("Sở Công Thương các tỉnh, thành phố trực thuộc Trung ương") == 1
    assert "4 Sở Công Thương: An Giang, Cà Mau, Đồng Tháp, Vĩnh Long" in text
    assert "Sở Công Thương tỉnh An Giang" not in text


def test_a_few_offices_are_addressed_by_name():
    people.cuc_officer(), people.so()
    assert "Sở Công Thương tỉnh Vĩnh Long" in letter_of_the_list()


def test_the_letter_of_the_climb_and_the_draft_of_a_decision_bear_the_symbols_of_their_bodies():
    round_, upper = published_round(means=("90",)), open_round(VoteLevel.REGION)
    bear(people.so(), "SCT")
    bear(people.province_office(), "UBND")
    round_.organiser.refresh_from_db()
    today = timezone.localdate()
    letter = climb_papers.letter(round_, upper, [], on=today)
    draft = decision_papers.draft(round_, queries.outcomes_to_decide(round_), on=today)
    assert [one.number_line.replace("\u00a0", "") for one in (letter, draft)] == ["Số: /SCT-", "Số: /QĐ-UBND"]
    assert "/QĐ-UBND ngày" in draft.appendices[0].reference


def test_no_heading_of_the_list_breaks_and_its_year_does_not_stand_alone_below_its_title(client_of):
    entered = make.decision()
    paper = reverse("certificates:decision_paper", args=[entered.pk, "pdf"])
    lines = lines_of(client_of(people.so_officer()).get(paper).content)
    assert f"TIÊU BIỂU NĂM {entered.round.year}" in lines
    assert "TT Sản phẩm Nhóm Cơ sở Địa chỉ" in lines


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("Phó Chủ tịch", True),
        ("TM. ỦY BAN NHÂN DÂN\nPHÓ CHỦ TỊCH", True),
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", False),
        ("Kt Chủ tịch, Phó Chủ tịch", False),
        ("TUQ. CHỦ TỊCH\nPHÓ GIÁM ĐỐC SỞ", False),
        ("Chủ tịch", False),
    ],
)
def test_where_a_deputy_signs_without_standing_in_for_the_head_the_page_asks_before_anything_is_printed(
    client_of, title, asks
):
    officer, entered = client_of(people.so_officer()), make.decision()
    type(entered).objects.update(signer_title=title)
    address = reverse("certificates:decision_detail", args=[entered.pk])
    assert ("không có dòng “KT.”" in officer.get(address).content.decode()) is asks
    make.certificate(entered)
    assert "không có dòng “KT.”" not in officer.get(address).content.decode()


def test_the_title_of_who_signs_an_act_may_stand_on_two_lines_and_the_holder_reads_one_sentence(client_of):
    act = operations.propose_act(
        certificate=make.certificate(), kind="reissue", ground="Giấy bị mất.", by=people.so_officer(), at=timezone.now()
    )
    today = f"{timezone.localdate():%d/%m/%Y}"
    facts = {"number": "88/QĐ-UBND", "decided_on": today, "effective_on": today, "signer_name": "Huỳnh Văn Ổn"}
    page = client_of(people.so_head()).get(reverse("certificates:act_detail", args=[act.pk])).content.decode()
    assert '<textarea name="signer_title"' in page
    client_of(people.so_head()).post(
        reverse("certificates:act_confirm", args=[act.pk]), facts | {"signer_title": "KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH"}
    )
    act.refresh_from_db()
    assert act.signer_title == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    told = Notice.objects.get(kind="certificates.act_confirmed").body
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Huỳnh Văn Ổn đã ký Quyết định số 88/QĐ-UBND" in told


def test_before_a_new_paper_bears_a_deputys_title_for_good_the_form_asks_once(client_of):
    act = operations.propose_act(
        certificate=make.certificate(), kind="reissue", ground="Giấy bị mất.", by=people.so_officer(), at=timezone.now()
    )
    today = f"{timezone.localdate():%d/%m/%Y}"
    facts = {"number": "88/QĐ-UBND", "decided_on": today, "effective_on": today, "signer_name": "Huỳnh Văn Ổn"}
    facts["signer_title"] = "PHÓ CHỦ TỊCH"
    head, address = client_of(people.so_head()), reverse("certificates:act_confirm", args=[act.pk])
    page = head.get(reverse("certificates:act_detail", args=[act.pk])).content.decode()
    assert "title_is_as_signed" not in page
    asked = head.post(address, facts).content.decode()
    assert "Hãy đối chiếu bản đã ký" in asked
    assert 'name="title_is_as_signed"' in asked
    assert "88/QĐ-UBND" in asked
    act.refresh_from_db()
    assert act.signer_title == ""
    head.post(address, facts | {"title_is_as_signed": "on"})
    act.refresh_from_db()
    assert act.signer_title == "PHÓ CHỦ TỊCH"


def test_a_body_without_a_symbol_leaves_room_for_the_pen():
    letter = climb_papers.letter(published_round(means=("90",)), open_round(VoteLevel.REGION), [], on=SET_DAY.date())
    assert letter.number_line.replace("\u00a0", "") == "Số: /-"

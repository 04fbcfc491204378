"""A paper in the place of another says by which decision, and every list tells the two apart."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import queries, signing
from certificates.design import standard_designs
from certificates.models import CertificateAct, PaperTemplate
from certificates.paper import render
from cnnt_portal.jobs.models import Job
from tests import people
from tests.factories import certificates as make
from tests.worker import run_jobs

from . import keys
from .reading import text_of

pytestmark = pytest.mark.django_db
REGISTER = reverse("certificates:register")


@pytest.fixture
def old():
    return make.certificate()


@pytest.fixture
def new(old):
    successor = make.replaced(
        old,
        CertificateAct.Kind.REPLACE,
        product_name="Kẹo dừa sáp Cầu Kè (đã sửa tên)",
        establishment_name=old.establishment_name,
        address=old.address,
    )
    run_jobs()
    successor.refresh_from_db()
    return successor


def day(date):
    return f"{date:%d/%m/%Y}"


def flat(text):
    return " ".join(text.split())


def test_the_new_paper_says_in_whose_place_it_stands_and_by_which_decision(old, new):
    today = day(timezone.localdate())
    with new.paper.open() as file:
        said = text_of(file.read())
    assert f"Thay cho giấy số {old.number} theo Quyết định số 88/QĐ-UBND ngày {today}" in said
    assert f"Theo Quyết định số {old.decision_number}" in said
    new.template = PaperTemplate(design=standard_designs()["vi-en"].as_json())
    in_both = text_of(render(new), "-raw")
    assert f"In place of No. {old.number} by Decision No. 88/QĐ-UBND of" in in_both


def test_the_check_page_of_the_new_paper_and_its_twin_name_the_act(client, old, new):
    today = day(timezone.localdate())
    page = flat(client.get(reverse("certificates:check", args=[new.code])).content.decode())
    assert f"Quyết định số 88/QĐ-UBND ngày {today}: Ghi sai tên." in page
    assert page.count(f">{old.number}</a>") == 2
    assert "Cấp đổi vì sai sót hoặc đổi tên" in page
    told = client.get(f"/api/v1/certificates/{new.code}").json()
    assert (told["issuing_act"]["kind"], told["issuing_act"]["number"], told["replaces"]) == (
        "replace", "88/QĐ-UBND", old.code,
    )  # fmt: skip
    assert client.get(f"/api/v1/certificates/{old.code}").json()["issuing_act"] is None


def cards(client, **wish):
    return [(one.code, one.validity.standing.name) for one in client.get(REGISTER, wish).context["page"]]


def test_the_register_shows_one_card_the_present_paper(client, old, new):
    assert cards(client) == [(new.code, "IN_FORCE")]
    assert cards(client, q=new.product_name) == [(new.code, "IN_FORCE")]
    assert cards(client, hieu_luc="het") == []


def test_until_the_new_paper_is_printed_and_its_day_has_come_the_old_one_is_the_card(client, old):
    make.replaced(old)
    assert cards(client) == [(old.code, "REPLACED")]
    run_jobs()
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    type(old).objects.filter(pk=old.pk).update(ended_on=tomorrow)
    type(old).objects.filter(replaces=old).update(issued_on=tomorrow)
    queries_of_today = queries.register_found(on=timezone.localdate(), with_replaced=False)[0]
    assert [one.code for one in queries_of_today] == [old.code]


def test_open_data_and_the_list_of_a_decision_give_both_papers_with_their_state(client, client_of, old, new):
    rows = json.loads(b"".join(client.get(reverse("certificates:register_data", args=["json"])).streaming_content))
    told = {
        row["so_giay_chung_nhan"]: (row["hieu_luc"], row["thay_cho_giay_so"], row["thay_bang_giay_so"]) for row in rows
    }
    assert told == {
        old.number: ("Đã được thay thế", None, new.number),
        new.number: ("Còn hiệu lực", old.number, None),
    }
    office = client_of(people.so_officer())
    address = reverse("exports:export_make", args=["certificates.recognised", "csv"])
    listed = office.get(address, {"quyet_dinh": old.decision_id}).content.decode("utf-8-sig")
    [head, row] = csv.reader(io.StringIO(listed))
    assert dict(zip(head, row, strict=True)) | {
        "Số giấy chứng nhận": new.number,
        "Hiệu lực": "Còn hiệu lực",
        "Giấy khác của sản phẩm theo quyết định này": f"{old.number}: đã được thay thế",
    } == dict(zip(head, row, strict=True))
    page = office.get(reverse("certificates:decision_detail", args=[old.decision_id])).content.decode()
    assert f"{new.number} (PDF)" in page
    assert f">{old.number}</a>" in page


def to_print_again(user):
    return [todo.url for todo in queries.todo_for(user, timezone.localdate()) if "chưa in được" in todo.title]


def test_a_new_paper_that_could_not_be_printed_is_seen_by_the_office_which_prints_it_with_the_same_number(
    old, tmp_path, settings, client, client_of
):
    keys.write_key_file(tmp_path, settings, days=-1)
    new = make.replaced(old)
    address = reverse("certificates:act_detail", args=[new.issuing_act.pk])
    office = people.so_officer()
    assert to_print_again(office) == []
    run_jobs()
    assert Job.objects.get(kind="certificates.print").state == Job.State.FAILED
    for who in (office, people.so_head()):
        assert to_print_again(who) == [address]
    for who in (make.holder_of(old), people.so_officer(province="Cà Mau"), people.cuc_officer()):
        assert to_print_again(who) == []
    at_desk = client_of(office)
    page = flat(at_desk.get(address).content.decode())
    assert "đã hết hạn" in page
    assert "Tiếp tục in giấy" in page
    check = reverse("certificates:check", args=[new.code])
    assert f'href="{address}"' in at_desk.get(check).content.decode()
    assert "Tiếp tục" not in client.get(check).content.decode()
    keys.write_key_file(tmp_path, settings)
    again = reverse("certificates:act_print", args=[new.issuing_act.pk])
    assert client_of(make.holder_of(old)).post(again).status_code == 403
    # Of two clicks the second is the first.
    for _ in range(2):
        assert at_desk.post(again).status_code == 302
    assert Job.objects.filter(kind="certificates.print").count() == 2
    assert to_print_again(office) == []
    assert "Đang in" in at_desk.get(address).content.decode()
    run_jobs()
    number = new.number
    new.refresh_from_db()
    assert (new.number, new.is_published, new.original is not None) == (number, True, True)
    assert f'href="{check}"' in at_desk.get(address).content.decode()
    assert at_desk.post(again).status_code == 403
    signing.forget_key()

"""Nominated products with certificates in force go up in one act."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import operations, queries
from certificates.models import Certificate
from cnnt_portal.errors import NotPermitted, Refused
from registrations.models import Entry, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import nominate, published_round
from tests.factories.registrations import open_round
from tests.queries import assert_constant_queries

from .reading import text_of

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def certified_round(nominated=1, means=("90", "80")):
    """A provincial round with a certificate for every product; the best `nominated` are sent up."""
    round_ = published_round(means=means)
    entered = make.decision(round_)
    outcomes = list(queries.to_certify(entered))
    for outcome in outcomes:
        make.issued(entered, outcome)
    if nominated:
        nominate(*outcomes[:nominated])
    return round_


def region_round():
    return open_round(VoteLevel.REGION)


def climb(round_, upper):
    return queries.climb(round_, upper, by=people.so_officer(), at=now())


def send(round_, upper, by=None):
    return operations.send_up(round=round_, upper=upper, by=by or people.so_officer(), at=now())


def test_the_officer_is_asked_by_name_and_told_of_what_is_planned_against_a_paper(client_of):
    round_, upper = certified_round(), region_round()
    certificate = Certificate.objects.order_by("pk").first()
    operations.propose_act(
        certificate=certificate,
        kind="suspend",
        ground="Đang kiểm tra.",
        reply_until=make.reply_day(),
        by=people.so_officer(),
        at=now(),
    )
    page = client_of(people.so_officer()).get(reverse("certificates:climb", args=[round_.pk]))
    assert page.context["question"] == (
        f"Đưa 1 sản phẩm vào {upper}: “{certificate.product_name}”? Lưu ý: “{certificate.product_name}” đang chờ quyết "
        "định tạm đình chỉ hiệu lực."
    )
    assert "Đang chờ quyết định</span> tạm đình chỉ hiệu lực" in page.content.decode()


def test_a_round_that_waits_for_its_decision_is_the_first_thing_to_do_before_all_that_has_a_day(client_of):
    certified_round(), region_round()
    published_round(means=("70",))
    todos = client_of(people.so_officer()).get(reverse("reporting:home")).context["todos"]
    assert [todo.title.partition(":")[0] for todo in todos][:2] == [
        "Nhập quyết định công nhận",
        "Gửi danh sách trích ngang",
    ]


def test_nominated_products_enter_the_upper_round_with_their_ground():
    round_, upper = certified_round(), region_round()
    [entry] = send(round_, upper)
    certificate = Certificate.objects.get(entry=entry.climbed_from)
    assert (entry.state, entry.round) == (EntryState.SUBMITTED, upper)
    ground = (entry.ground_decision, entry.ground_decision_date, entry.ground_certificate, entry.ground_valid_until)
    assert ground == (
        certificate.decision_number,
        certificate.decision_date,
        certificate.number,
        certificate.valid_until,
    )


def test_sending_twice_is_once():
    round_, upper = certified_round(nominated=2), region_round()
    assert send(round_, upper) == send(round_, upper)
    assert Entry.objects.filter(round=upper).count() == 2


def test_a_product_without_a_certificate_in_force_stays_below_and_the_list_says_why():
    round_, upper = certified_round(nominated=2), region_round()
    first, second = Certificate.objects.order_by("number")
    Certificate.objects.filter(pk=first.pk).update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    rows = climb(round_, upper)
    assert [row.is_ready for row in rows].count(True) == 1
    [held_back] = [row for row in rows if not row.is_listed]
    assert "nay đã qua" in held_back.obstacle
    assert [entry.climbed_from for entry in send(round_, upper)] == [second.entry]


def test_nothing_goes_up_while_nobody_is_nominated():
    round_, upper = certified_round(nominated=0), region_round()
    with pytest.raises(Refused, match="Chưa có sản phẩm được đề cử nào đủ điều kiện"):
        send(round_, upper)


def test_a_round_that_is_not_above_takes_nothing():
    round_ = certified_round()
    with pytest.raises(Refused, match="không nhận hồ sơ của kỳ"):
        send(round_, open_round(VoteLevel.NATION))


@pytest.mark.parametrize("who", [people.outsider, people.cuc_officer, people.chair, lambda: people.judge(1)])
def test_only_the_office_that_recognised_sends(who):
    round_, upper = certified_round(), region_round()
    with pytest.raises(NotPermitted, match="cơ quan đã công nhận"):
        send(round_, upper, by=who())


def test_the_office_is_told_until_everything_is_sent():
    round_, upper = certified_round(), region_round()
    today = timezone.localdate()

    def told(person):
        return [todo.title for todo in queries.todo_for(person, today) if "trích ngang" in todo.title]

    assert told(people.so_officer()) == ["Gửi danh sách trích ngang: 1 sản phẩm được đề cử"]
    assert told(people.cuc_officer()) == []
    send(round_, upper)
    assert told(people.so_officer()) == []


def test_the_page_previews_sends_and_then_says_that_it_is_done(client_of):
    round_, upper = certified_round(), region_round()
    client = client_of(people.so_officer())
    page = reverse("certificates:climb", args=[round_.pk])
    before = client.get(page).content.decode()
    assert "1 sản phẩm" in before
    assert "Đủ điều kiện" in before
    after = client.post(reverse("certificates:climb_send", args=[round_.pk, upper.pk]), follow=True).content.decode()
    assert "Đã gửi xong" in after
    assert Entry.objects.get(round=upper).tracking_code in after


def test_letter_and_list_come_in_word_pdf_and_excel(client_of):
    round_, upper = certified_round(nominated=2), region_round()
    client = client_of(people.so_officer())

    def bytes_of(form):
        return client.get(reverse("certificates:climb_download", args=[round_.pk, upper.pk, form])).content

    certificates = list(Certificate.objects.order_by("number"))
    for pdf in ("cong-van-pdf", "danh-sach-pdf"):
        # A number may be broken over two lines of its narrow column.
        text = text_of(bytes_of(pdf))
        assert [certificate.number.partition("/")[0] in text for certificate in certificates] == [True, True]
    assert bytes_of("cong-van-docx")[:2] == b"PK"
    rows = list(openpyxl.load_workbook(io.BytesIO(bytes_of("danh-sach-xlsx"))).active.iter_rows(values_only=True))
    assert sorted(row[9] for row in rows if row[0] in (1, 2)) == [certificate.number for certificate in certificates]
    answer = client.get(reverse("certificates:climb_download", args=[round_.pk, upper.pk, "la"]))
    assert answer.status_code == 404


def test_the_list_asks_the_same_number_of_queries(client_of):
    round_ = certified_round(nominated=0, means=("90", "80", "75"))
    region_round()
    outcomes = list(queries.to_certify(queries.decisions_of(people.so_officer()).get()))
    client = client_of(people.so_officer())

    def nominate_next():
        nominate(outcomes.pop())

    assert_constant_queries(client, reverse("certificates:climb", args=[round_.pk]), nominate_next, queries=14)

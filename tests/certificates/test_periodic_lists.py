"""The list of products in force goes to the units on set days, with its letter, and is kept."""

import datetime
import io

import docx
import openpyxl
import pytest
from django.urls import reverse

from certificates import operations
from certificates.models import PeriodicList
from cnnt_portal.notifications.models import Notice
from registrations.models import VoteLevel
from tests import people
from tests.factories.support_plans import certificate as known_certificate

SET_DAY = datetime.datetime(2026, 10, 5, 8, tzinfo=datetime.UTC)


def send(at=SET_DAY):
    return operations.send_periodic_list(by=None, at=at)


def content(stored):
    with stored.open() as file:
        return io.BytesIO(file.read())


@pytest.mark.django_db
def test_the_list_of_the_set_day_is_made_by_level_and_its_letter_counts_it():
    people.cuc_officer(), people.unit_officer()
    known_certificate("Kẹo dừa Bến Tre", level=VoteLevel.NATION, issued_on=datetime.date(2025, 12, 1))
    known_certificate("Gốm Chu Đậu", level=VoteLevel.REGION, issued_on=datetime.date(2024, 12, 1))
    known_certificate("Chè cũ", level=VoteLevel.REGION, issued_on=datetime.date(2020, 12, 1))
    sent = send()
    book = openpyxl.load_workbook(content(sent.sheet))
    assert book.sheetnames == ["Cấp quốc gia", "Cấp khu vực"]
    names = [[cell.value for cell in sheet["B"]][-1] for sheet in book]
    assert (sent.count, names) == (2, ["Kẹo dừa Bến Tre", "Gốm Chu Đậu"])
    letter = docx.Document(content(sent.letter))
    assert [[cell.text for cell in row.cells] for row in letter.tables[-2].rows][1:] == [
        ["Cấp quốc gia", "1"], ["Cấp khu vực", "1"], ["Tổng cộng", "2"],
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_product_with_papers_of_two_levels_is_one_product_with_two_papers():
    people.cuc_officer()
    first = known_certificate("Kẹo dừa", level=VoteLevel.NATION, issued_on=datetime.date(2025, 12, 1))
    known_certificate(product=first.product, level=VoteLevel.REGION, issued_on=datetime.date(2024, 12, 1))
    sent = send()
    letter = docx.Document(content(sent.letter))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "gửi danh sách 1 sản phẩm" in text
    assert [[cell.text for cell in row.cells] for row in letter.tables[-2].rows] == [
        ["Cấp", "Số giấy chứng nhận"], ["Cấp quốc gia", "1"], ["Cấp khu vực", "1"], ["Tổng cộng", "2"],
    ]  # fmt: skip
    assert Notice.objects.first().title == "Danh sách 2 giấy chứng nhận còn hiệu lực ngày 05/10/2026"


@pytest.mark.django_db
def test_the_units_are_told_once_however_often_the_clock_asks(client_of):
    officer = people.unit_officer()
    people.cuc_officer()
    known_certificate(issued_on=datetime.date(2025, 12, 1))
    first = send()
    assert [send(SET_DAY + datetime.timedelta(days=days)) for days in (0, 1, 13)] == [None, None, None]
    assert PeriodicList.objects.get() == first
    assert Notice.objects.filter(recipient=officer, kind="certificates.periodic_list_sent").count() == 1
    page = client_of(officer).get(reverse("certificates:periodic_lists")).content.decode()
    assert "05/10/2026" in page


@pytest.mark.django_db
def test_between_the_set_days_and_with_nothing_in_force_nothing_is_made():
    people.cuc_officer()
    assert send() is None
    known_certificate(issued_on=datetime.date(2025, 12, 1))
    assert send(SET_DAY + datetime.timedelta(days=40)) is None


@pytest.mark.django_db
def test_an_establishment_sees_no_list(client_of):
    people.cuc_officer()
    known_certificate(issued_on=datetime.date(2025, 12, 1))
    sent = send()
    page = client_of(people.owner()).get(reverse("certificates:periodic_lists"))
    assert list(page.context["page"]) == []
    assert client_of(people.owner()).get(
        reverse("certificates:periodic_list_file", args=[sent.pk, "xlsx"])
    ).status_code == 404  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client_of, count, django_assert_num_queries):
    people.cuc_officer()
    known_certificate(issued_on=datetime.date(2025, 12, 1))
    days = [SET_DAY, SET_DAY.replace(month=7), SET_DAY.replace(month=4)][:count]
    for day in days:
        send(day)
    client = client_of(people.unit_officer())
    client.get(reverse("certificates:periodic_lists"))
    with django_assert_num_queries(6):
        client.get(reverse("certificates:periodic_lists"))

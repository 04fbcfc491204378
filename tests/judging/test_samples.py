"""Physical products: what came, from whom and in what condition; what went back."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import Sample
from tests import people
from tests.queries import assert_constant_queries

from ..factories import judging as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.council(entries=1)


def test_a_sample_is_registered_by_its_code_and_given_back(council, client_of):
    entry, client = council.round.entries.get(), client_of(people.secretary())
    url = reverse("judging:sample_receive", args=[council.pk])
    typed = {
        "code": entry.code.lower(),
        "description": "2 hộp 500 g",
        "arrived_on": "20/11/2026",
        "brought_by": "Bùi Thị Sáu",
        "condition": "Hộp móp góc",
    }
    assert "Không có sản phẩm nào mang mã số này" in client.post(url, typed | {"code": "X-9"}).content.decode()
    client.post(url, typed)
    sample = Sample.objects.get()
    assert (sample.entry, sample.arrived_on, sample.received_by) == (
        entry,
        datetime.date(2026, 11, 20),
        people.secretary(),
    )
    back = reverse("judging:sample_return", args=[council.pk, sample.pk])
    given = {"returned_on": "19/11/2026", "taken_by": "Bùi Thị Sáu", "condition": "Như khi nhận"}
    assert "không thể trước ngày nhận 20/11/2026" in client.post(back, given).content.decode()
    client.post(back, given | {"returned_on": "21/11/2026"})
    sample.refresh_from_db()
    assert (sample.is_returned, sample.returned_by, sample.taken_by) == (True, people.secretary(), "Bùi Thị Sáu")
    assert "đã trả ngày 21/11/2026" in client.post(back, given | {"returned_on": "22/11/2026"}).content.decode()


def test_a_slip_is_mended_while_the_sample_is_here(council, client_of):
    sample = make.sample(council.round.entries.get())
    url = reverse("judging:sample_correct", args=[council.pk, sample.pk])
    client = client_of(people.secretary())
    assert 'value="2 hộp 500 g"' in client.get(url).content.decode()
    today = f"{timezone.localdate():%d/%m/%Y}"
    client.post(url, {"description": "3 hộp", "arrived_on": today, "brought_by": "Lê Văn Ba", "condition": "Tốt"})
    sample.refresh_from_db()
    assert (sample.description, sample.brought_by) == ("3 hộp", "Lê Văn Ba")


def test_a_day_that_has_not_come_and_a_stranger_are_refused(council):
    entry = council.round.entries.get()
    with pytest.raises(Refused, match="chưa đến"):
        make.sample(entry, arrived_on=timezone.localdate() + datetime.timedelta(days=1))
    facts = {"description": "1 chai", "arrived_on": timezone.localdate(), "brought_by": "Ba", "condition": "Tốt"}
    with pytest.raises(NotPermitted):
        operations.receive_sample(entry=entry, by=people.judge(1), at=timezone.now(), **facts)
    assert Sample.objects.count() == 0


def test_the_register_comes_as_a_sheet_to_the_council_alone(council, client_of):
    sample = make.sample(council.round.entries.get())
    url = reverse("exports:export_make", args=["judging.samples", "xlsx"]) + f"?hoi_dong={council.pk}"
    answer = client_of(people.chair()).get(url)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [cell for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True) for cell in row]
    assert [word in cells for word in (sample.entry.code, "2 hộp 500 g", "Còn nguyên niêm phong")] == [True] * 3
    assert client_of(people.judge(1)).get(url).status_code == 404


def test_what_was_not_given_back_is_named_before_the_round_is_closed(council):
    sample = make.sample(council.round.entries.get())
    assert queries.missing_samples(council) == [f"Chưa trả hiện vật {sample.entry.code}: 2 hộp 500 g."]


def test_the_register_asks_no_more_for_more_samples(council, client_of):
    url, entry = reverse("judging:sample_list", args=[council.pk]), council.round.entries.get()
    assert_constant_queries(client_of(people.secretary()), url, lambda: make.sample(entry), 9)

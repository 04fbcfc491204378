"""Sharing entries out among the judges: previewed, even, repeatable, mended by hand."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from judging import operations, queries
from judging.models import Assignment
from tests import people

from ..factories import judging as make


@pytest.fixture
def council(db):
    return make.council(entries=4, judges=4)


def assign(council, **options):
    operations.assign(council=council, by=people.secretary(), at=timezone.now(), **options)


def loads(council):
    return sorted(Counter(Assignment.objects.in_force().values_list("judge", flat=True)).values())


def test_what_the_preview_shows_is_what_is_assigned(council, client_of):
    plan = queries.assignment_plan(council, 3)
    assert [(now, then) for _, now, then in plan.loads] == [(0, 3)] * 4
    client = client_of(people.secretary())
    url = reverse("judging:assignment_plan", args=[council.pk])
    assert "sẽ thêm <strong>12</strong> phân công" in client.get(url, {"so": "3"}).content.decode()
    client.post(url, {"so": "3"})
    assert set(Assignment.objects.values_list("judge", "entry")) == {(j.pk, e.pk) for j, e in plan.new_pairs}
    assert loads(council) == [3, 3, 3, 3]


@pytest.mark.parametrize("number", [2, 5])
def test_too_few_or_more_than_there_are_is_refused(council, number):
    with pytest.raises(Refused, match="Số giám khảo cho mỗi sản phẩm phải từ 3 đến 4."):
        assign(council, per_entry=number)


def test_who_has_a_conflict_is_replaced_and_never_asked_again(council):
    assign(council, per_entry=3)
    row = Assignment.objects.select_related("judge__user", "judge__panel__council", "entry").first()
    conflict = {"kind": "family", "reason": "Chị gái là chủ cơ sở"}
    operations.declare(assignment=row, by=row.judge.user, at=timezone.now(), **conflict)
    plan = queries.assignment_plan(council, 3)
    assert [entry for _, entry in plan.new_pairs] == [row.entry]
    assert row.judge not in [judge for judge, _ in plan.new_pairs]
    assign(council, per_entry=3)
    assert queries.assignment_plan(council, 3).new_pairs == []


def test_one_more_by_hand(council, client_of):
    assign(council, per_entry=3)
    given = set(Assignment.objects.values_list("judge", "entry"))
    judge, entry = next(
        (j, e)
        for j in council.panel.judges.all()
        for e in queries.entries_to_judge(council)
        if (j.pk, e.pk) not in given
    )
    client = client_of(people.secretary())
    url = reverse("judging:assignment_add", args=[council.pk])
    page = client.post(url, {"judge": judge.pk, "code": "B-999"}).content.decode()
    assert "Không có sản phẩm nào mang mã số này" in page
    assert client.post(url, {"judge": judge.pk, "code": entry.code.lower()}).status_code == 302
    assert Assignment.objects.filter(judge=judge, entry=entry).count() == 1
    assert "đã được phân công" in client.post(url, {"judge": judge.pk, "code": entry.code}).content.decode()
    assert queries.checked(type(council).objects.get(pk=council.pk)).holds

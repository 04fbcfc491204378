"""What @operation and the two permission questions promise."""

import pytest
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from cnnt_portal.audit.models import Event
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.middleware import ReadOnlyGetMiddleware, WriteOnGet
from cnnt_portal.operations import operation
from cnnt_portal.permissions import ALLOWED, all_of, load, refuse, require
from registrations.models import Round
from tests import people
from tests.factories.registrations import draft_round, open_round

NOW = timezone.now


@operation
def rename(*, round, title, fails=False, by, at):
    Round.objects.filter(pk=round.pk).update(title=title)
    if fails:
        raise Refused("Không được.")
    return round


@pytest.mark.django_db
def test_an_operation_leaves_one_event_with_actor_moment_and_subjects():
    round_, officer, at = draft_round(), people.so_officer(), NOW()
    rename(round=round_, title="Tên mới", by=officer, at=at)
    event = Event.objects.get(name__endswith="rename")
    assert (event.by, event.at) == (officer, at)
    assert set(event.subjects) == {f"registrations.round:{round_.pk}", f"accounts.user:{officer.pk}"}


@pytest.mark.django_db
def test_a_refused_operation_leaves_nothing():
    round_ = draft_round()
    before = Round.objects.get(pk=round_.pk).title
    with pytest.raises(Refused):
        rename(round=round_, title="Tên mới", fails=True, by=people.so_officer(), at=NOW())
    assert Round.objects.get(pk=round_.pk).title == before
    assert not Event.objects.filter(name__endswith="rename").exists()


def test_an_operation_must_name_actor_and_moment_and_take_keywords_only():
    with pytest.raises(TypeError, match="by= and at="):
        operation(lambda *, round: round)
    with pytest.raises(TypeError, match="keyword-only"):
        operation(lambda round, *, by, at: round)


def test_a_verdict_is_its_sentence():
    assert ALLOWED
    assert not refuse("Chưa đến hạn.")
    assert all_of(ALLOWED, refuse("Thứ nhất."), refuse("Thứ hai.")).reason == "Thứ nhất."
    with pytest.raises(NotPermitted, match="Chưa đến hạn"):
        require(refuse("Chưa đến hạn."))


@pytest.mark.django_db
def test_a_row_outside_ones_scope_does_not_exist():
    hidden, shown = draft_round(), open_round(title="Kỳ khác")
    assert load(Round, people.so_officer(), pk=hidden.pk) == hidden
    assert load(Round, people.outsider(), pk=shown.pk) == shown
    with pytest.raises(Http404):
        load(Round, people.outsider(), pk=hidden.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/ky-binh-chon/", "/tai-khoan/to-chuc/", "/tai-khoan/email/", "/admin/"])
def test_a_get_that_writes_is_our_mistake_and_a_post_is_not(url):
    round_ = draft_round()

    def view(request):
        Round.objects.filter(pk=round_.pk).update(title="Viết khi chỉ đọc")

    with pytest.raises(WriteOnGet), transaction.atomic():
        ReadOnlyGetMiddleware(view)(RequestFactory().get(url))
    ReadOnlyGetMiddleware(view)(RequestFactory().post(url))
    assert Round.objects.get(pk=round_.pk).title == "Viết khi chỉ đọc"

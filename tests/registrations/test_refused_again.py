"""A refused product comes again while its round takes dossiers, unless the round says that it does not."""

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted
from registrations import operations, queries
from registrations.models import VoteLevel
from registrations.workflow import EntryState
from tests.factories import accounts, geography
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def start_again(entry, at=make.AT):
    return operations.start_entry(product=entry.product, round=entry.round, by=make.owner_of_entry(entry), at=at)


def folder(client_of, entry):
    page = client_of(make.owner_of_entry(entry)).get(reverse("registrations:entry_detail", args=[entry.pk]))
    start = f"{reverse('registrations:entry_start', args=[entry.round_id])}?san-pham={entry.product_id}"
    return page.content.decode(), f'href="{start}"'


def test_what_was_refused_is_mended_and_filed_again_and_the_officer_sees_the_refusal(client_of):
    refused = make.refused_entry()
    text, again = folder(client_of, refused)
    assert again in text
    assert "nộp lại" in text

    entry = make.submit(start_again(refused))

    assert again not in folder(client_of, refused)[0]
    assert (entry.state, entry.dossier) == (EntryState.SUBMITTED, refused.dossier)
    [double], _ = queries.doubles(entry)
    assert (double.entry, double.why) == (refused.pk, "chính sản phẩm này, lần trước đã bị từ chối trong kỳ này")
    page = client_of(make.officer_of(entry.round)).get(reverse("registrations:entry_detail", args=[entry.pk]))
    assert "lần trước đã bị từ chối" in page.content.decode()


def test_after_the_deadline_it_does_not_come_again(client_of):
    refused = make.refused_entry()
    with pytest.raises(NotPermitted, match="hết hạn nhận hồ sơ"):
        start_again(refused, at=make.CLOSES)


def test_a_round_may_say_that_a_refusal_stands(client_of):
    round = make.open_round(takes_refused_again=False)
    refused = make.refused_entry(round)
    with pytest.raises(NotPermitted, match="không nhận lại"):
        start_again(refused)
    text, again = folder(client_of, refused)
    assert again not in text
    assert "không nhận lại" in text
    assert queries.rounds_to_enter(refused.product, refused.product.entries.all(), make.AT) == []
    public = client_of(make.owner_of_entry(refused)).get(reverse("registrations:round_detail", args=[round.pk]))
    assert "không nhận lại" in public.content.decode()
    withdrawn = make.withdrawn_entry(round)
    assert start_again(withdrawn).state == EntryState.DRAFT


def test_it_does_not_come_back_by_way_of_another_office_either():
    commune = accounts.make_commune(province=geography.province("Vĩnh Long"))
    product = make.product(make.establishment(commune=commune))
    below = make.open_round(VoteLevel.LOWEST, unit=commune, takes_refused_again=False)
    make.refused_entry(below, product)
    entry = make.submit(make.draft_entry(make.open_round(), product))
    with pytest.raises(NotPermitted, match="không nhận lại"):
        operations.transfer(entry=entry, round=below, reason="Nhầm nơi", by=make.officer_of(entry.round), at=make.AT)


def test_the_office_chooses_when_it_prepares_the_round_and_a_new_round_takes_the_choice_over():
    from registrations.forms import RoundForm

    round = make.draft_round(takes_refused_again=False)
    assert RoundForm.initial_of(round)["takes_refused_again"] is False
    assert make.draft_round().takes_refused_again is True

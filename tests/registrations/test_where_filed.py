"""A round takes the dossiers of its own place, asked when they are filed; what was filed says where that was."""

import pytest
from django.urls import reverse

from cnnt_portal.errors import NotPermitted
from registrations import operations
from registrations.models import Entry, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories import accounts, geography
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db


def move_house(entry, commune=None):
    establishment = entry.product.establishment
    commune = commune or accounts.make_commune(province=geography.province("Lào Cai"))
    operations.update_establishment(
        establishment=establishment, commune=commune, by=make.owner_of(establishment), at=make.AT
    )


def test_who_left_the_province_since_is_told_where_to_file_and_keeps_what_was_written(client_of):
    entry = make.complete_entry()
    elsewhere = make.open_round(province="Lào Cai")
    browser = client_of(make.owner_of_entry(entry))
    address = reverse("registrations:entry_submit", args=[entry.pk])
    assert "disabled" not in browser.get(address).content.decode().split("Nộp hồ sơ</button>")[0][-80:]
    move_house(entry)

    page = browser.post(address, {"is_true_stated": "on"})

    assert page.status_code == 200
    [sentence] = page.context["form"].errors["__all__"]
    assert f"dành cho cơ sở ở {entry.round.place}" in sentence
    assert page.context["form"]["is_true_stated"].value() is True
    other = f"{reverse('registrations:entry_start', args=[elsewhere.pk])}?san-pham={entry.product_id}"
    assert [f'href="{other}"' in text for text in (page.content.decode(), browser.get(address).content.decode())] == [
        True,
        True,
    ]
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.state, entry.dossier.answers) == (EntryState.DRAFT, make.ANSWERS)
    there = operations.start_entry(product=entry.product, round=elsewhere, by=make.owner_of_entry(entry), at=make.AT)
    assert make.submit(there).version.content["answers"] == make.ANSWERS


def test_a_commune_takes_only_its_own_establishments():
    commune = accounts.make_commune(province=geography.province(people.PROVINCE))
    product = make.product(make.establishment(commune=commune))
    entry = make.complete_entry(make.open_round(VoteLevel.LOWEST, unit=commune), product)
    move_house(entry, geography.commune("Tam Bình", of=people.PROVINCE))
    with pytest.raises(NotPermitted, match="dành cho cơ sở ở"):
        make.submit(Entry.objects.get(pk=entry.pk))


def test_what_was_filed_may_be_completed_and_is_accepted_for_the_province_of_its_filing():
    filed, returned = make.submitted_entry(), make.returned_entry()
    for entry in (filed, returned):
        move_house(entry)
    returned = operations.complete(
        entry=returned, is_true_stated=True, unchanged_because="Đã gửi bản giấy", by=make.owner_of_entry(returned),
        at=make.AT,
    )  # fmt: skip
    for entry in (filed, returned):
        entry = operations.accept(entry=Entry.objects.get(pk=entry.pk), by=make.officer_of(entry.round), at=make.AT)
        assert entry.province == entry.round.unit

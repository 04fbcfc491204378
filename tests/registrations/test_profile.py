"""Two people at one profile or one product never write over what they have not read; and whoever becomes an enterprise
is asked what enterprises are asked."""

import re

import pytest
from django.urls import reverse

from cnnt_portal.errors import Refused
from registrations import operations
from registrations.models import LegalForm
from tests import people
from tests.factories import registrations as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
SMALL = {"sme_labour": "12", "sme_revenue": "3 tỷ", "sme_capital": "2 tỷ"}
LARGE = {"sme_labour": "900", "sme_revenue": "900 tỷ", "sme_capital": "900 tỷ"}


@pytest.fixture
def rules():
    make.rule_sets()


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def sent_from(page, **changed):
    """What a browser would send of the form on this page."""
    form = page.context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if bound.name == "commune":
            unit = page.context["establishment"].commune
            found |= {"commune": str(unit.pk), "commune_province": str(unit.province_id)}
        elif isinstance(value, bool):
            found |= {bound.name: "on"} if value else {}
        else:
            found[bound.name] = "" if value is None else str(value)
    return found | changed


def two_at_work(client_of):
    house = make.establishment(phone="0270 3 812 345", address="Ấp 3")
    return house, client_of(make.owner_of(house)), client_of(people.drafter(house.organisation))


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_the_second_to_save_one_box_sees_the_first_and_chooses(client_of):
    house, owner, drafter = two_at_work(client_of)
    opened = drafter.get(url("establishment_edit"))
    owner.post(
        url("establishment_edit"), sent_from(owner.get(url("establishment_edit")), address="Ấp 5", phone="0909 111 222")
    )

    page = drafter.post(url("establishment_edit"), sent_from(opened, address="Ấp 7", representative="Lê Minh Tâm"))

    words = page.content.decode()
    form = page.context["form"]
    assert (now(house).address, now(house).phone) == ("Ấp 5", "0909 111 222")
    assert now(house).representative == house.representative
    assert (form["address"].value(), form["representative"].value()) == ("Ấp 7", "Lê Minh Tâm")
    assert list(form.errors) == ["address", "__all__"]
    assert "“Ấp 5”" in form.errors["address"][0]
    assert "Lê Thị" in words or make.owner_of(house).full_name in words
    # What the drafter had not touched stands as the owner wrote it, and is named.
    assert form["phone"].value() == "0909 111 222"

    again = drafter.post(url("establishment_edit"), sent_from(page))
    assert again.status_code == 302
    kept = now(house)
    assert (kept.address, kept.phone, kept.representative) == ("Ấp 7", "0909 111 222", "Lê Minh Tâm")


def test_two_who_write_in_different_boxes_are_left_in_peace_and_told(client_of):
    house, owner, drafter = two_at_work(client_of)
    opened = drafter.get(url("establishment_edit"))
    owner.post(url("establishment_edit"), sent_from(owner.get(url("establishment_edit")), phone="0909 111 222"))

    answer = drafter.post(url("establishment_edit"), sent_from(opened, address="Ấp 7"), follow=True)

    assert (now(house).address, now(house).phone) == ("Ấp 7", "0909 111 222")
    assert "Điện thoại" in re.sub(r"\s+", " ", "".join(str(message) for message in answer.context["messages"]))


def test_the_same_save_sent_twice_is_no_clash(client_of):
    house, owner, _ = two_at_work(client_of)
    sent = sent_from(owner.get(url("establishment_edit")), address="Ấp 9")
    assert [owner.post(url("establishment_edit"), sent).status_code for _ in range(2)] == [302, 302]
    assert now(house).address == "Ấp 9"


def test_a_page_that_says_nothing_of_what_it_showed_overwrites_nothing(client_of):
    house, owner, _ = two_at_work(client_of)
    sent = sent_from(owner.get(url("establishment_edit")), address="Ấp 9", shown="")
    page = owner.post(url("establishment_edit"), sent)
    assert list(page.context["form"].errors) == ["address", "__all__"]
    assert now(house).address == "Ấp 3"


def test_a_product_keeps_what_the_first_wrote_until_the_second_chose(client_of):
    house, owner, drafter = two_at_work(client_of)
    product = make.product(house, name="Bánh tráng", items=["Bánh tròn", "Bánh vuông"])
    address = url("product_edit", product.pk)
    opened = drafter.get(address)
    owner.post(address, sent_from(owner.get(address), name="Bánh tráng Cù Lao", items="Bánh tròn\nBánh nem\nBánh sữa"))

    page = drafter.post(address, sent_from(opened, name="Bánh tráng Hai Lúa"))

    form = page.context["form"]
    assert now(product).name == "Bánh tráng Cù Lao"
    assert (form["name"].value(), "“Bánh tráng Cù Lao”" in form.errors["name"][0]) == ("Bánh tráng Hai Lúa", True)
    assert form["items"].value() == "Bánh tròn\nBánh nem\nBánh sữa"
    assert drafter.post(address, sent_from(page)).status_code == 302
    assert now(product).name == "Bánh tráng Hai Lúa"
    assert [item.name for item in product.items.all()] == ["Bánh tròn", "Bánh nem", "Bánh sữa"]


def test_who_unticks_a_set_in_two_tabs_loses_no_item_unseen(client_of):
    house, owner, _ = two_at_work(client_of)
    product = make.product(house, items=["Bánh tròn", "Bánh vuông"])
    address = url("product_edit", product.pk)
    opened = owner.get(address)
    owner.post(address, sent_from(owner.get(address), items="Bánh tròn\nBánh nem"))
    sent = sent_from(opened, items="Bánh tròn\nBánh sữa")

    page = owner.post(address, sent)

    assert "Bánh nem" in page.context["form"].errors["items"][0]
    assert [item.name for item in product.items.all()] == ["Bánh tròn", "Bánh nem"]


# From a household to an enterprise


def test_a_household_that_becomes_an_enterprise_is_asked_for_its_size(client_of):
    house, owner, _ = two_at_work(client_of)
    opened = owner.get(url("establishment_edit"))
    bare = owner.post(url("establishment_edit"), sent_from(opened, legal_form="enterprise"))
    assert {"sme_labour", "sme_revenue", "sme_capital"} <= bare.context["form"].errors.keys()

    unstated = owner.post(url("establishment_edit"), sent_from(opened, legal_form="enterprise", **SMALL))
    assert list(unstated.context["form"].errors) == ["is_sme_stated"]
    large = owner.post(
        url("establishment_edit"), sent_from(opened, legal_form="enterprise", is_sme_stated="on", **LARGE)
    )
    assert list(large.context["form"].errors) == ["sme_labour"]
    assert (now(house).legal_form, now(house).sme_labour) == (LegalForm.HOUSEHOLD, None)

    small = sent_from(opened, legal_form="enterprise", is_sme_stated="on", **SMALL)
    assert owner.post(url("establishment_edit"), small).status_code == 302
    kept = now(house)
    assert (kept.legal_form, kept.sme_labour, kept.sme_revenue) == (LegalForm.ENTERPRISE, 12, 3_000_000_000)
    assert kept.sme_stated_at > house.sme_stated_at


def test_an_enterprise_that_has_grown_large_cannot_say_so_and_stay():
    firm = make.establishment(legal_form=LegalForm.ENTERPRISE, sme_labour=12, sme_revenue=10**9, sme_capital=10**9)
    facts = {"commune": firm.commune, "by": make.owner_of(firm), "at": make.AT, "name": firm.name}
    operations.update_establishment(establishment=firm, phone="0909 111 222", **facts)
    assert (now(firm).phone, now(firm).sme_labour) == ("0909 111 222", 12)
    with pytest.raises(Refused) as refusal:
        operations.update_establishment(
            establishment=firm, sme_labour=900, sme_revenue=9 * 10**11, sme_capital=9 * 10**11, **facts
        )
    assert refusal.value.field == "sme_labour"
    assert now(firm).sme_labour == 12


def test_what_only_enterprises_fill_in_is_not_kept_of_a_household(client_of):
    firm = make.establishment(legal_form=LegalForm.ENTERPRISE, sme_labour=12, sme_revenue=10**9, sme_capital=10**9)
    owner = client_of(make.owner_of(firm))
    sent = sent_from(owner.get(url("establishment_edit")), legal_form="household")
    assert owner.post(url("establishment_edit"), sent).status_code == 302
    assert (now(firm).legal_form, now(firm).sme_labour, now(firm).sme_capital) == (LegalForm.HOUSEHOLD, None, None)


def test_boxes_of_one_legal_form_stand_apart_and_a_firm_is_not_asked_for_a_personal_number(client_of):
    firm = make.establishment(legal_form=LegalForm.ENTERPRISE, sme_labour=12, sme_revenue=10**9, sme_capital=10**9)
    owner = client_of(make.owner_of(firm))
    assert 'data-shows-for="enterprise"' in owner.get(url("establishment_edit")).content.decode()
    causes = [value for value, _ in owner.get(url("tax_code_change")).context["form"].fields["cause"].choices]
    assert causes == ["reformed", "reissued", "mistake"]
    house = make.establishment()
    page = client_of(make.owner_of(house)).get(url("tax_code_change"))
    assert [value for value, _ in page.context["form"].fields["cause"].choices][0] == "personal_number"

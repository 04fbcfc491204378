"""An establishment changes its tax code: it stays the same establishment, and the old code stays known."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from registrations import comparing, documents, operations
from registrations.models import DECLARED, Entry, Establishment, JoinRequest, LegalForm, TaxCodeChange, VoteLevel
from tests import people
from tests.factories import accounts
from tests.factories import registrations as make

from .test_pages import declaration

pytestmark = pytest.mark.django_db
PERSONAL = "086075001234"
DAY = datetime.date(2025, 7, 1)
Cause = TaxCodeChange.Cause


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def change(house, code=PERSONAL, cause=Cause.PERSONAL_NUMBER, on=DAY, by=None, at=make.AT):
    return operations.change_tax_code(
        establishment=house, tax_code=code, cause=cause, changed_on=on, by=by or make.owner_of(house), at=at
    )


def test_an_owner_writes_the_new_code_and_the_page_keeps_the_old_one(client_of):
    house = make.establishment()
    old, owner = house.tax_code, client_of(make.owner_of(house))
    assert "ghi mã mới ở đây" in owner.get(url("establishment_detail")).content.decode()

    typed = {"tax_code": "086 075 001234", "cause": "personal_number", "changed_on": "1/7/2025"}
    assert owner.post(url("tax_code_change"), typed).headers["Location"] == url("establishment_detail")

    house.refresh_from_db()
    page = owner.get(url("establishment_detail")).content.decode()
    assert (house.tax_code, house.tax_codes) == (PERSONAL, [PERSONAL, old])
    assert f"<strong>{old}</strong> dùng đến hết 30/06/2025, từ 01/07/2025 là {PERSONAL}." in page
    assert "ghi mã mới ở đây" not in page


def test_only_the_owner_changes_the_code():
    house = make.establishment()
    with pytest.raises(NotPermitted):
        change(house, by=people.drafter(house.organisation))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tax_code": "086075001"}, "tax_code"),
        ({"tax_code": "0100233489"}, "tax_code"),
        ({"tax_code": "0100233488"}, "tax_code"),
        ({"changed_on": timezone.localdate() + datetime.timedelta(days=1)}, "changed_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(client_of, typed, field):
    """The third: a right code, but not of twelve digits, which the cause says it is."""
    house = make.establishment()
    sent = {"tax_code": PERSONAL, "cause": "personal_number", "changed_on": DAY} | typed
    sent["changed_on"] = f"{sent['changed_on']:%d/%m/%Y}"
    page = client_of(make.owner_of(house)).post(url("tax_code_change"), sent)

    assert list(page.context["form"].errors) == [field]
    assert not house.tax_code_changes.exists()
    assert Establishment.objects.get().tax_code == house.tax_code


def test_the_same_code_an_earlier_day_and_twelve_digits_of_an_enterprise_are_refused():
    house = make.establishment()
    change(house)
    firm = make.establishment(legal_form=LegalForm.COOPERATIVE)
    for wrong in (
        lambda: change(house),
        lambda: change(house, "0100233488", Cause.REISSUED, on=DAY - datetime.timedelta(days=1)),
        lambda: change(firm, "086075009999"),
        lambda: change(firm, PERSONAL, Cause.REISSUED),
    ):
        with pytest.raises(Refused):
            wrong()
    assert TaxCodeChange.objects.count() == 1


def test_twelve_digits_keep_a_household_a_household_until_its_code_changes(client_of):
    house = make.establishment()
    change(house)
    facts = {key: getattr(house, key) for key in DECLARED}
    make.rule_sets()
    size = {"sme_labour": 12, "sme_revenue": 10**9, "sme_capital": 10**9, "is_sme_stated": True}
    as_enterprise = facts | {"legal_form": LegalForm.ENTERPRISE} | size
    with pytest.raises(Refused) as refusal:
        operations.update_establishment(
            establishment=house_now(house), commune=house.commune, by=make.owner_of(house), at=make.AT, **as_enterprise
        )
    assert refusal.value.field == "legal_form"

    change(house, make.TAKEN, Cause.REFORMED, on=timezone.localdate(make.AT))
    operations.update_establishment(
        establishment=house_now(house), commune=house.commune, by=make.owner_of(house), at=make.AT, **as_enterprise
    )
    assert house_now(house).legal_form == LegalForm.ENTERPRISE


def house_now(house):
    return Establishment.objects.get(pk=house.pk)


def test_an_old_code_leads_to_the_establishment_and_makes_no_second_record(client_of):
    house = make.establishment()
    old = house.tax_code
    change(house)
    browser = client_of(accounts.make_person())

    assert browser.post(url("establishment_create"), declaration(tax_code=old)).context["taken"] == old
    assert browser.post(url("join"), {"tax_code": old}).status_code == 302
    assert JoinRequest.objects.get().establishment == house
    assert Establishment.objects.count() == 1


@pytest.mark.parametrize("taken", ["old", "new"])
def test_a_code_that_another_bears_or_bore_is_not_taken_over(taken):
    house, other = make.establishment(), make.establishment()
    codes = {"old": other.tax_code, "new": PERSONAL}
    change(other)
    with pytest.raises(Refused, match="của một cơ sở khác") as refusal:
        change(house, codes[taken], Cause.REISSUED)
    assert refusal.value.field == "tax_code"
    assert house_now(house).tax_code == house.tax_code


def test_a_code_typed_by_mistake_is_let_go_to_its_true_holder():
    house = make.establishment()
    own = house.tax_code
    change(house)
    change(house, own, Cause.MISTAKE)

    assert make.establishment(tax_code=PERSONAL).tax_code == PERSONAL
    assert house_now(house).tax_codes[0] == own


def test_a_filed_dossier_keeps_its_code_and_the_next_names_the_old_one(client_of, cast):
    entry = make.submitted_entry()
    house, old = entry.product.establishment, entry.product.establishment.tax_code
    change(house)
    office = client_of(cast.so_officer)

    page = office.get(url("entry_detail", entry.pk)).content.decode()
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.version.establishment["tax_code"], entry.tax_code_since) == (old, PERSONAL)
    assert PERSONAL in page
    assert entry.version.is_intact

    later = make.submitted_entry(product_=make.product(house_now(house)))
    rows = dict(documents.establishment_rows(later.version.establishment))
    assert (rows["Mã số thuế"], rows["Mã số thuế trước đây"]) == (PERSONAL, f"{old} (đến hết 30/06/2025)")
    assert "Mã số thuế trước đây" in office.get(url("entry_detail", later.pk)).content.decode()
    told = [row.label for row in comparing.differences(entry.version.content, later.version.content)]
    assert told[:2] == ["Mã số thuế", "Mã số thuế trước đây"]


def test_a_sent_list_meets_the_establishment_by_its_old_code():
    house = make.establishment()
    old = house.tax_code
    change(house)
    round = make.open_round(VoteLevel.REGION)
    facts = {"tax_code": old, "establishment": "Tên viết khác"}
    listed = make.sent_list(facts, round=round)
    sent = operations.import_list(sent=listed, settled=[3], by=people.cuc_officer(), at=make.AT)

    assert (sent.imported_count, Entry.objects.get().product.establishment) == (1, house)
    again = operations.import_list(sent=make.sent_list(facts, round=round), by=people.cuc_officer(), at=make.AT)
    assert again.imported_count == 0


def test_whoever_tries_codes_in_turn_is_stopped(client_of):
    house = make.establishment()
    owner = client_of(make.owner_of(house))
    typed = {"cause": "reissued", "changed_on": "01/07/2025", "tax_code": make.establishment().tax_code}
    pages = [owner.post(url("tax_code_change"), typed) for _ in range(11)]
    assert "Bạn đã thử nhiều lần" in pages[-1].content.decode()
    assert not TaxCodeChange.objects.exists()


def test_a_profile_that_was_read_before_the_change_does_not_put_the_old_code_back():
    house = make.establishment()
    stale = Establishment.objects.get(pk=house.pk)
    change(house)
    declared = {"name": stale.name, "legal_form": stale.legal_form, "address": "Số 1 đường mới", "phone": stale.phone}
    operations.update_establishment(
        establishment=stale, commune=stale.commune, **declared, by=make.owner_of(house), at=make.AT
    )
    kept = house_now(house)
    assert (kept.tax_code, kept.address) == (PERSONAL, "Số 1 đường mới")

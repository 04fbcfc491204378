"""Several people in one establishment, and who may be one at all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from registrations import operations, queries
from registrations.models import Establishment, JoinRequest, LegalForm
from tests import people
from tests.factories import accounts
from tests.factories import registrations as make

from .test_pages import declaration

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def roles_in(establishment, *roles):
    return set(people_at(establishment.organisation, *roles, on=timezone.localdate()))


def test_who_types_a_known_tax_code_is_led_to_its_owner_and_makes_no_second_record(client_of):
    establishment = make.establishment()
    owner, newcomer = make.owner_of(establishment), accounts.make_person()
    browser = client_of(newcomer)

    page = browser.post(url("establishment_create"), declaration(tax_code=establishment.tax_code))
    assert page.context["taken"] == establishment.tax_code
    assert establishment.name not in page.content.decode()
    for _ in range(2):
        assert browser.post(url("join"), {"tax_code": establishment.tax_code}).status_code == 302

    assert Establishment.objects.count() == 1
    asked = JoinRequest.objects.get()
    assert [notice.recipient for notice in Notice.objects.filter(kind="registrations.join_asked")] == [owner]
    assert browser.get(url("product_list")).status_code == 302

    client_of(owner).post(url("join_answer", asked.pk), {"answer": "drafter"})

    assert roles_in(establishment, Role.DRAFTER) == {newcomer}
    newcomer.forget_memberships()
    assert client_of(newcomer).get(url("product_list")).status_code == 200


def test_who_is_not_let_in_sees_nothing_and_is_told(client_of):
    establishment = make.establishment()
    stranger = accounts.make_person()
    asked = make.join_request(establishment, stranger)

    client_of(make.owner_of(establishment)).post(url("join_answer", asked.pk), {"answer": ""})

    assert roles_in(establishment) == {make.owner_of(establishment)}
    assert Notice.objects.get(recipient=stranger).title == "Chủ cơ sở không nhận lời xin vào cơ sở trên cổng"
    with pytest.raises(Refused):
        operations.answer_join_request(
            request=asked, is_granted=True, role=Role.OWNER, by=make.owner_of(establishment), at=make.AT
        )


def test_only_the_owner_lets_people_in():
    establishment = make.establishment()
    drafter = people.drafter(establishment.organisation)
    asked = make.join_request(establishment)

    with pytest.raises(NotPermitted):
        operations.answer_join_request(request=asked, is_granted=True, role=Role.OWNER, by=drafter, at=make.AT)

    assert JoinRequest.objects.waiting().count() == 1


def test_an_owner_hands_the_establishment_over_and_goes_on_as_drafter(client_of):
    establishment = make.establishment()
    owner, drafter = make.owner_of(establishment), people.drafter(establishment.organisation)
    entry = make.complete_entry(product_=make.product(establishment))

    answer = client_of(owner).post(url("people"), {"successor": str(drafter.pk)})

    assert answer.status_code == 302
    for person in (owner, drafter):
        person.forget_memberships()
    today = timezone.localdate()
    owners = {m.user for m in establishment.organisation.memberships.on(today).filter(role=Role.OWNER)}
    assert drafter in owners
    told = Notice.objects.get(kind="registrations.handed_over")
    assert (told.recipient, owner.full_name in told.body) == (drafter, True)
    assert operations.submit(entry=entry, is_true_stated=True, by=drafter, at=timezone.now()).is_filed


def test_the_establishment_is_handed_to_none_but_its_own_people(client_of):
    establishment = make.establishment()

    with pytest.raises(Refused) as refused:
        operations.hand_over_establishment(
            establishment=establishment, successor=people.outsider(), by=make.owner_of(establishment), at=make.AT
        )

    assert refused.value.field == "successor"


def test_the_page_of_members_leads_back_to_the_establishment_it_belongs_to_and_an_office_sees_no_such_way(client_of):
    establishment = make.establishment()
    owner, head = make.owner_of(establishment), people.so_head()

    page = client_of(owner).get(reverse("accounts:organisation_members", args=[establishment.organisation_id]))
    office = client_of(head).get(reverse("accounts:organisation_members", args=[people.so().pk]))

    for name in ("establishment_detail", "people"):
        way = f'<li class="breadcrumb-item"><a href="{url(name)}">'
        assert way in page.content.decode()
        assert way not in office.content.decode()


# Small and medium


@pytest.mark.parametrize(
    ("labour", "revenue", "capital", "is_sme"),
    [
        (200, 200_000_000_000, 500_000_000_000, True),
        (200, 900_000_000_000, 100_000_000_000, True),
        (201, 1, 1, False),
        (1, 200_000_000_001, 100_000_000_001, False),
    ],
)
def test_an_enterprise_is_small_or_medium_by_labour_and_by_revenue_or_capital(labour, revenue, capital, is_sme):
    make.rule_sets()
    figures = {"sme_labour": labour, "sme_revenue": revenue, "sme_capital": capital}
    if is_sme:
        kept = make.establishment(legal_form=LegalForm.ENTERPRISE, **figures)
        assert (kept.sme_labour, kept.sme_revenue, kept.sme_capital) == (labour, revenue, capital)
    else:
        with pytest.raises(Refused) as refused:
            make.establishment(legal_form=LegalForm.ENTERPRISE, **figures)
        assert refused.value.field == "sme_labour"


def test_an_enterprise_is_asked_for_its_figures_and_a_household_is_not(client_of):
    make.rule_sets()
    browser = client_of(accounts.make_person())

    asked = browser.post(url("establishment_create"), declaration(legal_form="enterprise"))
    assert set(asked.context["form"].errors) == {"sme_labour", "sme_revenue", "sme_capital"}

    assert browser.post(url("establishment_create"), declaration()).status_code == 302
    assert Establishment.objects.get().sme_labour is None


def test_the_statement_is_asked_for_beside_all_other_mistakes(client_of):
    page = client_of(accounts.make_person()).post(
        url("establishment_create"),
        {key: value for key, value in declaration(name="").items() if key != "is_sme_stated"},
    )

    assert set(page.context["form"].errors) == {"name", "is_sme_stated"}


def test_whoever_tries_tax_codes_in_turn_is_stopped_and_others_are_not(client_of):
    curious, honest = accounts.make_person(), accounts.make_person()
    browser = client_of(curious)
    answers = [browser.post(url("join"), {"tax_code": make.tax_code()}).content.decode() for _ in range(11)]

    assert ["nhiều lần trong một giờ" in answer for answer in answers] == [False] * 10 + [True]
    house = make.establishment()
    assert client_of(honest).post(url("join"), {"tax_code": house.tax_code}).status_code == 302


def test_the_statement_of_truth_stands_before_the_owner_alone(client_of):
    entry = make.draft_entry()
    owner, drafter = make.owner_of_entry(entry), people.drafter(entry.product.establishment.organisation)
    for page in ("entry_detail", "entry_submit"):
        shown = {who: client_of(who).get(url(page, entry.pk)).content.decode() for who in (owner, drafter)}
        assert 'name="is_true_stated"' in shown[owner]
        assert 'name="is_true_stated"' not in shown[drafter]
        assert "Việc này do chủ cơ sở làm" in shown[drafter]


def test_a_drafter_is_told_to_draft_and_the_owner_to_file():
    entry = make.draft_entry()
    house = entry.product.establishment
    returned = make.returned_entry(product_=make.product(house))
    today = timezone.localdate(make.AT)

    def told(person):
        return {todo.title for todo in queries.todo_for(person, today)}

    assert told(make.owner_of(house)) == {
        f"Hoàn thành và nộp hồ sơ “{entry.product}”",
        f"Bổ sung và nộp lại hồ sơ “{returned.product}”",
    }
    assert told(people.drafter(house.organisation)) == {
        f"Soạn hồ sơ “{entry.product}” để chủ cơ sở nộp",
        f"Sửa phần được yêu cầu của hồ sơ “{returned.product}” để chủ cơ sở nộp lại",
    }


def test_who_asks_to_be_let_in_is_a_task_of_the_owner_alone():
    house = make.establishment()
    asked = make.join_request(house)
    today = timezone.localdate(make.AT)
    told = [todo.title for todo in queries.todo_for(make.owner_of(house), today)]
    assert f"Trả lời {asked.asked_by} xin vào cơ sở" in told
    drafter = queries.todo_for(people.drafter(house.organisation), today)
    assert not [todo for todo in drafter if "xin vào" in todo.title]

"""Conflicts that nobody declared: the portal suggests, the secretary decides with a reason."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Membership, Role, User
from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import ConflictDeclaration
from judging.tools.verify_ledger import verify
from registrations.models import Establishment, TaxCodeChange
from registrations.operations import change_tax_code
from tests import people

from ..factories import judging as make
from ..factories import registrations


@pytest.fixture
def council(db):
    return make.assigned_council(entries=1)


def house_of(council):
    return council.round.entries.get().product.establishment


def found(council):
    return [(one.assignment.judge.user, one.kind, one.words) for one in queries.suggestions(council)]


def decide(council, is_conflict, reason="Đã hỏi giám khảo", by=None):
    return operations.review_conflict(
        suggestion=queries.suggestions(council)[0],
        is_conflict=is_conflict,
        reason=reason,
        by=by or people.secretary(),
        at=timezone.now(),
    )


def same_phone(council):
    User.objects.filter(pk=people.judge(1).pk).update(phone="0912.345.678")
    Establishment.objects.filter(pk=house_of(council).pk).update(phone="0912 345 678")


def test_nothing_is_suggested_where_nothing_agrees(council):
    assert found(council) == []


def test_a_former_employer_is_seen(council):
    Membership.objects.create(
        user=people.judge(2),
        organisation=house_of(council).organisation,
        role=Role.DRAFTER,
        valid_from=date(2020, 1, 1),
        valid_to=date(2022, 12, 31),
    )
    words = "là người của cơ sở từ 01/01/2020 đến 31/12/2022."
    assert found(council) == [(people.judge(2), "employment", words)]


def test_telephone_mail_and_name_of_the_representative_are_compared_as_people_write_them(council):
    same_phone(council)
    judge = people.judge(1)
    name = judge.full_name.upper()
    Establishment.objects.filter(pk=house_of(council).pk).update(email=judge.email.upper(), representative=name)
    assert found(council) == [
        (
            judge,
            "other",
            "số điện thoại 0912 345 678 cũng là của cơ sở; địa chỉ thư cũng là của cơ sở; "
            "trùng họ tên người đại diện của cơ sở.",
        )
    ]


def test_another_house_of_the_judge_with_the_same_tax_code_or_door_is_seen(council):
    house = house_of(council)
    own = registrations.establishment(owner=people.judge(3))
    Establishment.objects.filter(pk=own.pk).update(
        tax_code=f"{house.tax_code}-001", commune=house.commune, address=house.address
    )
    words = f"{own} của giám khảo cùng mã số thuế với cơ sở; {own} của giám khảo cùng địa chỉ với cơ sở."
    assert found(council) == [(people.judge(3), "ownership", words)]


def test_a_house_that_goes_by_another_number_by_now_is_still_known_by_its_old_one(council):
    house, own = house_of(council), registrations.establishment(owner=people.judge(3))
    Establishment.objects.filter(pk=own.pk).update(tax_code=f"{house.tax_code}-001", address="Ấp 9")
    change_tax_code(
        establishment=house,
        tax_code="086065001234",
        cause=TaxCodeChange.Cause.PERSONAL_NUMBER,
        changed_on=timezone.localdate(),
        by=registrations.owner_of(house),
        at=timezone.now(),
    )
    assert found(council) == [(people.judge(3), "ownership", f"{own} của giám khảo cùng mã số thuế với cơ sở.")]

    # One that was typed by mistake was never theirs.
    TaxCodeChange.objects.update(cause=TaxCodeChange.Cause.MISTAKE)
    assert found(council) == []


def test_personal_numbers_that_begin_alike_are_those_of_two_people(council):
    house, own = house_of(council), registrations.establishment(owner=people.judge(3))
    Establishment.objects.filter(pk=house.pk).update(tax_code="086065001234")
    Establishment.objects.filter(pk=own.pk).update(tax_code="086065001299", address="Ấp 9")
    assert found(council) == []


def test_what_was_declared_of_the_same_house_in_an_earlier_round_is_remembered(council):
    earlier = make.council(entries=1)
    past = registrations.accepted_entry(product_=registrations.product(house_of(council)))
    judge = earlier.panel.judges.get(user=people.judge(1))
    ConflictDeclaration.objects.create(
        judge=judge, entry=past, kind="advice", reason="Nhãn", declared_at=timezone.now(), declared_by=judge.user
    )
    assert [(who, kind) for who, kind, _ in found(council)] == [(people.judge(1), "advice")]


def test_a_conflict_closes_the_entry_and_voids_the_sheet(council):
    same_phone(council)
    scoring_pass = make.open_pass(council.round)
    assert len(found(council)) == 1
    decide(council, True)
    declaration = ConflictDeclaration.objects.get(judge__user=people.judge(1))
    assert (declaration.is_conflict, declaration.declared_by) == (True, people.secretary())
    assert list(scoring_pass.sheets.valid().filter(judge__user=people.judge(1))) == []
    assert found(council) == []
    council.refresh_from_db()
    assert verify(list(queries.ledger_lines(council)))[0] == council.ledger_length


def test_what_is_no_conflict_is_not_asked_again_and_the_judge_goes_on(council):
    same_phone(council)
    review = decide(council, False, "Số máy của cơ quan cũ")
    assert (review.is_conflict, review.ground) == (False, "số điện thoại 0912 345 678 cũng là của cơ sở.")
    assert found(council) == []
    scoring_pass = make.open_pass(council.round)
    assert scoring_pass.sheets.valid().filter(judge__user=people.judge(1)).count() == 1


def test_only_the_secretary_decides_and_says_why(council):
    same_phone(council)
    with pytest.raises(NotPermitted):
        decide(council, True, by=people.chair())
    with pytest.raises(Refused, match="Hãy ghi lý do quyết định."):
        decide(council, True, " ")


def test_the_page_leads_from_the_suggestion_to_the_decision(client_of, council):
    same_phone(council)
    secretary = client_of(people.secretary())
    page = secretary.get(reverse("judging:conflict_list", args=[council.pk])).content.decode()
    url = reverse("judging:conflict_review", args=[council.pk, queries.suggestions(council)[0].assignment.pk])
    assert url in page
    secretary.post(url, {"is_conflict": "khong", "reason": "Số máy cơ quan cũ"})
    page = secretary.get(reverse("judging:conflict_list", args=[council.pk])).content.decode()
    assert "Không có gợi ý nào chờ quyết định." in page
    assert "Số máy cơ quan cũ" in page
    assert client_of(people.judge(1)).get(url).status_code == 404


def test_the_secretary_reads_why_a_judge_declared_a_conflict_and_nobody_else_does(client_of, council):
    row = council.panel.judges.first().assignments.get()
    said = "Chị dâu tôi là kế toán của cơ sở"
    operations.declare(
        assignment=row, kind=ConflictDeclaration.Kind.FAMILY, reason=said, by=row.judge.user, at=timezone.now()
    )
    address = reverse("judging:conflict_list", args=[council.pk])
    answers = [client_of(user).get(address) for user in (people.secretary(), people.chair(), people.so_officer())]
    assert [(answer.status_code, said in answer.content.decode()) for answer in answers] == [
        (200, True),
        (200, False),
        (403, False),
    ]


def test_the_list_of_conflicts_says_who_wrote_each_down(client_of, council):
    same_phone(council)
    decide(council, True, reason="Đã gọi điện kiểm tra")
    own = council.panel.judges.get(user=people.judge(2)).assignments.get()
    operations.declare(assignment=own, kind="family", reason="Anh vợ", by=people.judge(2), at=timezone.now())
    url = reverse("judging:conflict_list", args=[council.pk])
    page = client_of(people.secretary()).get(url).content.decode()
    first, second = page.index("Đã gọi điện kiểm tra"), page.index("Anh vợ")
    assert f"{people.secretary()}, thư ký" in page[first:second]
    assert "Giám khảo tự khai" in page[second:]
    assert "Giải thích của giám khảo" not in page

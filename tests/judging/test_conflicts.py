"""The gate: nothing of a dossier before the declaration, nothing of it after a conflict, on any address."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.operations import add_member
from cnnt_portal.errors import NotPermitted, Refused
from judging import operations, queries
from judging.models import ConflictDeclaration, ScoreSheet
from judging.workflow import PassState
from tests import people

from ..factories import judging as make

FAMILY = {"kind": ConflictDeclaration.Kind.FAMILY, "reason": "Anh ruột là chủ cơ sở"}


@pytest.fixture
def council(db):
    return make.assigned_council(entries=1)


@pytest.fixture
def assignment(council):
    return council.panel.judges.get(user=people.judge(1)).assignments.select_related("judge__panel__council").get()


def addresses(assignment):
    """Every address of a judge that leads into the entry."""
    paper = assignment.entry.version.papers.get(kind="photo_front")
    return [
        reverse("judging:dossier_detail", args=[assignment.pk]),
        reverse("judging:paper_download", args=[assignment.pk, paper.pk]),
        reverse("judging:photo_show", args=[assignment.pk, paper.pk, 320]),
        reverse("judging:assignment_recuse", args=[assignment.pk]),
    ]


def statuses(client, assignment):
    return {client.get(url).status_code for url in addresses(assignment)}


def test_before_the_declaration_only_product_establishment_and_place_are_seen(client_of, assignment):
    client = client_of(people.judge(1))
    page = client.get(reverse("judging:assignment_declare", args=[assignment.pk])).content.decode()
    establishment = assignment.entry.product.establishment
    for known in (assignment.entry.product.name, establishment.name, establishment.commune.full_name):
        assert known in page
    assert assignment.entry.code not in page
    assert statuses(client, assignment) == {403}
    assert "Hãy khai báo xung đột lợi ích trước" in client.get(addresses(assignment)[0]).content.decode()


def test_declaring_none_opens_the_dossier_under_its_code(client_of, assignment):
    client = client_of(people.judge(1))
    operations.declare(assignment=assignment, kind="none", by=people.judge(1), at=timezone.now())
    assert statuses(client, assignment) == {200}
    page = client.get(addresses(assignment)[0]).content.decode()
    assert assignment.entry.code in page
    assert "Bánh tráng mỏng, dẻo" in page
    # The code does not lead back to the establishment.
    assert assignment.entry.product.establishment.name not in page
    photo = client.get(addresses(assignment)[2])
    assert photo["Content-Type"] == "image/jpeg"


def test_a_conflict_closes_the_entry_everywhere(client_of, council, assignment):
    operations.declare(assignment=assignment, by=people.judge(1), at=timezone.now(), **FAMILY)
    make.declare_all(council)
    assert statuses(client_of(people.judge(1)), assignment) == {403}
    page = client_of(people.judge(1)).get(reverse("judging:judge_list")).content.decode()
    assert "Đã đóng vì xung đột lợi ích" in page
    assert assignment.entry.code not in page


def test_no_sheet_is_dealt_to_a_judge_in_conflict(db):
    council = make.assigned_council(entries=1, judges=4)
    assignment = council.panel.judges.get(user=people.judge(1)).assignments.get()
    operations.declare(assignment=assignment, by=people.judge(1), at=timezone.now(), **FAMILY)
    make.declare_all(council)
    scoring_pass = operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    dealt = set(scoring_pass.sheets.values_list("judge__user", flat=True))
    assert dealt == {people.judge(n).pk for n in (2, 3, 4)}


def test_a_conflict_needs_an_explanation(assignment):
    with pytest.raises(Refused, match="Hãy nói rõ xung đột lợi ích là gì."):
        operations.declare(assignment=assignment, kind="family", reason=" ", by=people.judge(1), at=timezone.now())
    assert queries.declaration_of(assignment) is None


def test_a_declaration_is_made_once_and_by_the_judge_alone(assignment):
    with pytest.raises(NotPermitted, match="Mỗi giám khảo tự khai cho mình."):
        operations.declare(assignment=assignment, kind="none", by=people.judge(2), at=timezone.now())
    operations.declare(assignment=assignment, kind="none", by=people.judge(1), at=timezone.now())
    with pytest.raises(Refused, match="Bạn đã khai cho sản phẩm này rồi."):
        operations.declare(assignment=assignment, by=people.judge(1), at=timezone.now(), **FAMILY)


def test_a_conflict_noticed_later_voids_the_sheet_even_when_submitted(client_of, db):
    scoring_pass = make.open_pass(entries=1, judges=4)
    entry = queries.entries_of_pass(scoring_pass).get()
    make.submit_totals(scoring_pass, entry, ["100", "70", "71", "72"])
    sheet = scoring_pass.sheets.get(judge__user=people.judge(1))
    client = client_of(people.judge(1))
    url = reverse("judging:sheet_edit", args=[sheet.pk])
    assert client.get(url).status_code == 200
    operations.recuse(assignment=queries.assignment_of(sheet), by=people.judge(1), at=timezone.now(), **FAMILY)
    assert client.get(url).status_code == 404
    assert statuses(client, queries.assignment_of(sheet)) == {403}
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    result = scoring_pass.results.get()
    assert (str(result.mean), result.counted) == ("71.00", 3)


def test_an_assignment_taken_back_is_gone_for_the_judge(client_of, db):
    scoring_pass = make.open_pass(entries=1)
    sheet = scoring_pass.sheets.get(judge__user=people.judge(1))
    assignment = queries.assignment_of(sheet)
    client = client_of(people.judge(1))
    assert statuses(client, assignment) == {200}
    operations.release(assignment=assignment, reason="Ốm", by=people.secretary(), at=timezone.now())
    assert statuses(client, assignment) == {404}
    assert client.get(reverse("judging:sheet_edit", args=[sheet.pk])).status_code == 404


def test_the_database_refuses_a_conflict_without_a_reason_and_a_second_declaration(assignment):
    row = {
        "judge": assignment.judge,
        "entry": assignment.entry,
        "declared_at": timezone.now(),
        "declared_by": people.judge(1),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictDeclaration.objects.create(kind="family", **row)
    ConflictDeclaration.objects.create(kind="none", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictDeclaration.objects.create(kind="none", **row)
    assert ScoreSheet.objects.count() == 0


@pytest.mark.django_db
def test_a_judge_from_the_establishment_itself_cannot_declare_that_there_is_no_conflict(assignment):
    judge = assignment.judge.user
    owner = assignment.entry.product.establishment.organisation
    add_member(user=judge, organisation=owner, role=Role.DRAFTER, by=None, at=timezone.now())
    with pytest.raises(Refused, match="Hãy khai xung đột"):
        operations.declare(assignment=assignment, kind="none", by=judge, at=timezone.now())
    declared = operations.declare(
        assignment=assignment, kind="employment", reason="Tôi làm ở cơ sở này", by=judge, at=timezone.now()
    )
    assert declared.is_conflict


@pytest.mark.django_db
def test_whoever_has_declared_is_led_to_the_next_product_and_at_last_back_to_the_list(client_of):
    council = make.assigned_council(entries=2)
    first, second = council.panel.judges.get(user=people.judge(1)).assignments.order_by("pk")
    client = client_of(people.judge(1))
    onward = reverse("judging:assignment_declare", args=[second.pk])

    def declare(assignment):
        url = reverse("judging:assignment_declare", args=[assignment.pk])
        return client.post(url, {"kind": "none"}, follow=True).content.decode()

    page = declare(first)
    assert (page.count(onward), page.count("Khai báo sản phẩm tiếp theo (còn 1)")) == (1, 1)
    page = declare(second)
    assert "Khai báo sản phẩm tiếp theo" not in page
    assert "Về danh sách sản phẩm tôi chấm" in page


@pytest.mark.django_db
def test_the_page_of_a_dossier_says_of_the_judges_sheet_what_stands_today(client_of):
    council = make.assigned_council(entries=1)
    make.declare_all(council)
    assignment = council.panel.judges.get(user=people.judge(1)).assignments.get()
    client, url = client_of(people.judge(1)), reverse("judging:dossier_detail", args=[assignment.pk])
    assert "Chưa mở lượt chấm" in client.get(url).content.decode()
    make.scored_entry(council.round)
    page = client.get(url).content.decode()
    assert "Chưa mở lượt chấm" not in page
    assert "Xem phiếu" in page
    operations.close_pass(scoring_pass=council.round.passes.get(), by=people.secretary(), at=timezone.now())
    page = client.get(url).content.decode()
    assert "Chưa mở lượt chấm" not in page
    assert PassState.CLOSED.label in page
    assert "Xem phiếu" in page

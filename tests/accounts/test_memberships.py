import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Membership, Organisation, OrganisationKind, Role, User
from cnnt_portal.errors import NotPermitted, Refused
from tests import people
from tests.factories.accounts import make_member, make_organisation, make_person

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = datetime.timedelta(days=1)


def test_a_person_who_registers_an_establishment_is_its_owner_from_today(db):
    person = make_person()
    organisation = operations.found_establishment(name="Hợp tác xã Muối Tôm", by=person, at=NOW)
    membership = Membership.objects.get(organisation=organisation)
    assert (membership.user, membership.role, membership.valid_from) == (person, Role.OWNER, TODAY)
    assert person.belongs_to(organisation, Role.OWNER)


def test_only_the_portal_administrator_founds_a_body_of_the_state(cast):
    def found(by):
        return operations.create_organisation(kind=OrganisationKind.PRESS, name="Báo Mới", by=by, at=NOW)

    with pytest.raises(NotPermitted, match="quản trị cổng"):
        found(cast.so_head)
    assert found(cast.administrator) in Organisation.objects.all()


def test_who_holds_two_posts_in_one_body_works_at_one_body(db):
    body = make_organisation(OrganisationKind.PRESS, "Báo Công Thương")
    person = make_member("bientap@bao.vn", "Lê Thị Hằng", body, Role.OFFICER)
    operations.add_member(user=person, organisation=body, role=Role.HEAD, title="", by=None, at=NOW)
    person = User.objects.get(pk=person.pk)
    assert len(person.current_memberships) == 2
    assert person.organisations_of(OrganisationKind.PRESS) == [body]


def test_a_name_typed_in_pieces_is_stored_composed(db):
    organisation = make_organisation(OrganisationKind.PRESS, "Ta\u0323p chi\u0301")
    assert organisation.name == "Tạp chí"


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, None), (5, 9)), ((0, 5), (5, 9)), ((3, 9), (0, 3)), ((3, 4), (0, None))],
)
def test_overlapping_memberships_with_one_role_are_refused(db, first, second):
    person, organisation = make_person(), people.so()

    def add(span):
        start, end = span
        operations.add_member(
            user=person,
            organisation=organisation,
            role=Role.OFFICER,
            valid_from=TODAY + start * DAY,
            valid_to=None if end is None else TODAY + end * DAY,
            by=None,
            at=NOW,
        )

    add(first)
    with pytest.raises(Refused, match="đã có vai trò"):
        add(second)
    assert Membership.objects.filter(user=person).count() == 1


def test_spans_that_do_not_touch_and_other_roles_are_accepted(db):
    person, organisation = make_person(), people.so()
    for role, start, end in [(Role.OFFICER, 0, 4), (Role.OFFICER, 5, 9), (Role.HEAD, 0, 9)]:
        operations.add_member(
            user=person,
            organisation=organisation,
            role=role,
            valid_from=TODAY + start * DAY,
            valid_to=TODAY + end * DAY,
            by=None,
            at=NOW,
        )
    assert Membership.objects.filter(user=person).count() == 3


def test_the_database_itself_refuses_an_overlap_where_it_can(db):
    person, organisation = make_person(), people.so()
    row = {"user": person, "organisation": organisation, "role": Role.OFFICER, "valid_from": TODAY}
    Membership.objects.create(**row)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
            Membership.objects.create(**row)
    assert Membership.objects.filter(user=person).count() == 1


def test_a_membership_that_ends_before_it_begins_is_refused(db):
    span = {"valid_from": TODAY, "valid_to": TODAY - DAY}
    with pytest.raises(Refused, match="từ ngày bắt đầu"):
        operations.add_member(user=make_person(), organisation=people.so(), role=Role.OFFICER, by=None, at=NOW, **span)


def test_a_role_that_the_kind_of_body_does_not_have_is_refused(cast):
    with pytest.raises(NotPermitted, match="không có vai trò “Chủ cơ sở”"):
        operations.add_member(user=make_person(), organisation=people.so(), role=Role.OWNER, by=cast.so_head, at=NOW)


def test_only_an_administrator_makes_administrators(cast):
    def add(by, user):
        operations.add_member(user=user, organisation=people.cuc(), role=Role.ADMINISTRATOR, by=by, at=NOW)

    with pytest.raises(NotPermitted, match="Chỉ quản trị cổng"):
        add(cast.cuc_head, cast.cuc_officer)
    add(cast.administrator, cast.cuc_officer)
    assert cast.cuc_officer.is_portal_administrator


def test_the_first_administrator_is_appointed_from_the_console_after_signing_up(db, capsys):
    with pytest.raises(CommandError, match="Hãy đăng ký tài khoản"):
        call_command("appoint_administrator", "minh@thu.vn")
    person = make_person("minh@thu.vn", "Tạ Công Minh")
    with pytest.raises(CommandError, match="manage.py seed"):
        call_command("appoint_administrator", "minh@thu.vn")
    agency = people.cuc()
    call_command("appoint_administrator", "Minh@thu.vn")
    assert capsys.readouterr().out == f"Tạ Công Minh là quản trị cổng của {agency} từ hôm nay.\n"
    found = User.objects.get(pk=person.pk)
    assert (found.is_portal_administrator, found.is_superuser) == (True, True)
    operations.invite(organisation=people.so(), email="giam-doc@thu.vn", role=Role.HEAD, by=found, at=NOW)


def test_nobody_is_appointed_before_their_address_is_confirmed(db):
    people.cuc()
    User.objects.create_user("chua-xac-nhan@thu.vn", full_name="Chưa Xác Nhận")
    with pytest.raises(Refused, match="đã xác nhận thư"):
        operations.appoint_administrator(email="chua-xac-nhan@thu.vn", by=None, at=NOW)


def test_an_ended_role_is_over_at_once_and_stays_as_history(cast):
    officer = cast.so_officer
    membership = officer.memberships.get()
    operations.end_membership(membership=membership, by=cast.so_head, at=NOW)
    assert User.objects.get(pk=officer.pk).current_memberships == []
    assert list(officer.memberships.on(TODAY - DAY)) == [membership]
    with pytest.raises(Refused, match="đã kết thúc"):
        operations.end_membership(membership=membership, by=cast.so_head, at=NOW)


def test_an_officer_ends_their_own_role_but_not_a_colleagues(cast):
    with pytest.raises(NotPermitted, match="người đứng đầu"):
        operations.end_membership(membership=cast.secretary.memberships.get(), by=cast.so_officer, at=NOW)
    operations.end_membership(membership=cast.so_officer.memberships.get(), by=cast.so_officer, at=NOW)
    assert User.objects.get(pk=cast.so_officer.pk).current_memberships == []


def test_the_last_head_cannot_leave_the_body_without_one(cast):
    with pytest.raises(Refused, match="duy nhất"):
        operations.end_membership(membership=cast.so_head.memberships.get(), by=cast.so_head, at=NOW)


def test_establishments_are_seen_by_their_people_only_and_bodies_of_the_state_by_all(cast):
    own, other, office = people.establishment(), cast.outsider.current_memberships[0].organisation, people.so()

    def sees(user):
        return set(Organisation.objects.visible_to(user)) & {own, other, office}

    assert sees(cast.administrator) == {own, other, office}
    assert sees(cast.owner) == {own, office}
    assert sees(cast.outsider) == {other, office}
    assert sees(cast.judge1) == {office}


def test_a_superuser_without_a_role_sees_and_may_nothing_more(cast):
    user = make_person("tran@thu.vn", is_superuser=True, is_staff=True)
    own = people.establishment()
    assert own not in Organisation.objects.visible_to(user)
    assert list(Membership.objects.visible_to(user)) == []
    with pytest.raises(NotPermitted, match="mời người"):
        operations.invite(organisation=people.so(), email="a@b.vn", role=Role.OFFICER, by=user, at=NOW)


def test_the_role_that_opens_everybodys_money_is_given_first_by_the_administrator(cast):
    """A head who gave it to a colleague would have read, and allotted, what every unit may spend."""

    def invite(organisation, by):
        operations.invite(organisation=organisation, email="moi@bo.vn", role=Role.FINANCE, by=by, at=NOW)

    with pytest.raises(NotPermitted, match="quản trị cổng trao lần đầu"):
        invite(people.ministry_unit(), cast.unit_head)
    minding = make_member("truong@taichinh.vn", "Đinh Văn Lợi", people.finance_unit(), Role.HEAD)
    with pytest.raises(NotPermitted):
        invite(people.finance_unit(), minding)
    assert cast.finance.has_role(Role.FINANCE)
    invite(people.finance_unit(), minding)
    invite(people.ministry_unit(), cast.administrator)

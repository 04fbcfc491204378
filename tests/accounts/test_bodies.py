"""The administrators found, correct and close bodies of the state."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Invitation, Organisation, OrganisationKind, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Mail
from tests import people
from tests.factories.accounts import make_commune, make_member, make_organisation, make_person
from tests.factories.registrations import submitted_entry

NOW = timezone.now()
TODAY = timezone.localdate()
LIST = reverse("accounts:organisation_list")
CREATE = reverse("accounts:organisation_create")


def close(organisation, **options):
    facts = {"last_day": TODAY, "ground": "Quyết định số 9", "by": people.administrator(), "at": NOW}
    return operations.close_organisation(organisation=organisation, **facts | options)


def test_a_commune_office_is_founded_with_its_place_and_its_head_is_invited(cast, client_of):
    unit = make_commune()
    sent = {
        "kind": OrganisationKind.COMMUNE,
        "name": "Ủy ban nhân dân  xã Cái Nhum",
        "unit_province": unit.province_id,
        "unit": unit.pk,
        "valid_from": "1/7/2025",
        "superior": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "place": "Cái Nhum",
        "head": "chutich@cainhum.vn",
    }
    client = client_of(cast.administrator)
    assert client.post(CREATE, sent).status_code == 302
    body = Organisation.objects.get(name="Ủy ban nhân dân xã Cái Nhum")
    assert (body.unit, body.valid_from, body.place) == (unit, datetime.date(2025, 7, 1), "Cái Nhum")
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.role, invitation.email) == (body, Role.HEAD, "chutich@cainhum.vn")
    assert Mail.objects.get().to == "chutich@cainhum.vn"
    again = client.post(CREATE, sent)
    assert again.context["form"].errors == {"name": ["Đã có tổ chức mang tên này đang hoạt động."]}
    assert "Lập tổ chức" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"kind": "commune"}, "unit", "Hãy chọn xã, phường, đặc khu của tổ chức này."),
        ({"kind": "department"}, "unit", "Hãy chọn tỉnh, thành phố (không chọn xã) của tổ chức này."),
        ({"kind": "establishment"}, "kind", "“establishment” không có trong danh sách. Hãy chọn lại."),
        ({"name": ""}, "name", "Mục này còn trống. Hãy điền hoặc chọn."),
        (
            {"valid_from": "31/02/2026"},
            "valid_from",
            "Ngày 31/02/2026 không có trong lịch. Hãy kiểm tra lại ngày và tháng.",
        ),
        ({"unit_province": "99999999"}, "unit", "Xã, phường này không có trong danh mục hiện nay. Hãy chọn lại."),
    ],
)
def test_what_was_typed_wrong_is_said_at_the_field(cast, client_of, facts, field, sentence):
    sent = {"kind": "ministry_unit", "name": "Vụ Dầu khí và Than"} | facts
    response = client_of(cast.administrator).post(CREATE, sent)
    assert response.status_code == 200
    assert response.context["form"].errors == {field: [sentence]}


def test_a_so_stands_in_a_province(cast, client_of):
    province = make_commune().province
    sent = {"kind": "department", "name": "Sở Công Thương Thử", "unit_province": province.pk, "unit": ""}
    assert client_of(cast.administrator).post(CREATE, sent).status_code == 302
    assert Organisation.objects.get(name="Sở Công Thương Thử").unit == province


def test_a_typing_mistake_is_corrected_and_found_by_its_new_name(cast, client_of):
    body = people.ministry_unit()
    url = reverse("accounts:organisation_correct", args=[body.pk])
    client = client_of(cast.administrator)
    assert f'value="{body.name}"' in client.get(url).content.decode()
    assert client.post(url, {"name": "Cục Xúc tiến thương mại (mới)", "short_name": "XTTM"}).status_code == 302
    assert "Cục Xúc tiến thương mại (mới)" in client.get(f"{LIST}?q=xttm").content.decode()


def test_a_closed_body_hands_work_and_people_to_its_successor(cast, client_of):
    body, heir = people.so(), make_organisation(OrganisationKind.DEPARTMENT, "Sở Công Thương và Du lịch")
    operations.invite(organisation=body, email="moi@thu.vn", role=Role.OFFICER, by=cast.so_head, at=NOW)
    head, officer = cast.so_head, cast.so_officer
    client = client_of(cast.administrator)
    sent = {
        "last_day": f"{TODAY:%d/%m/%Y}",
        "ground": "Nghị quyết số 5",
        "successor": "so cong thuong va du lich",
        "move_people": "on",
    }
    assert client.post(reverse("accounts:organisation_close", args=[body.pk]), sent).status_code == 302
    tomorrow = TODAY + datetime.timedelta(days=1)
    body.refresh_from_db()
    assert (body.valid_to, body.body_on(tomorrow)) == (TODAY, heir)
    for person in (head, officer):
        today, then = (person.memberships.on(day).get().organisation for day in (TODAY, tomorrow))
        assert (today, then) == (body, heir)
    assert not Invitation.objects.waiting().exists()
    page = client.get(reverse("accounts:organisation_members", args=[body.pk])).content.decode()
    assert "việc do Sở Công Thương và Du lịch làm tiếp (Nghị quyết số 5)" in page


def test_the_successors_people_go_on_with_the_work_of_the_body_that_ended(cast, client_of):
    """What lay at the old Sở is seen, handled and told to the new one; nobody else comes to it."""
    entry, left_behind = submitted_entry(), cast.so_officer
    body, heir = people.so(), make_organisation(OrganisationKind.DEPARTMENT, "Sở Công Thương và Du lịch")
    assert entry.round.organiser == body
    newcomer = make_member("canbo@sodulich.vn", "Lâm Thị Sen", heir, Role.OFFICER)
    page = reverse("registrations:entry_detail", args=[entry.pk])
    assert client_of(newcomer).get(page).status_code == 404
    yesterday = TODAY - datetime.timedelta(days=1)
    close(body, last_day=yesterday, successor=heir)
    newcomer.forget_memberships()
    assert newcomer.belongs_to(body, Role.OFFICER)
    assert not newcomer.belongs_to(body, Role.HEAD)
    assert people_at(body, Role.OFFICER, on=TODAY) == [newcomer]
    assert client_of(newcomer).get(page).status_code == 200
    accept = reverse("registrations:entry_accept", args=[entry.pk])
    assert client_of(newcomer).post(accept).status_code == 302
    assert client_of(left_behind).get(page).status_code == 404


def test_a_successor_begins_when_the_body_has_ended(cast):
    body, heir = people.so(), make_organisation(OrganisationKind.DEPARTMENT, "Sở Công Thương và Du lịch")
    newcomer = make_member("canbo@sodulich.vn", "Lâm Thị Sen", heir, Role.OFFICER)
    close(body, last_day=TODAY, successor=heir)
    newcomer.forget_memberships()
    assert not newcomer.belongs_to(body)


def test_without_a_successor_roles_only_end(cast):
    body = people.so()
    person = cast.so_officer
    close(body)
    assert not person.memberships.on(TODAY + datetime.timedelta(days=1)).exists()
    with pytest.raises(NotPermitted, match="đã kết thúc"):
        close(body)


def test_nobody_is_invited_into_a_body_that_is_gone(cast, client_of):
    gone = make_organisation(OrganisationKind.DEPARTMENT, "Sở đã hết", valid_to=datetime.date(2020, 1, 1))
    page = client_of(cast.administrator).get(reverse("accounts:organisation_members", args=[gone.pk]))
    assert "Gửi thư mời" not in page.content.decode()
    with pytest.raises(Refused, match="đã kết thúc hoạt động"):
        operations.invite(organisation=gone, email="moi@thu.vn", role=Role.HEAD, by=cast.administrator, at=NOW)


def test_a_role_that_is_given_while_the_end_is_known_ends_with_the_body(cast):
    so, last_day = people.so(), TODAY + datetime.timedelta(days=2)
    people.so_head()
    close(so, last_day=last_day)
    late = NOW + datetime.timedelta(days=3)
    in_time, too_late = (
        operations.invite(organisation=so, email=address, role=Role.OFFICER, by=cast.so_head, at=NOW)
        for address in ("a@so.vn", "b@so.vn")
    )
    membership = operations.accept_invitation(invitation=in_time, by=make_person("a@so.vn"), at=NOW)
    assert membership.valid_to == last_day
    with pytest.raises(Refused, match="đã kết thúc hoạt động"):
        operations.accept_invitation(invitation=too_late, by=make_person("b@so.vn"), at=late)


def test_a_body_is_not_its_own_successor_nor_that_of_one_that_is_gone(cast):
    body = people.so()
    gone = make_organisation(OrganisationKind.DEPARTMENT, "Sở đã hết", valid_to=datetime.date(2020, 1, 1))
    for successor in (body, gone):
        with pytest.raises(Refused, match="tổ chức khác, đang hoạt động"):
            close(body, successor=successor)
    with pytest.raises(Refused, match="từ ngày bắt đầu"):
        close(
            make_organisation(OrganisationKind.PRESS, "Báo mới", valid_from=TODAY), last_day=datetime.date(2020, 1, 1)
        )


def test_establishments_are_their_owners_and_bodies_the_administrators(cast):
    own = cast.owner.current_memberships[0].organisation
    with pytest.raises(NotPermitted, match="do chính cơ sở"):
        close(own)
    with pytest.raises(NotPermitted, match="quản trị cổng"):
        close(people.so(), by=cast.so_head)

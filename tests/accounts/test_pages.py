import pytest
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from tests import people
from tests.factories.accounts import make_organisation, make_person


def members_url(organisation):
    return f"/tai-khoan/to-chuc/{organisation.pk}/thanh-vien/"


def test_the_members_page_names_people_roles_and_what_each_role_may_do(cast, client_of):
    members = [cast.so_head, cast.so_officer]
    page = client_of(cast.so_officer).get(members_url(people.so())).content.decode()
    for person in members:
        assert person.full_name in page
        assert person.memberships.get().role_description in page
    assert "Gửi thư mời" not in page


def test_the_head_invites_resends_withdraws_and_ends_roles_on_the_members_page(cast, client_of):
    officer, client = cast.so_officer, client_of(cast.so_head)
    url = members_url(people.so())
    assert client.post(url, {"email": "moi@thu.vn", "role": Role.OFFICER, "title": ""}).status_code == 302
    (invitation,) = people.so().invitations.all()
    assert "moi@thu.vn" in client.get(url).content.decode()
    assert client.post(f"/tai-khoan/loi-moi/{invitation.pk}/gui-lai/").status_code == 302
    assert client.post(f"/tai-khoan/loi-moi/{invitation.pk}/rut/").status_code == 302
    assert client.post(f"/tai-khoan/thanh-vien/{officer.memberships.get().pk}/cho-thoi/").status_code == 302
    page = client.get(url).content.decode()
    assert officer.full_name not in page.split("Lời mời")[0].split("<tbody>")[1]


def test_a_mistake_in_an_invitation_is_said_at_the_field_and_nothing_typed_is_lost(cast, client_of):
    response = client_of(cast.so_head).post(members_url(people.so()), {"email": "không phải thư", "role": "owner"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"email", "role"}
    assert "không phải thư" in response.content.decode()


def test_a_refusal_is_shown_at_its_field(cast, client_of):
    data = {"email": cast.so_officer.email, "role": Role.OFFICER}
    response = client_of(cast.so_head).post(members_url(people.so()), data)
    assert response.context["form"].errors == {"email": ["Người này đang giữ đúng vai trò ấy trong tổ chức."]}


def test_members_of_a_body_of_the_state_are_closed_to_others_with_a_sentence(cast, client_of):
    response = client_of(cast.owner).get(members_url(people.so()))
    assert response.status_code == 403
    assert "Chỉ người của tổ chức" in response.content.decode()


def test_an_establishment_of_others_does_not_exist_for_an_outsider(cast, client_of):
    url = members_url(people.establishment())
    assert client_of(cast.owner).get(url).status_code == 200
    assert client_of(cast.outsider).get(url).status_code == 404


def test_an_officer_who_posts_an_invitation_is_refused(cast, client_of):
    data = {"email": "moi@thu.vn", "role": Role.OFFICER}
    assert client_of(cast.so_officer).post(members_url(people.so()), data).status_code == 403
    assert people.so().invitations.count() == 0


def test_an_outsider_cannot_touch_memberships_and_invitations_of_others(cast, client_of):
    invitation_of_so = people.so()
    client_of(cast.so_head).post(members_url(invitation_of_so), {"email": "moi@thu.vn", "role": Role.OFFICER})
    invitation, membership = invitation_of_so.invitations.get(), cast.so_officer.memberships.get()
    client = client_of(cast.outsider)
    for url in [
        f"/tai-khoan/loi-moi/{invitation.pk}/gui-lai/",
        f"/tai-khoan/loi-moi/{invitation.pk}/rut/",
        f"/tai-khoan/thanh-vien/{membership.pk}/cho-thoi/",
    ]:
        assert client.post(url).status_code == 404


def test_the_profile_is_saved_composed_and_the_phone_as_digits(cast, client_of):
    client = client_of(cast.owner)
    data = {"full_name": "  Le\u0302  Thi\u0323  Hoa ", "phone": "0912 345.678"}
    assert client.post("/tai-khoan/thong-tin/", data).status_code == 302
    cast.owner.refresh_from_db()
    assert (cast.owner.full_name, cast.owner.phone) == ("Lê Thị Hoa", "0912345678")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"full_name": "", "phone": ""}, "full_name"),
        ({"full_name": "123", "phone": ""}, "full_name"),
        ({"full_name": "A" * 121, "phone": ""}, "full_name"),
        ({"full_name": "Lê Hoa", "phone": "gọi tôi"}, "phone"),
        ({"full_name": "Lê Hoa", "phone": "12"}, "phone"),
    ],
)
def test_a_wrong_profile_is_refused_at_the_field(cast, client_of, data, field):
    response = client_of(cast.owner).post("/tai-khoan/thong-tin/", data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}


def test_a_name_holds_nothing_that_turns_or_hides_its_letters(cast, client_of):
    client_of(cast.owner).post("/tai-khoan/thong-tin/", {"full_name": "Lê \u202eThị\u00ad Hạnh\u061c"})
    cast.owner.refresh_from_db()
    assert cast.owner.full_name == "Lê Thị Hạnh"


def test_the_profile_shows_waiting_invitations_to_the_invited_only(cast, client_of):
    client_of(cast.so_head).post(members_url(people.so()), {"email": cast.judge1.email, "role": Role.OFFICER})
    assert "Nhận lời" in client_of(cast.judge1).get("/tai-khoan/thong-tin/").content.decode()
    assert "Nhận lời" not in client_of(cast.judge2).get("/tai-khoan/thong-tin/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_members_page_asks_the_database_a_fixed_number_of_times(cast, client_of, django_assert_num_queries, number):
    client = client_of(cast.so_head)
    for i in range(number):
        client.post(members_url(people.so()), {"email": f"moi{i}@thu.vn", "role": Role.OFFICER})
        people.make_member(f"them{i}@thu.vn", "Thêm", people.so(), Role.OFFICER)
    with django_assert_num_queries(12):
        client.get(members_url(people.so()))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_organisations_asks_the_database_a_fixed_number_of_times(
    cast, client_of, django_assert_num_queries, number
):
    client = client_of(cast.administrator)
    for i in range(number):
        make_organisation(name=f"Sở số {i}")
    with django_assert_num_queries(6):
        client.get("/tai-khoan/to-chuc/")


def test_the_pages_of_the_list_of_organisations_follow_each_other(cast, client_of):
    for number in range(51):
        make_organisation(name=f"Sở thử {number:02}")
    client = client_of(cast.administrator)
    first, second = (client.get("/tai-khoan/to-chuc/", {"q": "so thu", "trang": number}) for number in (1, 2))
    assert [row.name for row in first.context["page"]] == [f"Sở thử {number:02}" for number in range(50)]
    assert [row.name for row in second.context["page"]] == ["Sở thử 50"]


def test_the_administrators_pages_stand_in_their_menu_and_in_nobody_elses(cast, client_of):
    names = ["accounts:organisation_list", "audit:event_list", "notifications:mail_list", "privacy:request_list"]

    def offered(person):
        page = client_of(person).get("/thong-bao/").content.decode()
        return [name for name in names if f'href="{reverse(name)}"' in page]

    assert (offered(cast.administrator), offered(cast.cuc_head)) == (names, [])


def test_admin_is_only_for_looking(cast, client_of):
    client = client_of(cast.administrator)
    assert client.get("/admin/accounts/user/").status_code == 200
    page = client.get(f"/admin/accounts/user/{cast.owner.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.post(f"/admin/accounts/user/{cast.owner.pk}/change/", {"full_name": "X"}).status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.post(f"/admin/accounts/user/{cast.owner.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client_of(make_person()).get("/admin/").status_code == 302

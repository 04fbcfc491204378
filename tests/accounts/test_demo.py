import re

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from cnnt_portal.accounts import demo, operations
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User
from cnnt_portal.errors import Refused
from tests.factories.accounts import make_commune, make_organisation

HOME = "/tai-khoan/thong-tin/"
NAMES = [
    "coso",
    "xa",
    "so",
    "truongso",
    "thuky",
    "giamkhao1",
    "giamkhao2",
    "giamkhao3",
    "chutich",
    "cuc",
    "donvi",
    "truongdonvi",
    "taichinh",
    "lanhdao",
    "quantri",
]


def create():
    kinds = {
        "ubnd-xa-cai-nhum": OrganisationKind.COMMUNE,
        "so-vinh-long": OrganisationKind.DEPARTMENT,
        "ubnd-vinh-long": OrganisationKind.PROVINCE,
        "cuc-dck": OrganisationKind.AGENCY,
        "cuc-xttm": OrganisationKind.MINISTRY_UNIT,
        "vu-khtc": OrganisationKind.MINISTRY_UNIT,
        "lanh-dao-bo": OrganisationKind.LEADERS,
    }
    organisations = {
        code: make_organisation(kind, code, make_commune() if kind == OrganisationKind.COMMUNE else None, code=code)
        for code, kind in kinds.items()
    }
    return operations.create_demo_people(organisations=organisations, by=None, at=timezone.now())


def sign_in(client, email):
    return client.post("/tai-khoan/login/", {"login": email, "password": demo.PASSWORD, "next": HOME})


def is_signed_in(client):
    return client.get(HOME).status_code == 200


def test_there_is_one_account_for_each_role_and_seeding_again_adds_none(db):
    people = create()
    assert list(people) == NAMES
    assert {user.email for user in people.values()} == {f"{name}@cnnt.test" for name in NAMES}
    counts = User.objects.count(), Organisation.objects.count()
    assert create() == people
    assert (User.objects.count(), Organisation.objects.count()) == counts


def test_the_sign_in_page_shows_them_with_what_each_can_try_and_one_click_signs_in(client, db):
    create()
    page = client.get("/tai-khoan/login/").content.decode()
    assert re.findall(r'data-fill="([^"]+)"', page) == [f"{name}@cnnt.test" for name in NAMES]
    for person in demo.PEOPLE:
        assert person.tries in page
    # What the button of a person without JavaScript sends.
    assert page.count(f'name="password" value="{demo.PASSWORD}"') == len(NAMES)
    assert sign_in(client, "so@cnnt.test").url == HOME
    assert is_signed_in(client)


def test_outside_the_embedded_mode_they_are_neither_shown_nor_open_anything(client, db, settings):
    create()
    settings.DEMO_ACCOUNTS = False
    page = client.get("/tai-khoan/login/").content.decode()
    assert "cnnt.test" not in page
    assert demo.PASSWORD not in page
    for name in NAMES:
        cache.clear()
        response = sign_in(client, f"{name}@cnnt.test")
        assert response.context["form"].errors == {"__all__": ["Địa chỉ thư hoặc mật khẩu không đúng."]}
        assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["QUANTRI@CNNT.TEST", "quantri@cnnt.test "])
def test_no_other_writing_of_the_address_opens_them(client, db, settings, email):
    create()
    assert sign_in(client, email).status_code == 302
    client.logout()
    settings.DEMO_ACCOUNTS = False
    sign_in(client, email)
    assert not is_signed_in(client)


def test_a_session_from_the_embedded_mode_is_dead_outside_it(client, db, settings):
    people = create()
    client.force_login(people["quantri"])
    assert is_signed_in(client)
    settings.DEMO_ACCOUNTS = False
    assert not is_signed_in(client)


def test_a_new_password_by_mail_opens_nothing_either(client, db, settings):
    create()
    settings.DEMO_ACCOUNTS = False
    client.post("/tai-khoan/password/reset/", {"email": "quantri@cnnt.test"})
    new = "mật-khẩu-mới-tinh"
    for message in mail.outbox:
        for path in re.findall(r"http://testserver(/\S+)", message.body):
            page = client.get(path, follow=True)
            client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    client.post("/tai-khoan/login/", {"login": "quantri@cnnt.test", "password": new, "next": HOME})
    assert not is_signed_in(client)


def test_no_way_of_the_library_signs_them_in(client, db, settings):
    """Security keys and VNeID end in the same step as a password does."""
    user = create()["quantri"]
    settings.DEMO_ACCOUNTS = False
    response = get_adapter().pre_login(
        request_of(client),
        user,
        email_verification="mandatory",
        signal_kwargs={},
        email=user.email,
        signup=False,
        redirect_url=None,
    )
    assert response.url == "/tai-khoan/inactive/"
    user.refresh_from_db()
    assert user.is_active


def request_of(client):
    return client.get("/tai-khoan/login/").wsgi_request


def test_they_are_not_made_outside_the_embedded_mode(db, settings):
    settings.DEMO_ACCOUNTS = False
    with pytest.raises(Refused, match="chế độ chạy thử"):
        create()
    assert not User.objects.filter(email__endswith="@cnnt.test").exists()

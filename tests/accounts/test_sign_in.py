import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from cnnt_portal.accounts.models import User
from tests.factories.accounts import make_person

PASSWORD = "một-mật-khẩu-dài"
HOME = "/tai-khoan/thong-tin/"
NEW = {"full_name": "Trần Thị Mơ", "email": "mo@thu.vn", "password1": PASSWORD, "password2": PASSWORD, "consent": "on"}


def sign_in(client, email, password=PASSWORD):
    return client.post("/tai-khoan/login/", {"login": email, "password": password, "next": HOME})


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def is_signed_in(client):
    return client.get(HOME).status_code == 200


@pytest.fixture
def person(db):
    return make_person("nguoi@thu.vn", "Người Quen", password=PASSWORD)


def test_a_new_person_signs_up_confirms_the_address_by_a_button_and_signs_in(client, db):
    assert client.post("/tai-khoan/signup/", NEW).url == "/tai-khoan/confirm-email/"
    user = User.objects.get(email="mo@thu.vn")
    assert user.full_name == "Trần Thị Mơ"
    assert user.consented_at is not None
    assert not is_signed_in(client)

    (message,) = mail.outbox
    assert message.subject == "[CNNT] Hãy xác nhận địa chỉ thư của bạn"
    assert "Trần Thị Mơ đã dùng địa chỉ thư của bạn" in message.body
    stranger = Client()
    assert "Xác nhận" in stranger.get(link_in(message)).content.decode()
    assert not EmailAddress.objects.get(email="mo@thu.vn").verified
    stranger.post(link_in(message))
    assert EmailAddress.objects.get(email="mo@thu.vn").verified
    assert sign_in(stranger, "mo@thu.vn").url == HOME


def test_nobody_signs_in_before_the_address_is_confirmed(client, db):
    client.post("/tai-khoan/signup/", NEW)
    fresh = Client()
    assert sign_in(fresh, "mo@thu.vn").url == "/tai-khoan/confirm-email/"
    assert not is_signed_in(fresh)


def test_consent_is_asked_in_plain_words_and_never_ticked_beforehand(client, db):
    page = client.get("/tai-khoan/signup/").content.decode()
    box = re.search(r'<input type="checkbox" name="consent"[^>]*>', page)[0]
    assert "checked" not in box
    assert "91/2025/QH15" in page


def test_without_consent_no_account_is_made(client, db):
    response = client.post("/tai-khoan/signup/", {**NEW, "consent": ""})
    assert response.context["form"].errors == {
        "consent": ["Cần bạn tự đánh dấu đồng ý thì cổng mới được lập tài khoản."]
    }
    assert not User.objects.filter(email="mo@thu.vn").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"full_name": "…"}, "full_name"),
        ({"full_name": "A" * 121}, "full_name"),
        ({"email": "mo@"}, "email"),
        ({"email": "m" * 250 + "@thu.vn"}, "email"),
        ({"password1": "ngắn", "password2": "ngắn"}, "password1"),
        ({"password2": "khác hẳn đi"}, "password2"),
    ],
)
def test_a_mistake_at_sign_up_is_said_in_vietnamese_at_its_field(client, db, change, field):
    response = client.post("/tai-khoan/signup/", {**NEW, **change})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    (sentence, *_) = response.context["form"].errors[field]
    assert re.search(r"[à-ỹđ]", sentence.lower())


def test_signing_up_with_a_known_address_looks_the_same_and_only_the_mail_tells(client, person):
    response = client.post("/tai-khoan/signup/", {**NEW, "email": person.email})
    assert response.url == "/tai-khoan/confirm-email/"
    (message,) = mail.outbox
    assert "đã có tài khoản dùng địa chỉ này" in message.body
    person.refresh_from_db()
    assert person.full_name == "Người Quen"


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(client, person):
    errors = [sign_in(client, email, "sai").context["form"].errors for email in [person.email, "khong-ai@thu.vn"]]
    assert errors == [{"__all__": ["Địa chỉ thư hoặc mật khẩu không đúng."]}] * 2


def test_guessing_is_stopped_even_when_the_right_password_comes_at_last(client, person):
    for _ in range(5):
        sign_in(client, person.email, "sai")
    response = sign_in(client, person.email)
    assert response.context["form"].errors == {"__all__": ["Đăng nhập sai quá nhiều lần. Hãy thử lại sau ít phút."]}
    assert not is_signed_in(client)


def test_asking_too_often_from_one_place_is_answered_with_a_page(client, db):
    answers = [client.post("/tai-khoan/password/reset/", {"email": f"nguoi{number}@thu.vn"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Quá nhiều lần thử" in answers[-1].content.decode()


def test_a_forgotten_password_is_set_anew_by_mail(client, person):
    client.post("/tai-khoan/password/reset/", {"email": person.email})
    (message,) = mail.outbox
    assert message.subject == "[CNNT] Đặt lại mật khẩu"
    page = client.get(link_in(message), follow=True)
    new = "mật-khẩu-mới-tinh"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(client, person.email).context["form"].errors
    assert sign_in(client, person.email, new).url == HOME


def test_a_reset_for_an_unknown_address_looks_the_same(client, person):
    answers = [client.post("/tai-khoan/password/reset/", {"email": email}).url for email in [person.email, "la@thu.vn"]]
    assert answers == ["/tai-khoan/password/reset/done/"] * 2
    assert "Cổng không có tài khoản nào dùng địa chỉ này." in mail.outbox[1].body


def test_a_deactivated_person_does_not_get_in(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign_in(client, person.email)
    assert not is_signed_in(client)


def test_an_expired_session_leads_back_to_the_page_after_sign_in(client, person):
    url = client.get(HOME).url
    assert url == f"/tai-khoan/login/?next={HOME}"
    assert f'value="{HOME}"' in client.get(url).content.decode()
    assert sign_in(client, person.email).url == HOME


def test_a_foreign_address_after_sign_in_is_not_followed(client, person, settings):
    settings.LOGIN_REDIRECT_URL = "account_email"
    data = {"login": person.email, "password": PASSWORD, "next": "https://ke-gian.example/"}
    assert client.post("/tai-khoan/login/", data).url == "/tai-khoan/email/"


@pytest.mark.parametrize("configured", [False, True])
def test_the_button_of_vneid_appears_when_it_is_configured(client, db, settings, configured):
    vneid = {
        "provider_id": "vneid",
        "name": "VNeID",
        "client_id": "cnnt",
        "secret": "bi-mat",
        "settings": {"server_url": "https://vneid.example"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [vneid] if configured else []}}
    page = client.get("/tai-khoan/login/").content.decode()
    assert ("Đăng nhập bằng VNeID" in page) is configured

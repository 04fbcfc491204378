import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.factories.accounts import make_person

PASSWORD = "một-mật-khẩu-dài"
HOME = "/tai-khoan/thong-tin/"


def sign_in(client):
    return client.post("/tai-khoan/login/", {"login": "nguoi@thu.vn", "password": PASSWORD, "next": HOME})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def signed_in(db, client):
    make_person("nguoi@thu.vn", "Người Cẩn Thận", password=PASSWORD)
    sign_in(client)
    client.post("/tai-khoan/reauthenticate/", {"password": PASSWORD, "next": HOME})
    return client


@pytest.fixture
def with_app(signed_in):
    """A person who has switched the authenticator app on."""
    page = signed_in.get("/tai-khoan/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    response = signed_in.post("/tai-khoan/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302
    return signed_in


def recovery_codes(client):
    page = client.get("/tai-khoan/2fa/recovery-codes/").content.decode()
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1].split()


def test_with_the_app_on_the_password_alone_does_not_open(with_app):
    fresh = Client()
    assert sign_in(fresh).url.startswith("/tai-khoan/2fa/authenticate/")
    assert fresh.get(HOME).status_code == 302
    wrong = fresh.post("/tai-khoan/2fa/authenticate/", {"code": "000000"})
    assert wrong.context["form"].errors == {"code": ["Mã không đúng."]}


def test_a_recovery_code_opens_once(with_app):
    codes = recovery_codes(with_app)
    assert len(codes) == 10
    fresh = Client()
    sign_in(fresh)
    assert fresh.post("/tai-khoan/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert fresh.get(HOME).status_code == 200
    again = Client()
    sign_in(again)
    assert again.post("/tai-khoan/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_switching_the_app_off_asks_who_one_is_when_the_session_is_old(with_app):
    session = with_app.session
    session["account_authentication_methods"] = [
        {**method, "at": 0} for method in session["account_authentication_methods"]
    ]
    session.save()
    url = with_app.get("/tai-khoan/2fa/totp/deactivate/").url
    assert url.startswith(("/tai-khoan/reauthenticate/", "/tai-khoan/2fa/reauthenticate/"))
    assert "Xác nhận lại danh tính" in with_app.get(url).content.decode()
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_adding_a_key_loads_its_script_from_a_file_and_its_data_as_json(signed_in):
    page = signed_in.get("/tai-khoan/2fa/webauthn/add/").content.decode()
    assert '<script id="js_data" type="application/json">' in page
    assert re.findall(r'<script src="([^"]+)"></script>', page) == [
        "/static/mfa/js/webauthn-json.js",
        "/static/mfa/js/webauthn.js",
        "/static/account/js/onload.js",
    ]


def test_the_security_page_says_what_is_on(with_app):
    page = with_app.get("/tai-khoan/2fa/").content.decode()
    assert "Tắt ứng dụng xác thực" in page
    assert "Xem mã" in page

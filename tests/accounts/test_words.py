"""The sign-in library ships no Vietnamese: ours must be complete, and no page may fall back to English."""

import html
import re
from pathlib import Path

import allauth
import pytest
from django.forms.forms import BaseForm
from django.forms.utils import pretty_name
from django.utils.translation import gettext, ngettext, override

from tests.factories.accounts import make_person

LIBRARY = Path(allauth.__file__).parent
# What of the library we have installed; the rest of its catalogue belongs to parts that nobody can reach here.
PARTS = re.compile(
    r"#: .*\b(account|mfa|socialaccount/(?!providers/)|socialaccount/providers/(oauth2|openid_connect|base)|"
    r"templates/(account|mfa|socialaccount|allauth))/"
)
SENTENCE = re.compile(r"\w+ \w+ \w+")


def library_words():
    """Msgids of the library's English catalogue that come from the installed parts."""
    text = (LIBRARY / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    for entry in text.split("\n\n")[1:]:
        if not PARTS.search(entry) or "msgctxt" in entry or "\n#~" in entry:
            continue
        msgid = re.search(r'^msgid ((?:".*"\n?)+)', entry, re.MULTILINE)[1]
        parts = re.findall(r'"(.*)"', msgid)
        yield "".join(parts).replace("\\n", "\n").replace('\\"', '"'), "msgid_plural" in entry


def test_every_word_of_the_library_has_its_vietnamese():
    words = list(library_words())
    assert len(words) > 250
    with override("vi"):
        untranslated = [word for word, plural in words if translated(word, plural) == word]
    assert untranslated == []


def translated(word, plural):
    return ngettext(word, word, 2) if plural else gettext(word)


PAGES_OF_STRANGERS = [
    "/tai-khoan/login/",
    "/tai-khoan/signup/",
    "/tai-khoan/password/reset/",
    "/tai-khoan/password/reset/done/",
    "/tai-khoan/password/reset/key/1-sai/",
    "/tai-khoan/password/reset/key/done/",
    "/tai-khoan/confirm-email/",
    "/tai-khoan/confirm-email/sai/",
    "/tai-khoan/inactive/",
    "/tai-khoan/3rdparty/login/cancelled/",
]
PAGES_OF_PEOPLE = [
    "/tai-khoan/logout/",
    "/tai-khoan/email/",
    "/tai-khoan/password/change/",
    "/tai-khoan/reauthenticate/",
    "/tai-khoan/2fa/",
    "/tai-khoan/2fa/totp/activate/",
    "/tai-khoan/2fa/webauthn/",
    "/tai-khoan/2fa/webauthn/add/",
    "/tai-khoan/3rdparty/",
    "/tai-khoan/thong-tin/",
    "/tai-khoan/to-chuc/",
]


def visible(page):
    page = re.sub(r"<(script|style|noscript)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def english_in(page):
    """Sentences and labels of the library that stand untranslated on the page."""
    text = visible(page)
    words = {word for word, _ in library_words() if SENTENCE.match(word) and "%" not in word}
    return sorted(word for word in words if word in text)


def unlabelled_in(response):
    """Labels on the page that are only a field's name in the code."""
    forms = [value for layer in response.context or [] for value in layer.flatten().values() if is_form(value)]
    labels = {field.label for form in forms for field in form.visible_fields() if label_is_its_name(field)}
    return sorted(label for label in labels if label in visible(response.content.decode()))


def is_form(value):
    return isinstance(value, BaseForm)


def label_is_its_name(field):
    return field.label == pretty_name(field.name)


def inline_code_in(page):
    scripts = [
        tag for tag in re.findall(r"<script\b[^>]*>", page) if "src=" not in tag and "application/json" not in tag
    ]
    return scripts + re.findall(r'<[^>]+\s(?:style|on\w+)="[^"]*"', page)


def test_english_and_inline_code_would_be_noticed():
    assert english_in("<p>Forgot your password?</p>") == ["Forgot your password?"]
    assert len(inline_code_in('<script>a</script><p style="x" ></p><a onclick="b">')) == 3


@pytest.mark.parametrize("url", PAGES_OF_STRANGERS)
def test_pages_before_sign_in_are_vietnamese_and_free_of_inline_code(client, db, url):
    response = client.get(url)
    page = response.content.decode()
    assert response.status_code == 200
    assert (english_in(page), unlabelled_in(response), inline_code_in(page)) == ([], [], [])


def test_a_failed_sign_in_elsewhere_is_explained_to_who_has_not_signed_in(client, db):
    response = client.get("/tai-khoan/3rdparty/login/error/")
    assert response.status_code == 401
    assert "Có lỗi khi đăng nhập bằng tài khoản ngoài" in response.content.decode()


@pytest.mark.parametrize("url", PAGES_OF_PEOPLE)
def test_pages_after_sign_in_are_vietnamese_and_free_of_inline_code(client, db, url):
    make_person("nguoi@thu.vn", password="một-mật-khẩu-dài")
    data = {"login": "nguoi@thu.vn", "password": "một-mật-khẩu-dài", "next": "/tai-khoan/thong-tin/"}
    assert client.post("/tai-khoan/login/", data).status_code == 302
    client.post("/tai-khoan/reauthenticate/", {"password": "một-mật-khẩu-dài", "next": data["next"]})
    response = client.get(url)
    page = response.content.decode()
    assert response.status_code == 200
    assert (english_in(page), unlabelled_in(response), inline_code_in(page)) == ([], [], [])

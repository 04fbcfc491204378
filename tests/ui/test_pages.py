import re
import unicodedata

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import get_resolver, path, reverse
from fontTools.ttLib import TTFont

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.ui import navigation
from cnnt_portal.urls import urlpatterns as portal_urls
from tests.factories import judging

GALLERY = "/thanh-phan/"


def _refuse(request):
    raise Refused("Kỳ bình chọn đã đóng nhận hồ sơ.")


def _forbid(request):
    raise NotPermitted("Chỉ thư ký hội đồng được nhập quyết định.")


def _break(request):
    raise RuntimeError("hỏng")


urlpatterns = [*portal_urls, path("tu-choi/", _refuse), path("cam/", _forbid), path("hong/", _break)]


def test_the_gallery_is_for_the_embedded_mode_only(client, db):
    assert client.get(GALLERY).status_code == 200
    with override_settings(EMBEDDED=False):
        assert client.get(GALLERY).status_code == 404


def test_the_trial_banner_stands_in_the_embedded_mode_only(client, db):
    assert "Chế độ dùng thử" in client.get("/khong-co/").content.decode()
    with override_settings(EMBEDDED=False):
        assert "Chế độ dùng thử" not in client.get("/khong-co/").content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_shows_its_own_sentence_on_a_page_and_in_a_fragment(cast, client_of):
    client = client_of(cast.owner)
    page = client.get("/tu-choi/")
    assert page.status_code == 409
    assert "Kỳ bình chọn đã đóng nhận hồ sơ." in page.content.decode()
    fragment = client.get("/tu-choi/", headers={"HX-Request": "true"})
    assert fragment.status_code == 409
    assert "Kỳ bình chọn đã đóng nhận hồ sơ." in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_what_is_not_permitted_is_told_with_its_reason(cast, client_of):
    page = client_of(cast.owner).get("/cam/")
    assert page.status_code == 403
    assert "Chỉ thư ký hội đồng được nhập quyết định." in page.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_mistake_has_a_page_that_needs_no_database(cast, client_of, django_assert_num_queries):
    client = client_of(cast.owner)
    client.raise_request_exception = False
    page = client.get("/hong/")
    assert page.status_code == 500
    assert "Cổng gặp lỗi, không phải do bạn" in page.content.decode()
    with django_assert_num_queries(0):
        assert "Về trang đầu" in render_to_string("500.html")
        assert "Yêu cầu không hợp lệ" in render_to_string("400.html")


def test_a_form_without_its_token_is_told_that_nothing_is_lost(db):
    page = Client(enforce_csrf_checks=True).post(GALLERY, {"name": "x"})
    assert page.status_code == 403
    assert "nội dung đã gõ chưa mất" in page.content.decode()


def is_called_nguyen(user):
    return user.full_name.startswith("Nguyễn")


@pytest.fixture
def entries(settings):
    settings.NAVIGATION = [
        ("Tra cứu", "ui:gallery", "public"),
        ("Việc", [("Việc nền", "jobs:job_list", "signed_in"), ("Của Cục", "account_login", [OrganisationKind.AGENCY])]),
        ("Họ Nguyễn", "account_signup", f"{__name__}.is_called_nguyen"),
        ("Chưa xây", "khong:co", "public"),
    ]

    def drawn(user, address=GALLERY):
        found = navigation.entries_for(user, address)
        return [(entry.label, *(link.label for link in entry.entries)) for entry in found]

    return drawn


def test_each_reader_sees_their_own_navigation_and_a_group_of_one_is_no_group(entries, cast):
    assert entries(None) == [("Tra cứu",)]
    assert entries(cast.owner) == [("Tra cứu",), ("Việc nền",)]
    assert entries(cast.cuc_officer) == [("Tra cứu",), ("Việc", "Việc nền", "Của Cục")]
    assert entries(cast.cuc_head) == [("Tra cứu",), ("Việc", "Việc nền", "Của Cục"), ("Họ Nguyễn",)]


def test_the_entry_of_the_present_page_is_marked_and_its_group_with_it(entries, cast):
    address = f"{reverse('jobs:job_list')}7/"
    marked = [entry.label for entry in navigation.entries_for(cast.owner, address) if entry.current]
    assert marked == ["Việc nền"]
    [group] = [entry for entry in navigation.entries_for(cast.cuc_officer, address) if entry.current]
    assert (group.label, [link.label for link in group.entries if link.current]) == ("Việc", ["Việc nền"])


def test_experts_meet_their_councils_in_the_menu_and_owners_do_not(cast, client_of):
    def leads_to_councils(person):
        return f'href="{reverse("judging:council_list")}"' in client_of(person).get(GALLERY).content.decode()

    people_with_a_way = [p for p in ("owner", "so_officer", "leader", "judge1") if leads_to_councils(getattr(cast, p))]
    assert people_with_a_way == ["so_officer", "leader"]
    judging.council(judges=1)
    assert leads_to_councils(cast.judge1)


def test_every_door_to_another_room_leads_somewhere():
    """`url_if_any` is silent about a name that nobody bears, so a mistyped one would hide its link for ever."""

    def exists(name):
        room, _, page = name.rpartition(":")
        resolver = get_resolver("cnnt_portal.urls")
        return page in (resolver.namespace_dict[room][1] if room in resolver.namespace_dict else resolver).reverse_dict

    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r'url_if_any "([\w:]+)"', path.read_text("utf-8"))}
    assert (exists("ui:gallery"), exists("home"), named != set()) == (True, False, True)
    assert [name for name in sorted(named) if not exists(name)] == []


def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_code(client, db):
    page = client.get(GALLERY)
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    html = page.content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert [part for part in html.split("<script")[1:] if "src=" not in part.split(">")[0]] == []
    assert [part for part in html.split('src="')[1:] if not part.startswith("/static/")] == []


def test_static_files_point_only_to_files_that_exist(tmp_path, settings):
    """Hashed storage refuses a style sheet that names a missing file."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.INSTALLED_APPS = ["django.contrib.staticfiles"]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


VIETNAMESE = [
    letter
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    for letter in [unicodedata.normalize("NFC", base + mark)]
] + ["đ", "Đ"]


@pytest.mark.parametrize("style", ["400-normal", "400-italic", "500-normal", "600-normal", "700-normal"])
def test_the_screen_family_draws_every_vietnamese_letter_itself(style):
    assert len(set(VIETNAMESE)) == 146
    folder = settings.BASE_DIR / "static" / "fonts" / "be-vietnam-pro-5.3.0"
    drawn = set()
    for subset in ("latin", "vietnamese"):
        drawn |= TTFont(folder / f"be-vietnam-pro-{subset}-{style}.woff2").getBestCmap().keys()
    assert [letter for letter in VIETNAMESE if ord(letter) not in drawn] == []

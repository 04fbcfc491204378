import urllib.request
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory

from cnnt_portal.errors import NotPermitted
from cnnt_portal.files import pictures
from cnnt_portal.files.models import StoredFile
from cnnt_portal.files.responses import send, send_picture
from tests.factories.files import docx, jpeg, make_stored_file, pdf


@pytest.fixture
def request_of(rf: RequestFactory, cast):
    request = rf.get("/")
    request.user = cast.owner
    return request


def body(response):
    return b"".join(response.streaming_content)


def test_the_file_comes_as_it_was_under_its_vietnamese_name(request_of):
    content = pdf()
    stored = make_stored_file(content, "Giấy chứng nhận “ĐKKD”.pdf")
    response = send(request_of, stored)
    assert body(response) == content
    disposition = response["Content-Disposition"]
    assert disposition.startswith("inline; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == "Giấy chứng nhận “ĐKKD”.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown_where_no_script_can_run(request_of):
    response = send(request_of, make_stored_file())
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in response["Content-Security-Policy"].split("; ")


def test_the_policy_of_a_file_survives_the_policy_of_the_pages(client_of, cast, settings):
    stored = make_stored_file()
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": _one_page(stored)})
    response = client_of(cast.owner).get("/tep/")
    assert response["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; sandbox; frame-ancestors 'self'"


def _one_page(stored):
    from django.urls import path

    return [path("tep/", lambda request: send(request, stored))]


def test_office_files_are_only_downloaded_and_a_name_may_be_given(request_of):
    stored = make_stored_file(docx(), "a.docx")
    assert send(request_of, stored)["Content-Disposition"] == 'attachment; filename="a.docx"'
    named = send(request_of, make_stored_file(), as_attachment=True, filename="x/../ho so")
    assert named["Content-Disposition"] == 'attachment; filename="ho so.jpg"'


@pytest.mark.parametrize(
    ("scan", "words"), [(StoredFile.Scan.INFECTED, "có mã độc"), (StoredFile.Scan.WAITING, "đang chờ quét")]
)
def test_an_infected_or_waiting_file_is_never_sent(request_of, scan, words):
    stored = make_stored_file()
    assert body(send(request_of, stored))
    stored.scan = scan
    for answer in (lambda: send(request_of, stored), lambda: send_picture(request_of, stored, 160)):
        with pytest.raises(NotPermitted, match=words):
            answer()


def test_a_published_picture_is_sent_without_metadata(request_of):
    stored = make_stored_file(jpeg((400, 200)), "Ảnh.png")
    response = send_picture(request_of, stored, 160, public=True)
    assert body(response) == pictures.published(stored, 160)
    assert response["Cache-Control"] == "no-cache"
    request_of.META["HTTP_IF_NONE_MATCH"] = response["ETag"]
    assert send_picture(request_of, stored, 160, public=True).status_code == 304
    assert send_picture(request_of, stored, 320, public=True).status_code == 200


def test_behind_nginx_only_the_internal_address_is_answered(request_of, settings):
    settings.FILES_ACCEL_PREFIX = "/_tep/"
    stored = make_stored_file(pdf(), "giấy.pdf")
    response = send(request_of, stored)
    assert response["X-Accel-Redirect"] == f"/_tep/{stored.key}"
    assert response.content == b""
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    picture = send_picture(request_of, make_stored_file(), 160)
    assert default_storage.exists(picture["X-Accel-Redirect"].removeprefix("/_tep/"))


def test_on_object_storage_the_browser_gets_a_signed_address_for_a_minute(s3, request_of):
    content = pdf()
    stored = make_stored_file(content, "Giấy chứng nhận.pdf")
    with stored.open() as file:
        assert file.read() == content
    response = send(request_of, stored, as_attachment=True)
    assert response.status_code == 302
    assert response["Cache-Control"] == "private, no-store"
    assert "X-Amz-Expires=60" in response["Location"]
    assert "X-Amz-Signature=" in response["Location"]
    with urllib.request.urlopen(response["Location"], timeout=10) as answer:
        assert answer.read() == content
        assert unquote(answer.headers["Content-Disposition"]) == "attachment; filename*=utf-8''Giấy chứng nhận.pdf"
        assert answer.headers["Content-Type"] == "application/pdf"


def test_pictures_are_published_and_forgotten_on_object_storage_too(s3, request_of):
    stored = make_stored_file()
    first = pictures.published(stored, 160)
    assert default_storage.exists(pictures.published_key(stored, 160))
    response = send_picture(request_of, stored, 160)
    assert (response.status_code, response.content, response["X-Content-Type-Options"]) == (200, first, "nosniff")
    pictures.forget(stored.key)
    assert not default_storage.exists(pictures.published_key(stored, 160))

import os

import pytest
from django import forms
from django.http import JsonResponse
from django.test import Client
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import PDF
from tests.factories.files import pdf, upload

seen = {}


class Unread:
    """A body that nobody may touch."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


class PaperForm(forms.Form):
    paper = CheckedFileField(accept=PDF)


@csrf_exempt
def receive(request):
    paper = request.FILES["paper"]
    seen["kept"] = os.path.getsize(paper.temporary_file_path())
    form = PaperForm({}, request.FILES)
    return JsonResponse({"ok": form.is_valid(), "errors": form.errors})


urlpatterns = [path("nhan/", receive)]


def test_an_upload_past_the_limit_is_not_written_to_the_disk_and_still_gets_its_sentence(client_of, cast, settings):
    settings.ROOT_URLCONF, settings.FILES_MAX_BYTES = __name__, 50_000
    client = client_of(cast.owner)
    answer = client.post("/nhan/", {"paper": upload(b"%PDF-1.7" + bytes(300_000), "to.pdf")}).json()
    assert seen["kept"] == 50_001
    assert "vượt quá mức cho phép" in answer["errors"]["paper"][0]
    content = pdf()
    assert client.post("/nhan/", {"paper": upload(content, "vua.pdf")}).json() == {"ok": True, "errors": {}}
    assert seen["kept"] == len(content)


def test_what_a_stranger_sends_is_not_read_where_one_must_be_signed_in(cast):
    address = reverse("registrations:paper_list", args=[1])

    def send(browser):
        browser.cookies["csrftoken"] = "a" * 32
        return browser.post(
            address, content_type="multipart/form-data; boundary=x", **{"wsgi.input": Unread(), "CONTENT_LENGTH": "400"}
        )

    # Of somebody who is signed in it is read.
    stranger, known = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    known.force_login(cast.outsider)
    with pytest.raises(AssertionError, match="the body was read"):
        send(known)
    answer = send(stranger)
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={address}")

"""The server dies while somebody writes or sends a file, and comes back: nothing that was given is lost."""

import hashlib
from io import BytesIO
from random import Random

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from tests.browser.fixtures import *  # noqa: F403
from tests.browser.server import running_server
from tests.factories import registrations as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server():
    with running_server() as server:
        yield server


def _large_photo():
    """Six megabytes that nothing can compress."""
    size = (1600, 1250)
    noise = Image.frombytes("RGB", size, Random(3).randbytes(size[0] * size[1] * 3))
    out = BytesIO()
    noise.save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_nothing_typed_and_no_byte_sent_is_lost_when_the_server_dies_and_comes_back(server, new_context):
    entry = make.draft_entry()
    page = server.page_of(make.owner_of_entry(entry), new_context)
    page.goto(reverse("registrations:dossier_edit", args=[entry.pk, "culture"]))
    page.fill("[name=culture]", "Làng nghề bánh tráng")
    server.kill()
    page.fill("[name=culture]", "Làng nghề bánh tráng hơn một trăm năm")
    expect(page.get_by_text("Mất kết nối với cổng")).to_be_visible(timeout=60_000)
    server.start()
    expect(page.get_by_text("Đã tự lưu vào cổng")).to_be_visible(timeout=60_000)
    entry.dossier.refresh_from_db()
    assert entry.dossier.answers["culture"] == "Làng nghề bánh tráng hơn một trăm năm"

    photo, offsets = _large_photo(), []

    def on_the_way(route):
        """The server is killed under the second piece, and the line is cut under the fourth."""
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) == 2:
                server.kill()
            if len(offsets) in (2, 4):
                return route.abort("connectionreset")
        return route.continue_()

    page.route("**/tai-len/**", on_the_way)
    chosen = {"name": "mat-truoc.png", "mimeType": "image/png", "buffer": photo}
    address = reverse("registrations:paper_list", args=[entry.pk])
    page.goto(address)
    page.set_input_files("[name=upload]", chosen)
    page.get_by_role("button", name="Đưa vào hồ sơ").click()
    expect(page.get_by_text("Biểu mẫu sẽ tự gửi khi các tệp đến đủ")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Phần đã đến vẫn còn, sẽ tự tải tiếp")).to_be_visible(timeout=60_000)
    server.start()
    expect(page.get_by_text("Phần đã đến vẫn còn, sẽ tự tải tiếp")).to_be_hidden(timeout=60_000)
    expect(page.get_by_text("Phần đã đến vẫn còn, sẽ tự tải tiếp")).to_be_visible(timeout=60_000)

    page.goto(address)
    expect(page.get_by_text("Chọn lại đúng tệp này ở trên để tải tiếp phần còn lại")).to_be_visible()
    page.set_input_files("[name=upload]", chosen)
    expect(page.get_by_role("checkbox", name="mat-truoc.png")).to_be_checked(timeout=60_000)
    page.get_by_role("button", name="Đưa vào hồ sơ").click()
    expect(page.get_by_text("Đã thêm: Ảnh chụp mặt trước")).to_be_visible(timeout=60_000)
    assert entry.dossier.papers.get().file.sha256 == hashlib.sha256(photo).hexdigest()
    assert offsets[0] == 0
    assert min(offsets[1:]) == offsets[1] > 0

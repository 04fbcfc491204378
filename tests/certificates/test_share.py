"""The picture beside a shared link to a product's page."""

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from certificates import share
from cnnt_portal.text import nfc
from tests.factories import certificates as make
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db


def picture_of(client, certificate):
    answer = client.get(reverse("certificates:product_share", args=[certificate.product_id]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    return answer.content


def test_the_page_names_the_picture_and_it_has_the_size_that_other_sites_ask_for(client):
    known = known_certificate("Miến dong Bình Liêu")
    page = client.get(reverse("certificates:product", args=[known.product_id])).content.decode()
    address = re.search(r'property="og:image" content="([^"]+)"', page)[1]
    content = client.get(address.removeprefix("http://localhost:8000")).content
    assert Image.open(BytesIO(content)).size == (1200, 630)
    assert len(content) < 300_000


def test_the_photo_is_in_the_picture_once_its_establishment_agreed(client):
    issued = make.certificate()
    before = picture_of(client, issued)
    assert picture_of(client, issued) == before
    make.shown(issued)
    assert picture_of(client, issued) != before


@pytest.mark.parametrize("name", ["Ữ" * 300, "Bánh " * 60, "Chè"])
def test_no_name_leaves_its_room(name):
    facts = {"maker": "Hợp tác xã Tâm Hòa " * 8, "place": "Tỉnh Vĩnh Long", "award": "Cấp tỉnh, năm 2025"}
    drawn = Image.open(BytesIO(share.drawn(name=name, **facts)))
    margins = [drawn.crop((share.WIDTH - 60, 20, share.WIDTH, 630)), drawn.crop((0, 610, 1200, 630))]
    for margin in margins:
        plain = Image.new("RGB", margin.size, share.PAPER)
        assert max(high for _, high in ImageChops.difference(margin, plain).getextrema()) < 12


def test_the_face_has_every_vietnamese_letter():
    letters = {
        nfc(f"{base}{tone}")
        for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    } | set("đĐ…")
    for face in ("Bold", "Regular"):
        known = TTFont(share._FONTS / f"LiberationSerif-{face}.ttf").getBestCmap()
        assert [letter for letter in letters if ord(letter) not in known] == []


def test_what_search_engines_read_has_the_shape_that_they_ask_for(client):
    issued = make.shown(make.certificate())
    page = client.get(reverse("certificates:product", args=[issued.product_id])).content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Product")
    assert told["manufacturer"] == {"@type": "Organization", "name": issued.establishment_name}
    assert told["award"] == [f"Sản phẩm công nghiệp nông thôn tiêu biểu cấp tỉnh {issued.year}"]
    assert len(told["image"]) == 3
    assert all(address.startswith("http://localhost:8000/") for address in (*told["image"], told["url"]))

"""A recognised product's public page, its photos, and what search engines read."""

import datetime
import json
import re
import time

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import queries
from certificates.contacts import without_contacts
from certificates.models import Certificate
from cnnt_portal.files import pictures
from tests.factories import certificates as make
from tests.factories import geography
from tests.factories import registrations as registered
from tests.factories.judging import published_round
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db


def page_of(client, certificate):
    answer = client.get(reverse("certificates:product", args=[certificate.product_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def photo_url(paper, width=320):
    return reverse("certificates:product_photo", args=[paper.version.dossier.product_id, paper.pk, width])


def test_a_product_shows_its_certificates_through_the_years_and_its_place_of_today(client):
    then = geography.province_of_then("Bến Tre")
    first = known_certificate("Kẹo dừa", province=then, issued_on=datetime.date(2019, 12, 2), level="region")
    second = known_certificate(product=first.product, province=then, issued_on=datetime.date(2023, 12, 1))
    page = " ".join(page_of(client, first).split())
    assert [page.index(f'/kiem-tra/{one.code}/"') for one in (second, first)] == sorted(
        page.index(f'/kiem-tra/{one.code}/"') for one in (first, second)
    )
    assert "<dt>Nay thuộc</dt> <dd>Tỉnh Vĩnh Long</dd>" in page
    assert client.get(reverse("certificates:product", args=[registered.product().pk])).status_code == 404


def test_the_story_is_told_without_telephone_numbers_and_addresses_of_mail(client):
    issued = make.shown(make.certificate())
    version = issued.entry.version
    version.content["answers"] |= {"channels": "Gọi 0912 345 678 hoặc chi.hanh@coso.vn, có ở WinMart năm 2025"}
    version.save()
    told = dict(queries.story_of(version))
    assert told["Nơi bán"] == "Gọi … hoặc …, có ở WinMart năm 2025"
    page = page_of(client, issued)
    assert version.content["answers"]["culture"] in page
    facts = version.content["establishment"]
    secrets = (facts["phone"], facts["email"], facts["representative"], facts["tax_code"])
    assert all(secrets)
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Giá 1.200.000 đồng", "Giá 1.200.000 đồng"),
        ("Từ 1990 - 2020, 01/2019 – 08/2025", "Từ 1990 - 2020, 01/2019 – 08/2025"),
        ("từ 02/09/2020 - 31/12/2025", "từ 02/09/2020 - 31/12/2025"),
        ("120 000 000 sản phẩm, 84.000.000.000 đồng", "120 000 000 sản phẩm, 84.000.000.000 đồng"),
        ("500.000, 0912 345 678, 0987.654.321.", "500.000, …, …."),
        ("0912/345/678 hay 0912–345–678 hay 0912,345,678", "… hay … hay …"),
        ("(0270) 3822 333; +84 912 345 678; 0084912345678; 84912345678", "…; …; …; …"),
        ("Thư: hanh@coso.vn, hanh [at] coso.vn, hanh(at)coso.vn (hanh@coso.vn)", "Thư: …, …, … (…)"),
        ("chua @ 20 đồng, @dua", "chua @ 20 đồng, @dua"),
    ],
)
def test_telephone_numbers_and_mail_are_told_from_prices_and_years(written, shown):
    assert without_contacts(written) == shown


@pytest.mark.parametrize("piece", ["a@", "@", "a", "1", "0", "0 ", "a@b", "0912 ", "a [at] ", "(0"])
def test_no_text_however_made_takes_long_to_clean(piece):
    text = piece * (4_000 // len(piece))
    before = time.process_time()
    without_contacts(text)
    assert time.process_time() - before < 0.2


def test_photos_of_recognised_products_are_public_and_no_others(client):
    round_ = published_round(means=("80", "60"))
    issued = make.shown(make.certificate(make.decision(round_)))
    photos = list(queries.public_photos())
    assert {photo.version_id for photo in photos} == {issued.entry.version_id}
    answer = client.get(photo_url(photos[0]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "no-cache"
    assert photo_url(photos[0]) in client.get(reverse("certificates:register")).content.decode()
    assert client.get(photo_url(photos[0], 321)).status_code == 404
    left_out = round_.entries.exclude(pk=issued.entry_id).get().version.papers.filter(kind="photo_front").get()
    paper = issued.entry.version.papers.exclude(pk__in=[photo.pk for photo in photos]).first()
    assert [client.get(photo_url(other)).status_code for other in (left_out, paper)] == [404, 404]


def lose(stored):
    for key in (stored.key, *(pictures.published_key(stored, width) for width in pictures.WIDTHS)):
        default_storage.delete(key)
    cache.clear()


def test_a_photo_whose_file_is_lost_breaks_no_page(client):
    issued = make.shown(make.certificate())
    lost, *others = queries.public_photos()
    share = reverse("certificates:product_share", args=[issued.product_id])
    whole = client.get(share).content
    lose(lost.file)
    assert issued.product_name in page_of(client, issued)
    assert client.get(reverse("certificates:register")).status_code == 200
    assert [client.get(photo_url(one)).status_code for one in (lost, *others)] == [404, 200, 200]
    without = client.get(share)
    assert (without.status_code, without.content == whole) == (200, False)


def test_search_engines_read_the_product_and_no_name_ends_the_block(client):
    issued = known_certificate("</script><b>Bánh & kẹo")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page_of(client, issued))[1]
    assert json.loads(block)["name"] == "</script><b>Bánh & kẹo"
    assert "<" not in block


def test_the_sitemap_names_every_product_and_no_code(client):
    issued = known_certificate()
    known_certificate(product=issued.product, issued_on=datetime.date(2019, 12, 2))
    text = client.get(reverse("certificates:sitemap")).content.decode()
    assert text.count(reverse("certificates:product", args=[issued.product_id])) == 1
    assert not any(code in text for code in Certificate.objects.values_list("code", flat=True))
    robots = client.get(reverse("certificates:robots")).content.decode()
    assert ("Disallow: /kiem-tra/" in robots, "/sitemap.xml" in robots) == (True, True)


@pytest.mark.parametrize("name", ["product", "product_share", "public_decision"])
def test_a_number_longer_than_any_key_is_not_found(client, name):
    assert client.get(reverse(f"certificates:{name}", args=[int("9" * 30)])).status_code == 404


def test_each_decision_has_its_public_list(client):
    held = known_certificate("Kẹo dừa", issued_on=datetime.date(2023, 12, 1))
    known_certificate("Chè", issued_on=datetime.date(2025, 12, 1))
    entered_only = make.decision(published_round(means=("80",)))
    decisions = reverse("certificates:public_decisions")
    assert [(row.decided_on.year, row.products) for row in client.get(decisions).context["page"]] == [
        (2025, 1),
        (2023, 1),
    ]
    one = client.get(reverse("certificates:public_decision", args=[held.decision_id]))
    assert [row.product_name for row in one.context["page"]] == ["Kẹo dừa"]
    assert client.get(reverse("certificates:public_decision", args=[entered_only.pk])).status_code == 404


def test_the_list_of_a_decision_asks_the_same_number_of_queries(client):
    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    held = known_certificate()
    url = reverse("certificates:public_decision", args=[held.decision_id])
    one = asked()
    known_certificate()
    known_certificate()
    assert (one, asked()) == (5, 5)

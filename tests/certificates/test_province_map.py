import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.province_map import SHADES, shade, tiles
from cnnt_portal.geography import register
from tests.factories import geography
from tests.factories.support_plans import certificate as known_certificate

MAP = reverse("certificates:province_map")


def test_every_province_of_today_has_one_tile_and_both_archipelagos_are_shown():
    provinces = {key.code for key in register.units() if key.level == "province" and key.today}
    coded = [tile.code for tile in tiles() if tile.code]
    assert (len(coded), set(coded)) == (34, provinces)
    assert [tile.name for tile in tiles() if not tile.code] == ["Hoàng Sa", "Trường Sa"]
    assert len({(tile.column, tile.row) for tile in tiles()}) == len(tiles())


def test_shades_go_from_none_to_most():
    assert [shade(count, 40) for count in (0, 1, 10, 11, 40)] == [0, 1, 1, 2, SHADES]
    assert shade(0, 0) == 0


@pytest.mark.django_db
def test_the_map_counts_products_of_then_for_the_province_of_today(client):
    old = geography.province_of_then("Bến Tre")
    first = known_certificate("Kẹo dừa", province=old, issued_on=datetime.date(2019, 12, 2))
    known_certificate(product=first.product, province=old, issued_on=datetime.date(2023, 12, 1))
    known_certificate("Dừa sáp")
    answer = client.get(MAP)
    counts = {count.province.name: (count.recognised, count.in_force) for count in answer.context["counts"]}
    assert counts == {"Vĩnh Long": (2, 2)}
    page = answer.content.decode()
    assert page.count(f"?tinh={geography.province('Vĩnh Long').pk}") == 2
    assert ("Hoàng Sa" in page, "Trường Sa" in page) == (True, True)


@pytest.mark.django_db
def test_a_product_recognised_before_and_after_its_province_was_merged_is_one(client):
    old = geography.province_of_then("Bến Tre")
    first = known_certificate("Kẹo dừa", province=old, issued_on=datetime.date(2023, 12, 1))
    known_certificate(product=first.product, issued_on=datetime.date(2025, 12, 1))
    answer = client.get(MAP)
    counts = {count.province.name: (count.recognised, count.in_force) for count in answer.context["counts"]}
    assert counts == {"Vĩnh Long": (1, 1)}


@pytest.mark.django_db
def test_the_map_asks_the_same_number_of_queries(client):
    def asked():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(MAP)
        return len(captured)

    known_certificate(province=geography.province_of_then("Bến Tre"))
    one = asked()
    known_certificate(province=geography.province_of_then("Trà Vinh"))
    known_certificate()
    assert (one, asked()) == (6, 6)

from datetime import date

import pytest

from cnnt_portal.geography.models import AdministrativeUnit, Region
from cnnt_portal.geography.queries import (
    find_communes,
    predecessors,
    province_named,
    region_of,
    same_territory,
    successors_of,
    successors_on,
    unit_on,
)
from tests.factories.geography import commune, commune_of_then, district, province, province_of_then

pytestmark = pytest.mark.django_db
THEN, NOW = date(2023, 12, 1), date(2026, 11, 21)
VOTE, ECONOMIC = Region.Kind.VOTE, Region.Kind.ECONOMIC


def names(units):
    return [str(unit) for unit in units]


def test_the_same_code_is_another_unit_before_and_after_the_reform():
    old = province_of_then("Vĩnh Long")
    new = province("Vĩnh Long")
    assert unit_on(date(2025, 6, 30), level="province", code="86") == old
    assert unit_on(date(2025, 7, 1), level="province", code="86") == new
    assert old != new


def test_a_unit_is_found_by_name_with_or_without_title_and_marks():
    here = commune("Bình Liêu", of="Quảng Ninh")
    for name in ("Xã Bình Liêu", "bình liêu", "BINH LIEU"):
        assert unit_on(NOW, level="commune", name=name, within=here.province) == here
    assert unit_on(NOW, level="commune", name="Bình", within=here.province) is None


def test_a_name_that_fits_two_units_fits_none():
    commune("Tân Phú", of="Đồng Nai")
    commune("Tân Phú", of="Vĩnh Long")
    assert unit_on(NOW, level="commune", name="Tân Phú") is None
    assert str(unit_on(NOW, level="commune", name="Tân Phú", within=province("Vĩnh Long"))) == "Xã Tân Phú"


def test_a_numbered_district_keeps_its_title():
    assert unit_on(THEN, level="district", name="Quận 1") is None
    here = district("Quận 1", of="Hồ Chí Minh")
    assert unit_on(THEN, level="district", name="quan 1") == here


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TP.HCM", "Hồ Chí Minh"),
        ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("ho chi minh", "Hồ Chí Minh"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("tỉnh Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên - Huế", "Huế"),
        ("Hue\u0302\u0301", "Huế"),
        ("Dak Lak", "Đắk Lắk"),
        ("Hoà Bình", "Hòa Bình"),
        ("Tỉnh Ninh Bình", "Ninh Bình"),
    ],
)
def test_a_province_is_found_as_people_write_it(written, meant):
    wanted = province_of_then(meant)
    for other in ("Hà Nội", "Ninh Thuận", "Bình Thuận"):
        province_of_then(other)
    assert province_named(written, on=THEN) == wanted


def test_a_province_that_has_ended_is_not_found_afterwards():
    province_of_then("Bến Tre")
    assert province_named("Bến Tre", on=NOW) is None
    assert province_named("Vĩnh Long", on=NOW) == province("Vĩnh Long")


def test_a_district_of_2023_still_shows_its_district_and_what_became_of_it():
    binh_lieu = district("Bình Liêu", of="Quảng Ninh")
    assert binh_lieu.address == "Huyện Bình Liêu, Tỉnh Quảng Ninh"
    assert successors_on(binh_lieu, THEN) == [binh_lieu]
    assert names(successors_on(binh_lieu, NOW)) == ["Xã Bình Liêu", "Xã Hoành Mô", "Xã Lục Hồn", "Xã Tiên Yên"]


def test_an_island_district_without_communes_became_a_special_zone():
    assert names(successors_on(district("Lý Sơn", of="Quảng Ngãi"), NOW)) == ["Đặc khu Lý Sơn"]


def test_all_predecessors_of_a_merged_province():
    for name in ("Trà Vinh", "Vĩnh Long", "Bến Tre"):
        province_of_then(name)
    assert names(predecessors(province("Vĩnh Long"))) == ["Tỉnh Bến Tre", "Tỉnh Trà Vinh", "Tỉnh Vĩnh Long"]


def test_successors_of_a_list_cost_one_query(django_assert_num_queries):
    units = [province_of_then(name) for name in ("Bến Tre", "Trà Vinh", "Hậu Giang")] + [province("Hà Nội")]
    with django_assert_num_queries(1):
        found = successors_of(units, on=NOW)
    assert [names(found[unit.pk]) for unit in units] == [
        ["Tỉnh Vĩnh Long"],
        ["Tỉnh Vĩnh Long"],
        ["Thành phố Cần Thơ"],
        ["Thành phố Hà Nội"],
    ]


def test_same_territory_of_a_merged_province_takes_in_its_parts_and_a_part_does_not_take_in_the_whole():
    ben_tre, vinh_long, today = province_of_then("Bến Tre"), province_of_then("Vĩnh Long"), province("Vĩnh Long")
    assert same_territory(today) == {ben_tre.pk, vinh_long.pk, today.pk}
    assert same_territory(ben_tre) == {ben_tre.pk}


def test_a_province_that_was_not_merged_is_one_territory_then_and_now():
    then, now = province_of_then("Hà Nội"), province("Hà Nội")
    assert same_territory(then) == same_territory(now) == {then.pk, now.pk}


def test_communes_know_their_province_at_either_time():
    old = commune_of_then("Húc Động", "Bình Liêu", of="Quảng Ninh")
    assert old.province == province_of_then("Quảng Ninh")
    assert [c.province for c in successors_on(old, NOW)] == [province("Quảng Ninh")]


def test_a_title_changes_without_the_unit_changing():
    dong_nai = province("Đồng Nai")
    assert dong_nai.full_name_on(date(2025, 7, 1)) == "Tỉnh Đồng Nai"
    assert dong_nai.full_name_on(NOW) == str(dong_nai) == "Thành phố Đồng Nai"
    hue = province_of_then("Huế")
    assert hue.full_name_on(date(2024, 12, 31)) == "Tỉnh Thừa Thiên Huế"
    assert hue.full_name_on(date(2025, 1, 1)) == "Thành phố Huế"


def test_lam_dong_straddles_two_vote_regions_and_goes_with_the_majority():
    binh_thuan, dak_nong, lam_dong = (province_of_then(n) for n in ("Bình Thuận", "Đắk Nông", "Lâm Đồng"))
    today = province("Lâm Đồng")
    then = [region_of(u, VOTE, on=THEN).code for u in (binh_thuan, dak_nong, lam_dong)]
    assert then == ["phia-nam", "mien-trung-tay-nguyen", "mien-trung-tay-nguyen"]
    assert region_of(today, VOTE, on=NOW).code == "mien-trung-tay-nguyen"
    assert region_of(binh_thuan, VOTE, on=NOW).code == "mien-trung-tay-nguyen"
    assert region_of(today, VOTE, on=THEN) is None
    assert [m.is_default for m in today.region_memberships.filter(region__kind=VOTE)] == [True]


def test_a_commune_lies_in_its_provinces_region():
    here = commune("Cái Nhum", of="Vĩnh Long")
    assert str(region_of(here, ECONOMIC, on=NOW)) == "Đồng bằng sông Cửu Long"


def test_communes_are_searched_without_marks_by_name_and_province():
    here = commune("Bình Liêu", of="Quảng Ninh")
    commune("Cái Nhum", of="Vĩnh Long")
    assert list(find_communes("binh lieu", on=NOW)) == [here]
    assert list(find_communes("lieu quang ninh", on=NOW)) == [here]
    assert list(find_communes("binh lieu", on=THEN)) == []
    assert list(find_communes("vinh", on=NOW, province=here.province)) == []


def test_names_sort_in_vietnamese_order():
    for name in ("Đồng Nai", "Đà Nẵng", "Điện Biên", "Cao Bằng", "Cà Mau", "An Giang", "Huế", "Hưng Yên", "Hà Nội"):
        province(name)
    assert [unit.name for unit in AdministrativeUnit.objects.provinces().in_order()] == [
        "An Giang",
        "Cà Mau",
        "Cao Bằng",
        "Đà Nẵng",
        "Điện Biên",
        "Đồng Nai",
        "Hà Nội",
        "Huế",
        "Hưng Yên",
    ]

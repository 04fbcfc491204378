"""Two cohorts with real names, from the lowest level to the nation: under the law of 2025, and under that of 2018."""

import csv
import datetime
from pathlib import Path

import pytest
from django.apps import apps

from cnnt_portal.accounts.models import OrganisationKind
from registrations.models import Entry, VoteLevel
from tests import people
from tests.factories import geography
from tests.factories.accounts import make_organisation

from . import cohorts

pytestmark = pytest.mark.django_db
day = datetime.date


def real_products(year, province):
    path = Path(apps.get_app_config("certificates").path, "data", "products.csv")
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["year"], row["province"]) == (str(year), province)]
    return {row["product"]: row for row in rows}


def climb(products, commune, stages, scores):
    """Lead the products through the stages [(level, organiser, opens on, issuer, more)], the best of each going up.
    Returns the councils and {level: {product name: certificate}}."""
    councils, given, lower = [], {}, None
    for (level, organiser, opens_on, issuer, more), totals in zip(stages, scores, strict=True):
        round = cohorts.announced(level, organiser, opens_on, title=f"Kỳ {level.label} {opens_on.year}", **more)
        if lower is None:
            for row in products.values():
                at = opens_on + datetime.timedelta(days=2)
                thing = cohorts.product_of(row["product"], row["establishment"], row["group"], commune, at)
                cohorts.filed(thing, round, at)
            cohorts.accept_all(round, opens_on + datetime.timedelta(days=5))
        else:
            cohorts.sent_up(lower, round)
        lower = cohorts.decided(round, totals)
        given[level] = cohorts.certified(lower, issuer)
        councils.append(lower)
    return councils, given


def line_of(name):
    """The entries of a product from the nation down, as each was taken from the one below."""
    entry = Entry.objects.get(round__level=VoteLevel.NATION, product__name=name)
    line = [entry]
    while entry.climbed_from:
        entry = entry.climbed_from
        line.append(entry)
    return line


def test_a_cohort_of_2025_to_2027_climbs_from_its_commune_to_the_nation():
    names = ("Kẹo dừa ca cao", "Dầu dừa", "Cơm dừa sấy khô")
    products = {name: real_products(2025, "Vĩnh Long")[name] for name in names}
    region = geography.province("Vĩnh Long").region_memberships.get(region__kind="vote", valid_to=None).region
    assert region.name == "Phía Nam"
    stages = [
        (VoteLevel.LOWEST, people.commune_office(), day(2025, 7, 15), "Ủy ban nhân dân xã Cái Nhum", {}),
        (VoteLevel.PROVINCE, people.so(), day(2025, 11, 3), "Ủy ban nhân dân tỉnh Vĩnh Long", {}),
        (VoteLevel.REGION, people.cuc(), day(2026, 3, 16), people.cuc().name, {"region": region}),
        (VoteLevel.NATION, people.cuc(), day(2027, 2, 22), "Bộ Công Thương", {}),
    ]
    scores = [
        dict(zip(names, ("82", "80", "76"), strict=True)),
        dict(zip(names, ("85", "78", "69"), strict=True)),
        dict(zip(names, ("88", "81", "0"), strict=True)),
        dict(zip(names, ("86", "65", "0"), strict=True)),
    ]
    councils, given = climb(products, geography.commune(), stages, scores)
    assert {level: set(found) for level, found in given.items()} == {
        VoteLevel.LOWEST: set(names),
        VoteLevel.PROVINCE: set(names[:2]),
        VoteLevel.REGION: set(names[:2]),
        VoteLevel.NATION: {names[0]},
    }
    assert [given[level][names[0]].valid_until.year for level in given] == [2028, 2029, 2029, 2030]
    line = line_of(names[0])
    assert [entry.round.level for entry in line] == [level for level, *_ in reversed(stages)]
    assert [entry.ground_certificate for entry in line[:-1]] == [
        given[level][names[0]].number for level in (VoteLevel.REGION, VoteLevel.PROVINCE, VoteLevel.LOWEST)
    ]
    assert {council.round.rule_set.lowest_level for council in councils} == {"commune"}
    assert [cohorts.recounted(council) for council in councils] == [[], [], [], []]


def test_a_cohort_of_2022_and_2023_begins_in_a_district_that_is_no_more():
    province = geography.province_of_then("Bà Rịa - Vũng Tàu")
    district = geography.district("Xuyên Mộc", of="Bà Rịa - Vũng Tàu")
    commune = geography.commune_of_then("Hòa Bình", "Xuyên Mộc", of="Bà Rịa - Vũng Tàu")
    products = real_products(2022, "Bà Rịa - Vũng Tàu")
    [name] = products
    region = province.region_memberships.get(region__kind="vote").region
    office = make_organisation(OrganisationKind.DISTRICT, "Ủy ban nhân dân huyện Xuyên Mộc", district)
    department = make_organisation(OrganisationKind.DEPARTMENT, "Sở Công Thương tỉnh Bà Rịa – Vũng Tàu", province)
    stages = [
        (VoteLevel.LOWEST, office, day(2022, 1, 10), "Ủy ban nhân dân huyện Xuyên Mộc", {}),
        (VoteLevel.PROVINCE, department, day(2022, 4, 11), "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu", {}),
        (VoteLevel.REGION, people.cuc(), day(2022, 7, 11), "Cục Công Thương địa phương", {"region": region}),
        (VoteLevel.NATION, people.cuc(), day(2023, 3, 13), "Bộ Công Thương", {}),
    ]
    councils, given = climb(products, commune, stages, [{name: total} for total in ("80", "82", "84", "90")])
    assert [given[level][name].valid_until for level in given] == [day(2025, 12, 31)] * 3 + [day(2026, 12, 31)]
    assert [entry.round.organiser.kind for entry in line_of(name)] == [
        OrganisationKind.AGENCY,
        OrganisationKind.AGENCY,
        OrganisationKind.DEPARTMENT,
        OrganisationKind.DISTRICT,
    ]
    assert {council.round.rule_set.lowest_level for council in councils} == {"district"}
    assert [cohorts.recounted(council) for council in councils] == [[], [], [], []]

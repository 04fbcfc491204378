"""Shares and money that leaders see: each figure against a count by hand."""

import datetime
from collections import Counter
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cnnt_portal.geography.models import AdministrativeUnit, Region
from support_plans import queries
from support_plans.models import ActivityKind, MoneySource
from support_plans.queries.coverage import Part, Share
from support_plans.queries.spending import MoneyRow, MoneyTable
from tests import people
from tests.factories import geography
from tests.factories import support_plans as make
from tests.queries import assert_constant_queries

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 7, 1)


def shares(**scope):
    return [(share.part, share.whole) for share in queries.coverage(TODAY, **scope)]


def test_the_shares_count_products_in_force_once_and_only_what_is_done():
    one, two, three = make.certificate("Một"), make.certificate("Hai"), make.certificate("Ba")
    expired = make.certificate("Hết hạn", issued_on=datetime.date(2021, 3, 1))
    again = make.certificate(product=one.product, level="province")
    plan = make.plan([one, two, three], coverage_goal=60, distribution_goal=70)
    make.activity(plan, certificates=[one])
    make.activity(plan, certificates=[one], kind=ActivityKind.DISTRIBUTION)
    make.activity(plan, certificates=[two])
    make.activity(plan, certificates=[three], done=False)
    assert again.valid_until > TODAY > expired.valid_until
    assert shares() == [(2, 3), (1, 3)]
    assert [(share.percent, share.goal, share.is_reached) for share in queries.coverage(TODAY)] == [
        (67, 60, True), (33, 70, False)]  # fmt: skip


def test_a_province_counts_what_was_certified_there():
    here, there = make.certificate("Đây"), make.certificate("Đó", province=geography.province("Lào Cai"))
    make.activity(make.plan([here, there]), certificates=[there])
    assert shares(territory={here.unit_id}) == [(0, 1), (0, 1)]
    assert shares(territory={there.unit_id}) == [(1, 1), (0, 1)]


def test_what_no_plan_has_taken_in_is_counted_and_opened(client_of):
    inside, outside = make.certificate("Trong"), make.certificate("Ngoài")
    make.plan([inside])
    scope = queries.scope_of(people.leader())
    held = queries.products_held(TODAY)
    assert sum(not row.is_planned for row in held) == 1
    assert list(queries.products_behind(TODAY, scope, shown="unplanned")) == [outside.product]
    page = client_of(people.leader()).get(reverse("support_plans:overview")).content.decode()
    assert "1 sản phẩm còn hiệu lực chưa được đưa vào kế hoạch hỗ trợ" in page


def test_without_products_there_is_no_percentage():
    assert [share.percent for share in queries.coverage(TODAY)] == [None, None]


def test_money_adds_up_the_same_by_unit_and_by_source():
    plan = make.plan()
    make.activity(plan, money={MoneySource.UNIT: 300, MoneySource.ESTABLISHMENT: 100})
    make.activity(plan, money={MoneySource.UNIT: 50}, done=False)
    make.activity(
        plan, money={MoneySource.UNIT: 7}, starts_on=datetime.date(2025, 5, 1), ends_on=datetime.date(2025, 5, 2)
    )
    spent = queries.spending_of(2026, TODAY)
    by_unit, by_source = queries.money_by_unit(spent), queries.money_by_source(spent)
    assert by_unit == [{"unit": make.unit().name, "key": make.unit().pk, "planned": 50, "spent": 400}]
    assert {row["source"]: (row["planned"], row["spent"]) for row in by_source} == {
        "national_promotion": (0, 0), "local_promotion": (0, 0), "trade_promotion": (0, 0),
        "unit": (50, 300), "establishment": (0, 100),
    }  # fmt: skip
    assert [queries.money_ratio(queries.spending_of(year, TODAY)) for year in (2026, 2025)] == [3, None]


# What the figures open


def world():
    """Three products in two provinces: one served, one sold, one never served."""
    served, sold = make.certificate("Được"), make.certificate("Bán", province=geography.province("Lào Cai"))
    never = make.certificate("Chưa", group="A")
    plan = make.plan([served, sold, never], coverage_goal=80, distribution_goal=70)
    make.activity(plan, certificates=[served, sold], money={MoneySource.UNIT: 600, MoneySource.ESTABLISHMENT: 200})
    make.activity(plan, certificates=[sold], kind=ActivityKind.DISTRIBUTION)
    return plan


def test_every_share_opens_as_many_rows_as_it_counts():
    world()
    everything = queries.Scope("Cả nước")
    rows = {
        shown: [row.name for row in queries.products_behind(TODAY, everything, shown=shown)]
        for shown in ("", "served", "never", "sold", "unsold")
    }
    assert rows == {"": ["Bán", "Chưa", "Được"], "served": ["Bán", "Được"], "never": ["Chưa"], "sold": ["Bán"],
                    "unsold": ["Chưa", "Được"]}  # fmt: skip
    assert [(share.part, share.whole) for share in queries.coverage(TODAY)] == [(2, 3), (1, 3)]


def test_groups_provinces_and_the_whole_add_up_to_the_same():
    world()
    held = queries.products_held(TODAY)
    regions, provinces, provinces_then = queries.parts_by_place(held, TODAY)
    whole, served, sold = 3, 2, 1
    for parts in (queries.parts_by_group(held), regions, provinces, provinces_then):
        sums = tuple(sum(getattr(part, name) for part in parts) for name in ("whole", "served", "sold"))
        assert sums == (whole, served, sold)
    found = {part.label: tuple(part[1:4]) for part in provinces}
    assert found == {"Tỉnh Lào Cai": (1, 1, 1), "Tỉnh Vĩnh Long": (2, 1, 0)}
    assert {part.label: part.whole for part in regions} == {"Phía Bắc": 1, "Phía Nam": 2}
    reached = queries.reached_by_content(TODAY, held)
    assert [(row.of.order, row.count, row.percent) for row in reached] == [(1, 2, 67), (2, 0, 0)]


def test_the_province_on_the_certificate_and_the_province_of_today_are_two_tables():
    then = geography.province_of_then("Trà Vinh")
    make.plan([make.certificate("Một", province=then), make.certificate("Hai")])
    _, provinces, provinces_then = queries.parts_by_place(queries.products_held(TODAY), TODAY)
    assert [(part.label, part.whole) for part in provinces] == [("Tỉnh Vĩnh Long", 2)]
    assert [(part.label, part.whole) for part in provinces_then] == [("Tỉnh Trà Vinh", 1), ("Tỉnh Vĩnh Long", 1)]


@pytest.mark.parametrize(("count", "is_folded"), [(10, False), (11, True)])
def test_a_long_table_is_folded_under_its_sums(count, is_folded):
    parts = [Part(f"Tỉnh {key}", 300, 200, 100, key) for key in range(count)]
    shares = [
        (Share("", 200 * count, 300 * count), "served"),
        (Share("", 100 * count, 300 * count), ""),
    ]
    money = [MoneyRow(f"Tỉnh {key}", key, 2_000, 1_000) for key in range(count)]
    facts = {"parts": parts, "shares": shares, "table": MoneyTable("Theo tỉnh", "Tỉnh", "tinh", money)}
    for page, sums in (
        ("parts", "Cộng: 3.300 sản phẩm còn hiệu lực, 2.200 đã được hỗ trợ, 1.100 vào kênh phân phối."),
        ("money", "Cộng: đã chi 22.000 đồng, còn dự kiến 11.000 đồng."),
    ):
        html = render_to_string(
            f"support_plans/{page}_table.html", facts | {"what": "Tỉnh", "parameter": "tinh", "year": 2026}
        )
        assert html.count("<tr>") == count + 1
        assert ("<details" in html, f"Xem {count} dòng" in html, sums in html) == (is_folded,) * 3


def test_what_a_body_did_before_it_ended_counts_for_the_body_that_carries_its_work_on():
    one, two = make.certificate("Một"), make.certificate("Hai")
    plan = make.plan([one, two])
    make.activity(plan, certificates=[one])
    make.activity_of(make.old_body(), plan, certificates=[one, two])
    reached = queries.reached_by_unit(TODAY, queries.products_held(TODAY))
    assert [(row.of, row.count) for row in reached] == [(make.unit(), 2)]


def test_a_so_looks_at_its_own_province_only(client_of):
    world()
    page = client_of(people.so_officer()).get(reverse("support_plans:product_rows"))
    assert [row.name for row in page.context["page"]] == ["Chưa", "Được"]
    elsewhere = geography.province("Lào Cai").pk
    asked = client_of(people.so_officer()).get(reverse("support_plans:product_rows"), {"tinh": elsewhere})
    assert [row.name for row in asked.context["page"]] == []


def test_promises_without_deeds_and_deeds_without_promise():
    plan = make.plan()
    year_plan = make.sent_year_plan(make.call(plan, year=2026))
    promise = year_plan.lines.get()
    beside = make.activity(plan)
    assert list(queries.promises_without_deeds(TODAY, 2026)) == [promise]
    assert list(queries.promises_without_deeds(promise.ends_on, 2026)) == []
    assert list(queries.deeds_without_promise(TODAY, 2026)) == [beside]
    make.activity(plan, line=promise)
    assert list(queries.promises_without_deeds(TODAY, 2026)) == []
    assert list(queries.deeds_without_promise(TODAY, 2026)) == [beside]


@pytest.mark.parametrize(("page", "number"), [("overview", 24), ("product_rows", 12)])
def test_the_pages_of_sight_ask_no_more_for_more_products(client_of, page, number):
    plan = make.plan()

    def add():
        certificate = make.certificate()
        plan.products.create(certificate=certificate, added_at=make.AT)
        make.activity(plan, certificates=[certificate], money={MoneySource.UNIT: 5})

    assert_constant_queries(client_of(people.leader()), reverse(f"support_plans:{page}"), add, queries=number)


def test_the_downloaded_list_holds_each_activity_with_its_sums(client_of):
    world()
    response = client_of(people.leader()).get(reverse("exports:export_make", args=["support_plans.activities", "xlsx"]))
    page = load_workbook(BytesIO(response.content)).active
    heads = [cell.value for cell in page[1]]
    column = heads.index("Vốn của cơ sở (đồng)") + 1
    assert sorted(str(page.cell(row, column).value) for row in (2, 3)) == ["200", "None"]
    assert page.max_row == 4


# Properties: sums by any path agree

OF = {"region": Region, "province": AdministrativeUnit, "certified_in": AdministrativeUnit}


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(list(MoneySource)),
            st.integers(0, 10**12),
            st.sampled_from(["planned", "done", "done by the body that was merged"]),
            st.sampled_from([None, "Vĩnh Long", "Trà Vinh", "Yên Bái", "Lào Cai"]),
        ),
        max_size=6,
    )
)
def test_money_by_units_contents_sources_provinces_and_the_list_agree_in_the_year_of_a_merger(spent):
    leader = people.leader()
    with transaction.atomic():
        certificates = [make.certificate() for _ in range(3)]
        merged = make.old_body(last_day=datetime.date(2026, 4, 30))
        plan = make.plan(certificates)
        now = {name: geography.province(name) for name in ("Vĩnh Long", "Lào Cai")}
        then = {name: geography.province_of_then(name) for name in ("Trà Vinh", "Yên Bái")}
        places = {None: None} | now | then
        before = {"starts_on": datetime.date(2026, 3, 1), "ends_on": datetime.date(2026, 3, 2)}
        for product, source, amount, how, place in spent:
            facts = {"certificates": [certificates[product]], "money": {source: amount}, "province": places[place]}
            if "merged" in how:
                make.activity_of(merged, plan, **facts, **before)
            else:
                make.activity(plan, **facts, done=how == "done")
        done_money = sum(amount for _, _, amount, how, _ in spent if how != "planned")
        rows = queries.spending_of(2026, TODAY)
        done = queries.done(queries.activities_of(leader, TODAY, year=2026))
        budget = queries.budget_of(make.call(plan, year=2026), TODAY)
        of_the_unit = queries.activities_of_unit(leader, make.unit(), TODAY)
        tables = {table.parameter: table.rows for table in queries.money_tables(rows, TODAY)}
        paths = {
            "units": sum(row["spent"] for row in queries.money_by_unit(rows)),
            "sources": sum(row["spent"] for row in queries.money_by_source(rows)),
            "contents": sum(row.spent for row in tables["noi_dung"]),
            "provinces of today": sum(row.spent for row in tables["tinh"]),
            "list": queries.counts_of(done)["amount"],
            "years": sum(row.public + row.own for row in queries.money_by_year()),
            "budget": queries.budget_totals(budget)["spent"],
            "unit's page": queries.counts_of(queries.done(of_the_unit))["amount"],
            "unit's sources": sum(row["spent"] for row in queries.money_of_unit(make.unit(), TODAY)),
        }
        assert paths == dict.fromkeys(paths, done_money)
        of_today = {"Trà Vinh": "Vĩnh Long", "Yên Bái": "Lào Cai"}
        of_then, of_now, recorded = Counter(), Counter(), Counter()
        for _, _, amount, how, place in spent:
            of_then[places[place] and places[place].pk] += amount * (how != "planned")
            of_now[of_today.get(place, place)] += amount * (how != "planned")
        for row in rows:
            recorded[row["province"]] += row["spent"]
        assert recorded == of_then
        keys = {None: queries.UNRECORDED} | {name: unit.pk for name, unit in now.items()}
        assert {row.key: row.spent for row in tables["tinh"] if row.spent} == {
            keys[place]: amount for place, amount in of_now.items() if amount
        }
        names = {"nguon": "source", "noi_dung": "content", "don_vi": "unit", "tinh": "province"}
        assert [row.key for row in tables["don_vi"]] == [make.unit().pk] * any(row[2] for row in spent)
        for parameter, found in tables.items():
            for row in found:
                asked = {names[parameter]: make.unit() if parameter == "don_vi" else row.key}
                opened = queries.activities_of(leader, TODAY, year=2026, **asked)
                assert queries.counts_of(queries.done(opened), source=asked.get("source", ""))["amount"] == row.spent
        transaction.set_rollback(True)


def test_a_body_merged_in_the_year_is_one_row_of_money_and_its_link_opens_all_of_it(client_of):
    merged = make.old_body(last_day=datetime.date(2026, 4, 30))
    plan = make.plan()
    day = datetime.date(2026, 3, 1)
    before = make.activity_of(merged, plan, money={MoneySource.UNIT: 300}, starts_on=day, ends_on=day)
    make.activity(plan, money={MoneySource.UNIT: 100})
    leader = client_of(people.leader())
    of_unit = {row.key: row.spent for row in leader.get(reverse("support_plans:overview")).context["tables"][2].rows}
    assert of_unit == {make.unit().pk: 400}
    assert spent_behind(leader, don_vi=make.unit().pk) == 400
    listed = leader.get(reverse("support_plans:activity_list"), {"don_vi": merged.pk})
    assert list(listed.context["page"]) == [before]
    assert [unit["unit"] for unit in queries.money_by_unit(queries.spending_of(2026, day))] == [
        merged.name,
        str(make.unit()),
    ]


def test_a_deed_of_the_heir_is_beside_the_plan_that_the_merged_body_sent():
    year_plan = make.sent_year_plan(make.call(make.plan(), year=2026))
    beside = make.activity(year_plan.call.plan)
    heir = make.closed_unit(last_day=datetime.date(2026, 6, 30))
    on = datetime.date(2026, 8, 1)
    assert list(queries.deeds_without_promise(on, 2026)) == [beside]
    type(beside).objects.filter(pk=beside.pk).update(unit=heir)
    assert list(queries.deeds_without_promise(on, 2026)) == [beside]


PLACES = (
    lambda: geography.province("Vĩnh Long"),
    lambda: geography.province_of_then("Trà Vinh"),
    lambda: geography.province_of_then("Yên Bái"),
    lambda: geography.province("Lào Cai"),
)


@settings(
    max_examples=5, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from("ABCD"),
            st.sampled_from([None, ActivityKind.ADVICE, ActivityKind.E_COMMERCE]),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_products_by_group_region_province_then_and_now_agree_and_open_as_many_rows(products):
    scope = queries.Scope("Cả nước")
    with transaction.atomic():
        plan = make.plan()
        for place, group, kind, by_old_body in products:
            certificate = make.certificate(province=PLACES[place](), group=group)
            plan.products.create(certificate=certificate, added_at=make.AT)
            if kind:
                unit = make.old_body() if by_old_body else make.unit()
                make.activity_of(unit, plan, certificates=[certificate], kind=kind)
        held = queries.products_held(TODAY)
        whole = (
            len(products),
            sum(1 for row in products if row[2]),
            sum(1 for row in products if row[2] == "e_commerce"),
        )
        regions, provinces, then = queries.parts_by_place(held, TODAY)
        tables = {"group": queries.parts_by_group(held), "region": regions, "province": provinces, "certified_in": then}
        for parameter, parts in tables.items():
            assert tuple(sum(part[n] for part in parts) for n in (1, 2, 3)) == whole
            for part in parts:
                asked = {parameter: part.key if parameter == "group" else OF[parameter].objects.get(pk=part.key)}
                for shown, count in (("", part.whole), ("served", part.served), ("sold", part.sold)):
                    assert queries.products_behind(TODAY, scope, shown=shown, **asked).count() == count
        for parameter, rows in (("unit", queries.reached_by_unit(TODAY, held)),
                                ("content", queries.reached_by_content(TODAY, held))):  # fmt: skip
            assert max([row.count for row in rows], default=0) == whole[1]
            for row in rows:
                assert queries.products_behind(TODAY, scope, **{parameter: row.of}).count() == row.count
        transaction.set_rollback(True)


# Each figure of money opens the rows that make it


def spent_behind(client, **asked):
    page = client.get(reverse("support_plans:activity_list"), {"nam": 2026, "trang_thai": "done", **asked})
    return page.context["done"]["amount"]


def test_the_money_of_a_unit_a_source_and_a_content_opens_exactly_its_rows(client_of):
    plan = world()
    over_the_year = {"starts_on": datetime.date(2025, 12, 30), "ends_on": datetime.date(2026, 1, 2)}
    make.activity(plan, money={MoneySource.UNIT: 11}, **over_the_year)
    leader = client_of(people.leader())
    found = leader.get(reverse("support_plans:overview")).context
    assert [table.parameter for table in found["tables"]] == ["nguon", "noi_dung", "don_vi", "tinh"]
    for table in found["tables"]:
        assert sum(row.spent for row in table.rows) == 811
        for row in table.rows:
            assert spent_behind(leader, **{table.parameter: row.key}) == row.spent
    assert [(row.year, row.public, row.own, row.ratio) for row in found["years"]] == [(2026, 611, 200, Decimal("3.06"))]


def test_the_products_of_a_content_are_the_rows_behind_its_figure(client_of):
    world()
    leader = client_of(people.leader())
    for row in leader.get(reverse("support_plans:overview")).context["contents"]:
        rows = leader.get(reverse("support_plans:product_rows"), {"noi_dung": row.of.pk}).context["page"]
        assert rows.paginator.count == row.count


def test_a_promise_has_a_light_by_its_day():
    plan = make.plan()
    year_plan = make.sent_year_plan(make.call(plan, year=2026))
    line = year_plan.lines.get()

    def light(days):
        return queries.promises_of(make.unit(), line.ends_on + datetime.timedelta(days=days))[0].light

    assert [light(days) for days in (-30, -3, 2)] == [
        ("open", "còn 30 ngày"), ("attention", "còn 3 ngày"), ("bad", "quá hạn 2 ngày")]  # fmt: skip
    make.activity(plan, line=line, done=False)
    assert light(2) == ("bad", "quá hạn 2 ngày, đã ghi dự kiến")
    make.activity(plan, line=line)
    assert light(2) == ("good", "đã làm")


def test_a_unit_reads_its_own_year_and_the_cuc_every_unit_s(client_of):
    make.activity(make.plan(), money={MoneySource.UNIT: 500})
    page = reverse("support_plans:unit_detail", args=[make.unit().pk])
    for person in (people.unit_officer(), people.cuc_officer()):
        assert client_of(person).get(page).context["done"]["activities"] == 1
    assert client_of(people.so_officer()).get(page).status_code == 404


def test_the_map_shades_a_province_by_its_share_and_says_where_nothing_is_in_force():
    world()
    _, parts, _ = queries.parts_by_place(queries.products_held(TODAY), TODAY)
    geography.province("Hà Nội")
    drawn = {tile.name: (part and part.percent, shade) for tile, _, part, shade in queries.coverage_map(parts, TODAY)}
    assert len(drawn) == 36
    assert (drawn["Vĩnh Long"], drawn["Lào Cai"], drawn["Hà Nội"]) == ((50, 2), (100, 4), (None, 0))

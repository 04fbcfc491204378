"""The tables that officials compile by hand: history and life in the portal, of then and of today, never doubled."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cnnt_portal.errors import Refused
from registrations import operations as registrations
from registrations.models import ProductGroup, Round, VoteLevel
from reporting import operations
from reporting.statistics import cumulative, facts_of, pivot
from reporting.statistics.pivot import Fact
from support_plans.models import MoneySource
from tests import people
from tests.factories import certificates as live
from tests.factories import geography, support_plans
from tests.factories.registrations import rule_sets
from tests.queries import assert_constant_queries

TODAY = datetime.date(2026, 11, 22)
AT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)

LABELS = st.tuples(st.integers(0, 3), st.sampled_from(["Một", "Hai", "Ba"]))
FACTS = st.lists(
    st.builds(
        Fact,
        labels=st.fixed_dictionaries({"nam": LABELS, "cap": LABELS}),
        value=st.integers(0, 10**12).map(Decimal),
        is_history=st.booleans(),
    )
)


@given(FACTS)
def test_rows_columns_and_the_whole_agree_whichever_way_the_table_is_turned(facts):
    whole = sum((fact.value for fact in facts), Decimal(0))
    for rows, columns in (("nam", "cap"), ("cap", "nam"), ("nam", "")):
        table = pivot(facts, rows, columns)
        assert table.total == whole == sum(row.total for row in table.rows)
        assert table.totals == [sum(row.cells[i].value or 0 for row in table.rows) for i in range(len(table.heads))]
        assert [row.total for row in table.rows] == [sum(cell.value or 0 for cell in row.cells) for row in table.rows]


@given(FACTS)
def test_turning_a_table_moves_no_number(facts):
    one, other = pivot(facts, "nam", "cap"), pivot(facts, "cap", "nam")
    assert [[cell.value for cell in row.cells] for row in one.rows] == [
        [row.cells[i].value for row in other.rows] for i in range(len(one.rows))
    ]


def past(year, recognised=None, entered=None, unit=None, level=VoteLevel.PROVINCE, title="Kỳ cũ"):
    rule_sets()
    return registrations.import_history_round(
        level=level, year=year, title=title, unit=unit, entered=entered, recognised=recognised, by=None, at=AT
    )


def table(measure, rows, columns="", **options):
    made = pivot(facts_of(measure, today=TODAY, **options), rows, columns)
    return {row.label: int(row.total) for row in made.rows}


@pytest.mark.django_db
def test_what_a_source_counts_and_what_the_portal_lived_are_told_apart_and_never_added_twice():
    certificate = live.certificate()
    year, province = certificate.year, certificate.unit.province
    here = certificate.entry.round
    past(year - 2, recognised=30, unit=province)
    assert table("cong-nhan", "goc") == {"Trên cổng": 1, "Nhập từ lịch sử": 30}
    assert table("cong-nhan", "nam") == {str(year - 2): 30, str(year): 1}
    # The same round as some newspaper counted it: the portal's own count stands alone.
    past(year, recognised=35, unit=here.unit)
    assert table("cong-nhan", "nam") == {str(year - 2): 30, str(year): 1}
    Round.objects.filter(pk=here.pk).update(year=year - 5)
    assert table("cong-nhan", "nam") == {str(year - 5): 1, str(year - 2): 30, str(year): 35}


@pytest.mark.django_db
def test_a_result_that_is_not_published_is_counted_nowhere():
    certificate = live.certificate()
    assert table("cong-nhan", "cap") == table("dat", "cap") == {"Cấp tỉnh": 1}
    outcome = certificate.entry.outcome
    type(outcome).objects.filter(pk=outcome.pk).update(published_at=None)
    assert table("cong-nhan", "cap") == table("dat", "cap") == {}
    assert table("du", "cap") == {"Cấp tỉnh": 1}


@pytest.mark.django_db
def test_a_province_is_named_as_it_was_then_or_as_it_is_today():
    new, old = geography.province(), geography.province_of_then("Bến Tre")
    past(2022, recognised=12, unit=old)
    past(2026, recognised=8, unit=new)
    assert table("cong-nhan", "tinh") == {"Bến Tre (đến 30/06/2025)": 12, "Vĩnh Long": 8}
    assert table("cong-nhan", "tinh", as_today=True) == {"Vĩnh Long": 20}


@pytest.mark.django_db
def test_a_past_year_stays_when_an_establishment_moves_or_a_product_changes_its_group():
    certificate = live.certificate()
    product = certificate.product
    asked = [(measure, by) for measure in ("du", "cong-nhan", "dat", "hieu-luc") for by in ("tinh", "nhom")]
    asked += [("ho-tro", "tinh"), ("ho-tro", "nhom")]
    before = {one: table(*one) for one in asked}
    type(product.establishment).objects.update(province=geography.province("Hà Nội"))
    type(product).objects.update(group=ProductGroup.D)
    assert {one: table(*one) for one in asked} == before
    assert before["du", "tinh"] == {people.PROVINCE: 1}


@pytest.mark.django_db
def test_what_no_source_tells_is_a_gap_and_not_a_nought():
    past(2022, recognised=12, title="a")
    past(2024, entered=50, title="b")
    made = pivot(facts_of("du", today=TODAY) + facts_of("cong-nhan", today=TODAY), "nam", "goc")
    assert [row.label for row in made.rows] == ["2022", "2024"]
    assert table("du", "nam") == {"2024": 50}
    made = pivot(facts_of("cong-nhan", today=TODAY), "nam", "cap")
    assert made.from_history == made.total == 12


@pytest.mark.django_db
def test_certificates_are_counted_on_the_day_that_is_asked():
    certificate = live.certificate()
    day = certificate.valid_until
    assert table("hieu-luc", "cap", on=day) == {"Cấp tỉnh": 1}
    assert table("hieu-luc", "cap", on=day + datetime.timedelta(days=1)) == {}


@pytest.mark.django_db
def test_money_is_told_by_content_and_source_and_only_when_spent():
    support_plans.activity(money={MoneySource.UNIT: 10_000_000, MoneySource.ESTABLISHMENT: 2_000_000})
    support_plans.activity(money={MoneySource.UNIT: 7}, done=False)
    assert table("kinh-phi", "nguon") == {"Kinh phí của đơn vị": 10_000_000, "Vốn của cơ sở": 2_000_000}
    assert table("kinh-phi", "noi-dung") == {"Xúc tiến thương mại": 12_000_000}


@pytest.mark.django_db
def test_the_published_total_is_not_added_to_the_rounds_that_it_holds():
    past(2022, recognised=12, title="a")
    past(2024, recognised=5, title="b")
    published, rows = cumulative(today=TODAY)
    assert published["to"] == 2022
    assert {row[0]: row[1:] for row in rows}["Cấp tỉnh"] == (5486, 5, 0, 5491)


@pytest.mark.django_db
def test_the_page_the_chart_and_the_workbook_say_the_same(client_of):
    past(2022, recognised=1_200, title="a")
    past(2024, recognised=34, title="b")
    client = client_of(people.leader())
    page = client.get(reverse("reporting:statistics"), {"so_lieu": "cong-nhan", "hang": "nam"})
    text = page.content.decode()
    assert 'aria-label="Sản phẩm được công nhận, theo năm: 2022 1.200; 2024 34"' in text
    assert "1.234" in text
    url = reverse("exports:export_make", args=["reporting.statistics", "xlsx"])
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?so_lieu=cong-nhan&hang=nam").content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Năm", "Tổng", "Trong đó nhập từ lịch sử"], ["2022", 1200, 1200], ["2024", 34, 34],
        ["Tổng cộng", "=SUM(B2:B3)", "=SUM(C2:C3)"]]  # fmt: skip


@pytest.mark.django_db
def test_the_workbook_carries_the_mark_of_imported_numbers_and_what_was_chosen(client_of):
    past(2022, recognised=1_200, title="a")
    url = reverse("exports:export_make", args=["reporting.statistics", "xlsx"])
    query = "so_lieu=cong-nhan&hang=nam&cot=cap&tu_nam=2020&dia_ban=hien-nay"
    client = client_of(people.leader())
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{url}?{query}").content))
    imported = book.worksheets[0]["B2"]
    assert (imported.value, imported.number_format) == (1200, '#,##0"*"')
    notes = {row[0].value: row[1].value for row in book["Ghi chú"].iter_rows()}
    assert notes["Năm"] == "từ năm 2020"
    assert notes["Tên tỉnh, vùng"] == "Theo hiện nay"
    assert notes["Dấu *"].startswith("là số nhập từ lịch sử, tổng 1.200")
    url = reverse("exports:export_make", args=["reporting.statistics", "csv"])
    assert "2022,1200,1200,1200" in client.get(f"{url}?{query}").content.decode()


@pytest.mark.django_db
def test_nonsense_in_the_address_gives_a_table_and_a_sentence(client_of):
    page = client_of(people.leader()).get(
        reverse("reporting:statistics"), {"so_lieu": "x", "hang": "noi-dung", "cot": "\x00", "tu_nam": "abc"}
    )
    assert (page.status_code, "không chia được theo: nội dung hỗ trợ" in page.content.decode()) == (200, True)


@pytest.mark.django_db
def test_a_table_is_kept_under_a_name_for_its_owner_alone(client_of):
    leader, officer = people.leader(), people.cuc_officer()
    client = client_of(leader)
    client.post(reverse("reporting:view_save"), {"name": "Theo nhóm", "query": "hang=nhom"})
    client.post(reverse("reporting:view_save"), {"name": "Theo nhóm", "query": "hang=nhom&cot=nam"})
    page = client.get(reverse("reporting:statistics")).content.decode()
    assert page.count("hang=nhom&amp;cot=nam") == 1
    assert "Theo nhóm" not in client_of(officer).get(reverse("reporting:statistics")).content.decode()
    with pytest.raises(Refused, match="đặt tên"):
        operations.save_view(name=" ", query="", by=leader, at=timezone.now())


@pytest.mark.django_db
def test_the_page_asks_the_same_for_many_rounds(client_of):
    years = iter(range(2013, 2026))
    url = reverse("reporting:statistics")
    assert_constant_queries(
        client_of(people.leader()), url, lambda: past(next(years), recognised=3, unit=geography.province()), queries=15
    )


@pytest.mark.django_db
def test_support_is_told_by_product_and_a_product_served_twice_is_one():
    one, two = support_plans.certificate("Miến dong"), support_plans.certificate("Chè", "Hợp tác xã Chè")
    plan = support_plans.plan([one, two])
    for _ in range(2):
        support_plans.activity(plan, certificates=[one])
    assert table("ho-tro", "ho-tro") == {"Đã được hỗ trợ": 1, "Chưa được hỗ trợ": 1}
    assert table("ho-tro", "tinh") == {"Vĩnh Long": 2}


@pytest.mark.django_db
def test_the_map_shows_todays_provinces_and_leaves_out_names_of_then(client_of):
    past(2022, recognised=12, unit=geography.province_of_then("Bến Tre"), title="a")
    past(2026, recognised=8, unit=geography.province(), title="b")
    client, url = client_of(people.leader()), reverse("reporting:statistics")

    def figures(**asked):
        tiles = client.get(url, {"hang": "tinh", "cot": "", **asked}).context["tiles"]
        return {province.name: row.total for _, province, row, _ in tiles if row}

    assert figures() == {"Vĩnh Long": 8}
    assert figures(dia_ban="hien-nay") == {"Vĩnh Long": 20}
    assert figures(hang="nam") == {}


def test_years_in_the_wrong_order_are_said_at_the_box_and_not_called_no_figures(client_of):
    page = client_of(people.cuc_officer()).get(reverse("reporting:statistics"), {"tu_nam": "2025", "den_nam": "2020"})
    assert "Năm cuối phải từ 2025 trở đi." in page.content.decode()

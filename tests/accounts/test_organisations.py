import datetime

import pytest
from django.utils import timezone

from cnnt_portal.accounts import operations, queries
from cnnt_portal.accounts.models import Organisation, OrganisationKind, OrganisationSuccession
from tests.factories.accounts import make_commune
from tests.factories.geography import province, province_of_then

NOW = timezone.now()
REFORM = datetime.date(2025, 7, 1)
LAST_DAY = datetime.date(2025, 6, 30)


@pytest.fixture
def provinces(db):
    """Bến Tre and the former Vĩnh Long, which became the Vĩnh Long of today; Bắc Ninh, which became a city."""

    province_of_then("Bến Tre")
    province_of_then("Vĩnh Long")
    make_commune("Cái Nhum", province("Vĩnh Long"))
    province("Bắc Ninh")


@pytest.fixture
def organisations(provinces):
    return operations.load_organisations(by=None, at=NOW)


def name_on(organisations, code, *day):
    return organisations[code].body_on(datetime.date(*day)).name


def test_loading_again_changes_nothing(organisations):
    before = list(Organisation.objects.order_by("pk").values()), OrganisationSuccession.objects.count()
    assert operations.load_organisations(by=None, at=NOW) == organisations
    assert (list(Organisation.objects.order_by("pk").values()), OrganisationSuccession.objects.count()) == before


def test_the_body_that_leads_khuyen_cong_bears_its_name_of_each_day(organisations):
    names = [
        name_on(organisations, "cuc-dck", *day) for day in [(2016, 1, 1), (2018, 6, 1), (2025, 2, 28), (2025, 3, 1)]
    ]
    assert names == [
        "Cục Công nghiệp địa phương",
        "Cục Công Thương địa phương",
        "Cục Công Thương địa phương",
        "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",
    ]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("cuc-ctdp", "cuc-dck"),
        ("vu-tttn", "cuc-qlpttttn"),
        ("tc-qltt", "cuc-qlpttttn"),
        ("vu-khcn", "cuc-dck"),
        ("vu-tcdmdn", "vu-khtc"),
        ("cuc-xttm", "cuc-xttm"),
        ("so-ben-tre-den-2025-06", "so-vinh-long"),
        ("ubnd-ben-tre-den-2025-06", "ubnd-vinh-long"),
    ],
)
def test_the_work_of_a_body_of_then_is_done_today_by(organisations, then, now):
    assert organisations[then].body_on(datetime.date(2026, 11, 1)) == organisations[now]


def test_what_no_source_says_is_marked_as_our_default(organisations):
    rows = OrganisationSuccession.objects.filter(is_default=True)
    assert [(row.old.code, row.new.code) for row in rows] == [("vu-khcn", "cuc-dck")]


def test_the_so_of_today_comes_from_the_so_of_every_province_that_merged(organisations):
    found = queries.predecessors(organisations["so-vinh-long"])
    assert {row.code for row in found} == {"so-ben-tre-den-2025-06", "so-vinh-long-den-2025-06"}


def test_a_province_that_became_a_city_keeps_the_name_of_each_time(organisations):
    assert name_on(organisations, "so-bac-ninh", 2026, 8, 23) == "Sở Công Thương tỉnh Bắc Ninh"
    assert name_on(organisations, "so-bac-ninh", 2026, 8, 24) == "Sở Công Thương thành phố Bắc Ninh"


def test_a_province_has_one_so_on_each_day(organisations):
    unit = organisations["so-vinh-long"].unit
    former = organisations["so-ben-tre-den-2025-06"].unit

    def bodies(unit, day):
        return list(Organisation.objects.on(day).filter(kind=OrganisationKind.DEPARTMENT, unit=unit))

    assert bodies(unit, REFORM) == [organisations["so-vinh-long"]]
    assert bodies(former, LAST_DAY) == [organisations["so-ben-tre-den-2025-06"]]
    assert bodies(former, REFORM) == []


def test_a_body_without_successor_answers_for_itself(organisations):
    body = Organisation.objects.create(kind=OrganisationKind.PRESS, name="Báo đã đóng", valid_to=LAST_DAY)
    assert body.body_on(REFORM) == body


def test_organisations_are_found_without_marks(organisations, cast):
    found = queries.organisations_for(cast.administrator, "so cong thuong vinh long", datetime.date(2026, 1, 1))
    assert [row.code for row in found] == ["so-vinh-long"]


def test_documents_take_their_head_from_the_body(organisations):
    heads = {code: (organisations[code].superior, organisations[code].place) for code in ("cuc-xttm", "so-vinh-long")}
    assert heads == {
        "cuc-xttm": ("Bộ Công Thương", "Hà Nội"),
        "so-vinh-long": ("Ủy ban nhân dân tỉnh Vĩnh Long", "Vĩnh Long"),
    }
    Organisation.objects.filter(code="so-vinh-long").update(superior="", place="")
    operations.load_organisations(by=None, at=NOW)
    assert Organisation.objects.get(code="so-vinh-long").superior == "Ủy ban nhân dân tỉnh Vĩnh Long"

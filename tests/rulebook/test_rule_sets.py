from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.rulebook.models import Parameter, RuleSet
from cnnt_portal.rulebook.operations import load_rule_sets
from cnnt_portal.rulebook.queries import rule_set_on

pytestmark = pytest.mark.django_db
CODES = ["tt-26-2014", "tt-14-2018", "tt-38-2025"]


@pytest.fixture(autouse=True)
def _rules():
    load_rule_sets(by=None, at=timezone.now())


def test_each_day_since_the_first_circular_has_one_law():
    periods = list(RuleSet.objects.order_by("valid_from").values_list("code", "valid_from", "valid_to"))
    assert [code for code, _, _ in periods] == CODES
    assert [start for _, start, _ in periods] == [date(2014, 10, 21), date(2018, 8, 16), date(2025, 7, 1)]
    ends = [end for _, _, end in periods]
    assert ends == [date(2018, 8, 15), date(2025, 6, 30), None]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2014, 10, 21), "tt-26-2014"),
        (date(2018, 8, 15), "tt-26-2014"),
        (date(2018, 8, 16), "tt-14-2018"),
        (date(2025, 6, 30), "tt-14-2018"),
        (date(2025, 7, 1), "tt-38-2025"),
        (date(2026, 11, 21), "tt-38-2025"),
    ],
)
def test_the_law_changes_on_its_days(day, code):
    assert rule_set_on(day).code == code


def test_before_the_first_circular_there_is_none():
    with pytest.raises(Refused, match="Ngày 20/10/2014 chưa có quy định .* có hiệu lực từ 21/10/2014"):
        rule_set_on(date(2014, 10, 20))


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        (date(2018, 7, 1), date(2020, 12, 31)),
        (date(2018, 8, 15), date(2020, 12, 31)),
        (date(2018, 8, 16), date(2021, 12, 31)),
        (date(2019, 11, 1), date(2022, 12, 31)),
        (date(2023, 12, 1), date(2026, 12, 31)),
        (date(2025, 6, 30), date(2028, 12, 31)),
        (date(2025, 7, 1), date(2028, 12, 31)),
        (date(2025, 12, 31), date(2028, 12, 31)),
        (date(2026, 1, 1), date(2029, 12, 31)),
    ],
)
def test_a_certificate_is_valid_to_the_end_of_its_third_or_fourth_year(issued, until):
    assert rule_set_on(issued).valid_until(issued) == until


@pytest.mark.parametrize("code", CODES)
def test_criteria_are_40_40_10_10(code):
    rules = RuleSet.objects.get(code=code)
    assert [criterion.maximum for criterion in rules.criteria] == [Decimal(40), Decimal(40), Decimal(10), Decimal(10)]
    assert (rules.threshold, [group.code for group in rules.groups]) == (Decimal(70), ["A", "B", "C", "D"])


@pytest.mark.parametrize(
    ("code", "lowest", "agency"),
    [
        ("tt-26-2014", "district", "Cục Công nghiệp địa phương"),
        ("tt-14-2018", "district", "Cục Công Thương địa phương"),
        ("tt-38-2025", "commune", "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công"),
    ],
)
def test_the_lowest_level_and_the_agency_change_with_the_law(code, lowest, agency):
    rules = RuleSet.objects.get(code=code)
    assert rules.lowest_level == lowest
    assert [level.code for level in rules.levels] == [lowest, "province", "region", "nation"]
    assert rules.levels[2].organiser == agency


def test_defaults_of_the_portal_are_numbers_to_compute_with():
    rules = rule_set_on(date(2026, 11, 21))
    assert (rules.quorum, rules.majority) == (Fraction(2, 3), Fraction(1, 2))
    assert (rules.value("mean_digits"), rules.value("judges_min"), rules.value("photos_min")) == (2, 3, 3)
    assert [rules.value(key) for key in ("region_working_days", "answer_working_days", "reminder_days")] == [
        30,
        10,
        [7, 2],
    ]
    assert [part.code for part in rules.dossier_parts if part.required] == [
        "form",
        "registration_paper",
        "description",
        "photos",
    ]


def test_what_is_law_or_practice_names_its_source_and_every_value_has_words():
    parameters = list(Parameter.objects.all())
    # What makes an enterprise small or medium is known for today's rules alone.
    assert len(parameters) == 3 * 30 + 1
    assert [p for p in parameters if p.mark != Parameter.Mark.DEFAULT and not p.article] == []
    assert [p for p in parameters if not (p.words.text or p.words.lines or p.words.rows)] == []
    for key in ("quorum", "majority", "mean_digits", "judges_min", "tie", "conflict", "double_seats", "sme"):
        assert {p.mark for p in parameters if p.key == key} == {Parameter.Mark.DEFAULT}


def test_loading_again_mends_and_keeps_the_rows_that_rounds_point_to():
    before = list(RuleSet.objects.values_list("pk", "code"))
    rows = list(Parameter.objects.values_list("pk", "rule_set", "key", "value"))
    Parameter.objects.filter(key="threshold").update(value="60")
    Parameter.objects.create(rule_set_id=before[0][0], key="stray", label="x", value=1, mark="law")

    load_rule_sets(by=None, at=timezone.now() + timedelta(days=1))

    assert list(RuleSet.objects.values_list("pk", "code")) == before
    assert list(Parameter.objects.values_list("pk", "rule_set", "key", "value")) == rows


def test_a_rule_set_counts_its_corrections_and_nothing_else():
    versions = dict(RuleSet.objects.values_list("code", "version"))
    load_rule_sets(by=None, at=timezone.now())
    assert dict(RuleSet.objects.values_list("code", "version")) == versions
    corrected = RuleSet.objects.order_by("valid_from").last()
    corrected.parameters.filter(key="threshold").update(value="60")
    load_rule_sets(by=None, at=timezone.now())
    assert dict(RuleSet.objects.values_list("code", "version")) == versions | {corrected.code: corrected.version + 1}


def test_anybody_reads_the_rules_in_words_with_articles_and_marks(client, django_assert_num_queries):
    page = client.get("/quy-dinh/")
    assert page.status_code == 200
    text = page.content.decode()
    assert text.index("tt-38-2025") < text.index("tt-14-2018") < text.index("tt-26-2014")
    assert text.count("Đang áp dụng") == 1

    with django_assert_num_queries(2):
        text = client.get("/quy-dinh/tt-14-2018/").content.decode()
    assert "Hiệu lực từ 16/08/2018 đến hết 30/06/2025." in text
    assert "Khoản 3 Điều 17 Thông tư 26/2014/TT-BCT, sửa đổi bởi Thông tư 14/2018/TT-BCT" in text
    assert "4, năm cấp tính là năm thứ nhất" in text
    assert "Ít nhất 2/3 tổng số thành viên" in text
    assert text.count('<span class="state state--attention">Mặc định của cổng</span>') == 12
    assert "{&#x27;" not in text
    assert "[{" not in text


def test_an_unknown_rule_set_is_not_found(client):
    assert client.get("/quy-dinh/khong-co/").status_code == 404

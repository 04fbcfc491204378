"""The leaders' page: what came out, what changed since last time, who is missing."""

import datetime
import re

import pytest
from django.urls import reverse

from cnnt_portal.ui import charts
from reporting import consolidating, operations
from reporting.models import HalfYearReport
from support_plans.models import MoneySource
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
def test_the_second_period_is_told_against_the_first(client_of):
    support_plans.activity(title="Hội chợ", money={MoneySource.UNIT: 10_000_000})
    first = make.submitted_consolidation()
    client = client_of(people.leader())
    page = text_of(client.get(reverse("reporting:consolidation_glance", args=[first.pk])))
    assert (page.count("Chưa có kỳ trước để so."), "2 đơn vị chưa có báo cáo" in page) == (4, True)
    period = make.second_half()
    day = datetime.date(2026, 9, 1)
    support_plans.activity(
        title="Hội chợ thu",
        money={MoneySource.UNIT: 25_000_000},
        starts_on=day,
        ends_on=day,
        at=datetime.datetime(2026, 9, 3, 9, tzinfo=make.AT.tzinfo),
    )
    at = datetime.datetime(2027, 1, 5, 9, tzinfo=make.AT.tzinfo)
    report = operations.start_report(period=period, organisation=support_plans.unit(), by=people.unit_officer(), at=at)
    operations.draft(report=report, by=people.unit_officer(), at=at)
    make.write(report, {"kho-khan": "Không có.", "kinh-phi": "Đã chi."})
    operations.submit(report=report, by=people.unit_head(), at=at)
    operations.accept(report=report, by=people.cuc_officer(), at=at)
    assert HalfYearReport.objects.count() == 2
    second = operations.gather(period=period, by=people.cuc_officer(), at=at)
    operations.submit_consolidation(consolidation=second, by=people.cuc_officer(), at=at)
    response = client.get(reverse("reporting:consolidation_glance", args=[second.pk]))
    page = text_of(response)
    assert "Tăng so với 10.000.000 đồng kỳ trước (+150 %)" in page.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "+15.000.000 đồng" in page.replace("\u00a0", " ")
    # No product was served, so of the three charts that one has nothing to draw.
    assert response.content.decode().count('class="chart"') == 2


def rows(**money):
    return [consolidating.Row("Cục A", 1, 1, 1, content, "x", 1, 1, amount) for content, amount in money.items()]


def test_what_ended_and_what_is_new_are_both_told():
    found = consolidating.changes_by(rows(cu=5, chung=10), rows(moi=7, chung=12), "content")
    assert [(c.label, c.before, c.now) for c in found] == [("moi", 7, 0), ("cu", 0, 5), ("chung", 12, 10)]
    assert [c.percent for c in found] == [-100, None, -17]


def test_a_chart_draws_the_greatest_first_and_says_how_many_it_left():
    chart = charts.bars("x", [(f"Mục {n}", n) for n in range(20)])
    assert [bar.value for bar in chart.bars] == list(range(19, 7, -1))
    assert (chart.rest, max(bar.width for bar in chart.bars)) == (7, chart.bars[0].width)
    assert charts.bars("x", [("a", 0)]) is None

"""Whoever has not reported is named and never counted as zero, before and after the figures are gathered."""

import datetime
import re

import pytest
from django.urls import reverse

from cnnt_portal.errors import Refused
from cnnt_portal.files.kinds import Kind
from reporting import consolidating, home, operations, queries
from reporting.models import HalfYearReport, ReportingPeriod
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans

pytestmark = pytest.mark.django_db
AT = make.AT


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


def test_a_consolidation_makes_the_obligations_that_beat_has_not_made_and_names_who_is_missing(client_of):
    report = make.accepted_report()
    assert queries.owing(report.period).count() == 0
    gather = reverse("reporting:consolidation_gather", args=[report.period_id])
    client_of(people.cuc_officer()).post(gather)
    made = operations.gather(period=report.period, by=people.cuc_officer(), at=AT)
    owing = list(queries.owing(report.period).values_list("organisation__name", flat=True))
    assert [source.organisation.name for source in queries.sources_of(made) if not source.version] == owing != []


def test_nothing_is_gathered_before_the_figures_are_closed():
    period = make.period()
    with pytest.raises(Refused, match="Tổng hợp được từ ngày 01/07/2026"):
        operations.request_consolidation(period=period, by=people.cuc_officer(), at=AT - datetime.timedelta(days=6))


def test_the_general_day_is_told_with_those_for_whom_it_was_put_off(client_of):
    make.submitted_report()
    operations.make_obligations(by=None, at=AT)
    period, cuc = ReportingPeriod.objects.get(), people.cuc_officer()
    first, second = queries.owing(period).order_by("pk")
    client, on = client_of(cuc), AT.date()

    def told():
        [figure] = [one for one in home.figures_of(cuc, on) if one.label == f"{period.name}: đã gửi"]
        page = words_of(client.get(reverse("reporting:report_list")))
        assert f"{period.name} – {figure.note}" in page
        return figure.note

    assert told() == "hạn 15/07/2026"
    later = {"period": period, "reason": "Bão", "by": cuc, "at": AT}
    operations.extend(due_on=datetime.date(2026, 8, 7), obligation=first, **later)
    assert told() == "hạn 15/07/2026; 1 đơn vị được gia hạn đến 07/08/2026"
    operations.extend(due_on=datetime.date(2026, 12, 7), obligation=second, **later)
    assert told() == "hạn 15/07/2026; 2 đơn vị được gia hạn lâu nhất đến 07/12/2026"


def row(unit, content, amount):
    return consolidating.Row(unit, 1, 1, 1, content, "x", 1, 1, amount)


def test_what_absent_units_told_last_time_waits_and_is_no_decrease():
    earlier = [row("Cục A", "Hội chợ", 5), row("Cục B", "Hội chợ", 6), row("Cục B", "Trang web", 7)]
    assert consolidating.waiting(earlier, {"Cục B", "Cục C"}) == {"Hội chợ": ["Cục B"], "Trang web": ["Cục B"]}
    assert consolidating.waiting(earlier, set()) == {}


def two_periods():
    """A consolidation with 10 million, and the next one with no report of the same unit."""
    support_plans.activity(money={"unit": 10_000_000})
    make.submitted_consolidation()
    after = make.second_half()
    return operations.gather(period=after, by=people.cuc_officer(), at=AT.replace(year=2027))


def test_the_glance_compares_nothing_with_a_unit_that_has_not_reported(client_of):
    second = two_periods()
    page = words_of(client_of(people.cuc_officer()).get(reverse("reporting:consolidation_glance", args=[second.pk])))
    assert ("-100 %" in page, "Giảm" in page) == (False, False)
    assert "Kỳ trước 10.000.000 đồng. Chưa so được: 1 đơn vị có số kỳ trước chưa có trong bản này." in page
    assert "Xúc tiến thương mại: Cục Xúc tiến thương mại" in page


def test_the_glance_names_who_is_missing_and_who_was_left_out_and_why(client_of):
    made = make.consolidation()
    source = made.sources.exclude(version=None).get()
    operations.leave_out(source=source, reason="Số chưa kiểm tra.", by=people.cuc_officer(), at=AT)
    page = words_of(client_of(people.cuc_officer()).get(reverse("reporting:consolidation_glance", args=[made.pk])))
    assert f"{source.organisation}: Số chưa kiểm tra." in page
    names = made.sources.filter(version=None).values_list("organisation__name", flat=True)
    assert [name in page for name in names] == [True] * len(names) != []


# Who owes what


def owed(client_of, period, **asked):
    page = client_of(people.leader()).get(reverse("reporting:period_detail", args=[period.pk]), asked)
    return [row.obligation.organisation.name for row in page.context["page"]], words_of(page)


def test_the_units_that_owe_are_listed_alone(client_of):
    report = make.submitted_report()
    operations.make_obligations(by=None, at=AT)
    every, _ = owed(client_of, report.period)
    owing, page = owed(client_of, report.period, **{"chua-gui": "1"})
    assert set(every) - set(owing) == {report.organisation.name}
    assert f"Chưa gửi ({len(owing)})" in page


def nil_report():
    support_plans.plan()
    report = operations.report_nothing(
        period=make.period(),
        organisation=support_plans.unit(),
        reason="Chưa được cấp kinh phí.",
        by=people.unit_head(),
        at=AT,
    )
    operations.make_obligations(by=None, at=AT)
    return report


def test_a_nil_report_is_marked_and_stays_so_while_it_is_corrected(client_of):
    report = nil_report()
    assert "Không có hoạt động" in owed(client_of, report.period)[1]
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    operations.keep_documents(
        report=report, digest=report.sha256, forms={"pdf": (b"%PDF-1.7", Kind.PDF)}, by=None, at=AT
    )
    operations.reopen_report(report=report, reason="Bổ sung.", by=people.cuc_officer(), at=AT)
    HalfYearReport.objects.filter(pk=report.pk).update(nil_reason="")
    assert "Không có hoạt động" in owed(client_of, report.period)[1]


def test_an_empty_period_proposes_its_money_too():
    report = make.drafted_report()
    money = report.sections.get(key="kinh-phi")
    assert (money.text, money.proposed) == ("Tổng kinh phí thực hiện trong kỳ: 0 đồng.",) * 2

"""Reports of 40 units over 20,000 activities, their consolidation, a long workbook, ten years of statistics."""

import datetime
import tracemalloc
from decimal import Decimal
from functools import cache

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, User
from cnnt_portal.documents import docx, pdf
from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Sheet, workbook
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.jobs.running import work_on
from judging.models import Outcome
from registrations.models import Entry, Product, Round, VoteLevel
from registrations.workflow import EntryState
from reporting import consolidating, operations, paper, queries
from reporting.models import HalfYearReport, ReportingPeriod, ReportRegime, ReportSection, ReportVersion
from reporting.workflow import ReportState

from . import figure, memory
from .pages import page
from .support_plans import YEARS, raw, ten_years

OFFICER = "cuc@cnnt.test"


@cache
def reports():
    """A draft of each of the 40 units for one period that holds all 20,000 activities."""
    ten_years()
    today, now = timezone.localdate(), timezone.now()
    regime = ReportRegime.objects.order_by("pk").first()
    period = ReportingPeriod.objects.create(
        regime=regime,
        name="Kỳ đo tốc độ",
        starts_on=datetime.date(today.year - YEARS, 12, 31),
        ends_on=today,
        cut_off_on=today,
        due_on=today,
        opened_at=now,
    )
    units = Organisation.objects.filter(code__startswith="bench-").order_by("pk")
    made = HalfYearReport.objects.bulk_create([HalfYearReport(period=period, organisation=unit) for unit in units])
    ReportSection.objects.bulk_create(
        [
            ReportSection(report=report, order=order, key=part["key"], title=part["title"])
            for report in made
            for order, part in enumerate(regime.outline)
        ]
    )
    return made


def _draft_all():
    by, at = User.objects.get(email=OFFICER), timezone.now()
    for report in reports():
        operations.draft(report=report, by=by, at=at)


@figure("report_drafts_of_40_units", limit=10, rounds=2)
def report_drafts():
    """Every table and sentence of 40 reports, written; against the statements that get the numbers."""
    return _draft_all, raw(lambda: [queries.lines_for(one) for one in reports()])


@cache
def accepted_period():
    """The 40 reports sent and accepted; rows of history are not what is measured."""
    _draft_all()
    by, at = User.objects.get(email=OFFICER), timezone.now()
    for report in reports():
        report.refresh_from_db()
        content = queries.content_of(report)
        ReportVersion.objects.create(
            report=report, number=1, content=content, sha256=f"{report.pk:064}", sent_at=at, sent_by=by, accepted_at=at
        )
    HalfYearReport.objects.filter(pk__in=[report.pk for report in reports()]).update(
        state=ReportState.ACCEPTED, submitted_at=at, submitted_by=by
    )
    # What was recorded just now had to count; nothing is gathered before the figures are closed.
    yesterday = timezone.localdate(at) - datetime.timedelta(days=1)
    period = reports()[0].period
    ReportingPeriod.objects.filter(pk=period.pk).update(ends_on=yesterday, cut_off_on=yesterday)
    period.refresh_from_db()
    return period


@figure("consolidation_of_40_reports", limit=3, rounds=2)
def consolidation():
    """One job: gather 40 reports with 20,000 rows, then Word, Excel and PDF; against the three writers alone."""
    period, by = accepted_period(), User.objects.get(email=OFFICER)

    def one_job():
        with transaction.atomic():
            made = operations.request_consolidation(period=period, by=by, at=timezone.now())
            work_on(queries.job_of_consolidation(made).pk)
            if made.documents.count() != 3:
                raise AssertionError("not printed")
            transaction.set_rollback(True)

    made = operations.gather(period=period, by=by, at=timezone.now())
    sources = queries.sources_of(made)
    rows = queries.rows_of(sources)
    if len({row.unit for row in rows}) != len(reports()):
        raise AssertionError("not every unit is summed")
    document, sheets = (
        paper.consolidation_document(made, sources, rows),
        paper.consolidation_sheets(made, sources, rows),
    )

    def writers():
        pdf.render(document), docx.render(document), workbook(sheets)

    return one_job, writers


@figure("sums_of_20000_rows", limit=6, rounds=10)
def sums():
    """The consolidation's tables from the frozen versions; against adding the money up in the barest loop."""
    period, by = accepted_period(), User.objects.get(email=OFFICER)
    rows = queries.rows_of(queries.sources_of(operations.gather(period=period, by=by, at=timezone.now())))

    def barest():
        found = {}
        for row in rows:
            found[row.content] = found.get(row.content, Decimal(0)) + row.amount

    return lambda: (consolidating.summed(rows, "content"), consolidating.summed(rows, "unit")), barest


def _peak(count):
    """The most memory, in bytes, that a workbook of so many rows takes beyond its own bytes."""
    columns = (
        Column("TT", "int"),
        Column("Tên", width=40),
        Column("Ngày", "date"),
        Column("Tiền", "money", total=True),
    )
    day = datetime.date(2026, 6, 30)
    tracemalloc.start()
    content = workbook([Sheet("Dài", columns, ((n, f"Hoạt động số {n}", day, n * 1000) for n in range(count)))])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - len(content)


@memory("workbook_of_100000_rows", limit=1.5)
def flat_memory():
    """A workbook ten times as long takes as much memory."""
    return _peak(100_000), _peak(10_000)


ENTERED, RECOGNISED = 60, 40


@cache
def ten_years_of_rounds():
    """A round of each of today's provinces in each of ten years, led in the portal: 60 entries, each judged."""
    client = ten_years()
    outcome = Outcome.objects.filter(is_history=False).select_related("entry__round").first()
    entry, model = outcome.entry, outcome.entry.round
    rounds = Round.objects.bulk_create(
        Round(
            level=VoteLevel.PROVINCE,
            unit=province,
            year=2016 + number,
            title=f"Kỳ đo {province.name} {2016 + number}",
            rule_set=model.rule_set,
            state=model.state,
            opens_at=model.opens_at,
            closes_at=model.closes_at,
            organiser=model.organiser,
            answer_days=model.answer_days,
        )
        for province in AdministrativeUnit.objects.provinces().filter(valid_to=None)
        for number in range(YEARS)
    )
    products = list(Product.objects.exclude(entries__round__in=rounds).order_by("pk")[:ENTERED])
    entries = Entry.objects.bulk_create(
        Entry(
            round=round_,
            product=product,
            dossier=entry.dossier,
            version=entry.version,
            state=EntryState.ACCEPTED,
            code=f"{number:03}",
            tracking_code=f"{round_.pk}-{number}",
            group="ABCD"[number % 4],
            province=round_.unit,
            started_at=entry.started_at,
            submitted_at=entry.submitted_at,
            submitted_by=entry.submitted_by,
            accepted_at=entry.accepted_at,
            accepted_by=entry.accepted_by,
        )
        for round_ in rounds
        for number, product in enumerate(products)
    )
    Outcome.objects.bulk_create(
        Outcome(
            entry=one,
            meeting=outcome.meeting,
            is_recognised=number % ENTERED < RECOGNISED,
            ground=Outcome.Ground.RECOGNISED if number % ENTERED < RECOGNISED else Outcome.Ground.BELOW_THRESHOLD,
            decided_at=outcome.decided_at,
            published_at=outcome.decided_at,
        )
        for number, one in enumerate(entries)
    )
    return client


@figure("statistics_of_10_years_and_34_provinces", limit=3, rounds=10)
def statistics():
    ask = page(ten_years_of_rounds(), reverse("reporting:statistics") + "?so_lieu=cong-nhan&hang=tinh&cot=nam")
    return ask, raw(ask)


@figure("statistics_of_money", limit=3, rounds=10)
def statistics_of_money():
    ask = page(ten_years_of_rounds(), reverse("reporting:statistics") + "?so_lieu=kinh-phi&hang=noi-dung&cot=nam")
    return ask, raw(ask)

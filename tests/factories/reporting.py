"""A regime, its periods and reports at every stage, made by the operations themselves."""

import datetime

from reporting import operations, queries
from reporting.models import ReportingPeriod, digest_of
from reporting.seeding.foundations import DEPARTMENTS_REGIME, REGIME, data_of
from tests import people

from . import support_plans as make

OUTLINE = [
    {"key": "ket-qua", "title": "I. Kết quả thực hiện", "guidance": ""},
    {"key": "kinh-phi", "title": "II. Kinh phí", "guidance": ""},
    {"key": "kho-khan", "title": "III. Khó khăn, vướng mắc", "guidance": ""},
]
DIFFICULTIES = "Không có khó khăn lớn."
# When drafts are made and reports sent: after the cut-off, before the due day.
AT = datetime.datetime(2026, 7, 6, 9, 0, tzinfo=make.VIETNAM)


def regime():
    facts = {
        "code": "bao-cao-6-thang",
        "name": "Báo cáo 6 tháng kết quả thực hiện Kế hoạch hỗ trợ của Bộ Công Thương",
        "basis": "Kế hoạch hỗ trợ",
        "outline": OUTLINE,
    }
    return operations.load_regime(facts=facts, receiver=people.cuc(), by=None, at=AT)


def kept_regime():
    """The real regime, whose periods the portal keeps since 2026."""
    facts = data_of("reporting", REGIME)
    return operations.load_regime(
        facts=facts, receiver=people.cuc(), kept_from=datetime.date(2026, 1, 1), by=None, at=AT
    )


def second_half(year=2026, at=AT):
    """The second half of a year: cut off on 31/12, due on 15/1."""
    return operations.open_period(
        regime=regime(),
        name=f"Báo cáo 6 tháng cuối năm {year}",
        starts_on=datetime.date(year, 7, 1),
        ends_on=datetime.date(year, 12, 31),
        cut_off_on=datetime.date(year, 12, 31),
        due_on=datetime.date(year + 1, 1, 15),
        by=None,
        at=at,
    )


def period(year=2026):
    """The first half of a year: cut off on 30/6, due on 15/7."""
    return operations.open_period(
        regime=regime(),
        name=f"Báo cáo 6 tháng đầu năm {year}",
        starts_on=datetime.date(year, 1, 1),
        ends_on=datetime.date(year, 6, 30),
        cut_off_on=datetime.date(year, 6, 30),
        due_on=datetime.date(year, 7, 15),
        by=None,
        at=AT,
    )


def yearly_report(province=people.PROVINCE):
    """A Sở's report of 2026 with the real data forms, begun while the year runs."""
    facts = data_of("reporting", DEPARTMENTS_REGIME)
    operations.load_regime(facts=facts, receiver=people.cuc(), kept_from=datetime.date(2026, 1, 1), by=None, at=AT)
    operations.open_periods(by=None, at=AT)
    return operations.start_report(
        period=ReportingPeriod.objects.get(regime__code=facts["code"]),
        organisation=people.so(province),
        by=people.so_officer(province),
        at=AT,
    )


def started_report(at=AT, **fields):
    """Begun by the cast's officer; its job waits. The unit has a task in a plan."""
    make.plan()
    return operations.start_report(period=period(**fields), organisation=make.unit(), by=people.unit_officer(), at=at)


def drafted_report(at=AT, **fields):
    report = started_report(at, **fields)
    operations.draft(report=report, by=people.unit_officer(), at=at)
    return report


def complete_report(**fields):
    """Drafted, and the section that no record can fill is written."""
    report = drafted_report(**fields)
    write(report, {"kho-khan": DIFFICULTIES, "kinh-phi": "Không chi."})
    return report


def write(report, texts):
    operations.write_sections(report=report, texts=texts, by=people.unit_officer(), at=AT)


def seen(report):
    """The mark of what a head reads on the report's page before signing it."""
    return digest_of(queries.content_of(report))


def submitted_report(**fields):
    report = complete_report(**fields)
    operations.submit(report=report, by=people.unit_head(), at=AT)
    return report


def returned_report(**fields):
    report = submitted_report(**fields)
    operations.return_report(report=report, reason="Thiếu số hợp đồng.", by=people.cuc_officer(), at=AT)
    return report


def accepted_report(**fields):
    report = submitted_report(**fields)
    operations.accept(report=report, by=people.cuc_officer(), at=AT)
    return report


def consolidation():
    """Gathered by the Cục from the one accepted report of the period; two other units owe theirs."""
    report = accepted_report()
    operations.make_obligations(by=None, at=AT)
    return operations.gather(period=report.period, by=people.cuc_officer(), at=AT)


def submitted_consolidation():
    made = consolidation()
    operations.submit_consolidation(consolidation=made, by=people.cuc_officer(), at=AT)
    return made

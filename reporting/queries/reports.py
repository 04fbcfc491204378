"""Reads of one unit's report."""

import datetime
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import grouped
from cnnt_portal.ui.formats import day

from ..heads import usual_title
from ..models import HalfYearReport, ReportPaper
from ..workflow import ReportState


def reports_for(user):
    return (
        HalfYearReport.objects.visible_to(user)
        .select_related("period", "organisation")
        .order_by("-period__starts_on", "organisation__name", "pk")
    )


def numbers_of(line):
    return (
        f"{grouped(line['products'])} sản phẩm, {grouped(line['establishments'])} cơ sở, {grouped(line['amount'])} đồng"
    )


def line_of(report, pk):
    return get_object_or_404(report.lines.all(), pk=pk)


def previous_report(report):
    """What the unit last sent for an earlier period, itself or as a body whose work came to it; or None."""
    earlier = HalfYearReport.objects.on_record().filter(
        organisation__in=report.bodies,
        period__regime__code=report.period.regime.code,
        period__starts_on__lt=report.period.starts_on,
    )
    return earlier.select_related("period").order_by("-period__starts_on", "-pk").first()


def table_of(report, key):
    return get_object_or_404(report.tables.all(), key=key)


def papers_of(report, kind):
    return report.papers.filter(kind=kind).select_related("file", "version", "added_by")


def paper_of(report, pk, user):
    """A file beside the report, else 404: evidence that the unit has not sent yet is its own people's."""
    paper = get_object_or_404(report.papers.select_related("file"), pk=pk)
    if paper not in papers_read_by(user, report, paper.kind):
        raise Http404
    return paper


def papers_read_by(user, report, kind):
    papers = list(papers_of(report, kind))
    if kind != ReportPaper.Kind.EVIDENCE or report.is_read_live_by(user):
        return papers
    return _sent_with(report.versions.last(), papers)


def was_sent(paper):
    """Did it go with any sending of its report?"""
    papers = list(papers_of(paper.report, ReportPaper.Kind.EVIDENCE))
    return any(paper in _sent_with(version, papers) for version in paper.report.versions.all())


def _sent_with(version, papers):
    """Of the evidence, in its order, what went with this sending: of twins those that were there first."""
    left = Counter(map(tuple, version.facts.get("evidence", [])))
    found = []
    for paper in papers:
        name = paper.file.name, paper.file.sha256
        if left[name]:
            left[name] -= 1
            found.append(paper)
    return found


def document_for(user, report, form):
    """What was printed of the sending that this reader sees, or None: of the last one while others rewrite it."""
    sent = report.documents.filter(form=form, sha256=report.sha256).select_related("file").order_by("-made_at")
    is_shown = not (report.is_open and report.is_read_live_by(user))
    return sent.first() if is_shown else None


def version_of(report, number):
    return get_object_or_404(report.versions.select_related("sent_by"), number=number)


class SentLine(NamedTuple):
    """One activity as it was sent."""

    activity: int
    content: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    place: str
    products: int
    establishments: int
    amount: Decimal
    results: dict
    corrections: dict
    adjusts: bool = False


def lines_sent(version):
    """[SentLine]"""
    parsed = datetime.date.fromisoformat
    lines = [SentLine(*line) for line in version.facts["lines"]]
    return [
        line._replace(starts_on=parsed(line.starts_on), ends_on=parsed(line.ends_on), amount=Decimal(line.amount))
        for line in lines
    ]


def remarks_of(report):
    """{section pk: what is to be mended} while a report is returned."""
    if report.state != ReportState.RETURNED:
        return {}
    return dict(report.versions.last().remarks.values_list("section", "text"))


def words_of_return(subject):
    """What was said when a report or a consolidation was last sent back, while it is mended; else ""."""
    if subject.state != ReportState.RETURNED:
        return ""
    return subject.history.filter(to_state=subject.state).order_by("at", "pk").last().note


class Due(NamedTuple):
    """When a unit's report is due; `before` is the day of the period where more time was given."""

    on: datetime.date
    before: datetime.date

    @property
    def words(self):
        return day(self.on) if self.on == self.before else f"{day(self.on)} (gia hạn từ {day(self.before)})"


def due_of(report):
    is_owed = report.period.opened_at is not None
    owed = is_owed and report.period.obligations.filter(organisation=report.organisation).first()
    return Due(owed.due_on if owed else report.period.due_on, report.period.due_on)


class Paired(NamedTuple):
    title: str
    before: str
    after: str


def compared(report):
    """(older version, newer version, [Paired sections that differ], lines gone, lines new) of the last two sendings."""
    older, newer = list(report.versions.order_by("-number")[:2])[::-1]
    texts = {key: text for key, _, text in older.facts["sections"]}
    sections = [
        Paired(title, texts.get(key, ""), text)
        for key, title, text in newer.facts["sections"]
        if texts.get(key, "") != text
    ]
    return {
        "older": older,
        "newer": newer,
        "sections": sections,
        "tables": _tables_that_differ(older.facts, newer.facts),
        "gone": [_line_words(line) for line in older.facts["lines"] if line not in newer.facts["lines"]],
        "come": [_line_words(line) for line in newer.facts["lines"] if line not in older.facts["lines"]],
    }


def _tables_that_differ(older, newer):
    """Titles of the forms that were filled otherwise in the newer sending."""
    before = {key: rows for key, _, rows in older.get("tables", [])}
    return [title for key, title, rows in newer.get("tables", []) if before.get(key) != rows]


def _line_words(line):
    numbers = {"products": line[6], "establishments": line[7], "amount": Decimal(line[8])}
    return f"{line[2]}: {numbers_of(numbers)}"


def totals_of(report):
    """Sums of the report's own lines: what the table's last row shows."""
    adjusting = Q(adjusts=True)
    return report.lines.aggregate(
        adjusted=Sum("amount", filter=adjusting), count=Count("pk", filter=~adjusting), amount=Sum("amount")
    )


def job_of(pk, kind):
    """The latest job of this kind for the report with this key."""
    return Job.objects.filter(kind=kind, arguments__report=pk).order_by("-pk").first()


def title_at(organisation, user):
    """The user's post in a body, as it is written above the signature; "" for whoever does not head it."""
    titles = [m.title for m in user.current_memberships if m.organisation_id == organisation.pk and m.role == Role.HEAD]
    return next((title for title in titles if title), usual_title(organisation) if titles else "")


def receivers(report, on):
    """Whom a sent report reaches: the receiver's officers and head."""
    return people_at(report.period.regime.receiver, Role.OFFICER, Role.HEAD, on=on)

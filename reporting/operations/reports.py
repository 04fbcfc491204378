"""A unit's report: drafted, written, signed, accepted or returned."""

from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from cnnt_portal import seen
from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.files import operations as files
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import grouped, lower_first, says_something
from cnnt_portal.ui.formats import day
from cnnt_portal.workflow import move

from .. import data_forms, drafting, queries
from ..messages import ReportAccepted, ReportReturned, ReportSubmitted
from ..models import (
    HalfYearReport,
    ReportDocument,
    ReportLine,
    ReportRemark,
    ReportSection,
    ReportTable,
    ReportVersion,
    digest_of,
)
from ..permissions import can_draft, can_receive, can_sign, can_write


@operation
def start_report(*, period, organisation, by, at):
    """Begin a unit's report with the sections of the outline, and ask the job to draft it."""
    report, is_new = _begun(period, organisation, by, at)
    if is_new:
        request_draft(report=report, by=by, at=at)
    return report


def _begun(period, organisation, by, at):
    """(the unit's report of the period, whether it was made just now)"""
    require(can_draft(by, organisation))
    if period.starts_on > timezone.localdate(at):
        raise Refused(f"Kỳ báo cáo này bắt đầu từ ngày {period.starts_on:%d/%m/%Y}.")
    report, is_new = HalfYearReport.objects.get_or_create(period=period, organisation=organisation)
    if is_new:
        ReportSection.objects.bulk_create(
            [
                ReportSection(report=report, order=order, key=part["key"], title=part["title"])
                for order, part in enumerate(period.regime.outline, start=1)
            ]
        )
        ReportTable.objects.bulk_create(
            [
                ReportTable(report=report, order=order, key=form["key"], form=form)
                for order, form in enumerate(period.regime.filled_forms(), start=1)
            ]
        )
    return report, is_new


@operation
def request_draft(*, report, by, at):
    """Ask for a (new) draft from the records; what the unit wrote itself stays."""
    require(can_write(by, report))
    latest = queries.job_of(report.pk, "reporting.draft")
    if latest and latest.is_open:
        return latest
    return jobs.request(
        kind="reporting.draft",
        key=f"reporting.draft:{report.pk}:{at.isoformat()}",
        label=f"Soạn dự thảo: {report}",
        arguments={"report": report.pk},
        link=reverse("reporting:report_detail", args=[report.pk]),
        by=by,
        at=at,
    )


@operation
def draft(*, report, by, at):
    """Fill table and sentences from what was recorded up to the cut-off. Run twice, it gives the same draft."""
    lock(report)
    if not report.is_open:
        raise Refused("Báo cáo đã gửi, không soạn lại dự thảo.")
    period = report.period
    counts_activities = period.regime.counts_activities
    activities, fresh = queries.lines_for(report) if counts_activities else ([], [])
    stood = {activity: (pk, said) for activity, pk, said in report.lines.values_list("activity", "pk", "corrections")}
    lines = [
        line if line.get("adjusts") else drafting.corrected(line, stood.get(line["activity_id"], (None, {}))[1])
        for line in fresh
    ]
    tables = _fill_tables(report)
    proposed = (
        drafting.sentences(period, activities, lines)
        if counts_activities
        else drafting.yearly_sentences(period, tables)
    )
    # A line keeps its key: somebody may be correcting it on a page that stands open.
    report.lines.all().delete()
    ReportLine.objects.bulk_create(
        [ReportLine(pk=stood.get(line["activity_id"], (None,))[0], report=report, **line) for line in lines]
    )
    for section in report.sections.all():
        section.text = section.text or section.proposed
        _propose(section, proposed.get(section.key, ""))
    if lines or any(table.is_filled for table in tables):
        report.nil_reason = ""
    HalfYearReport.objects.filter(pk=report.pk).update(drafted_at=at, nil_reason=report.nil_reason)
    report.drafted_at = at


def _fill_tables(report):
    """Put what the portal knows into the forms: cells that are empty or still hold what it knew before follow."""
    tables = list(report.tables.all())
    for table in tables:
        fresh = queries.recorded_cells(report, table.form)
        fresh = {key: {column: str(value) for column, value in cells.items()} for key, cells in fresh.items()}
        table.rows = drafting.refilled(table.form, table.rows, before=table.recorded, now=fresh)
        table.recorded = fresh
        if table.is_filled:
            table.is_nothing = False
        table.save(update_fields=["rows", "recorded", "is_nothing"])
    return tables


@operation
def fill_table(*, report, key, rows, nothing, by, at, reason="", shown=None):
    """Keep what the unit wrote into one form. `rows`: [{"key", "cells"}]; `nothing`: it says that there is none;
    `reason`: why numbers differ from what the portal knew; `shown`: the mark of what the page showed, StaleSave where
    that stands no more."""
    lock(report)
    require(can_write(by, report))
    table = report.tables.select_for_update().get(key=key)
    seen.require_read(table.written, shown)
    table.rows, table.is_nothing = rows, nothing and not data_forms.is_filled(rows)
    reasons = {}
    for cell in table.departures:
        why = cell.reason or worded(
            reason,
            f"{cell.row_title}, {lower_first(cell.column_title)}: cổng đã ghi {grouped(cell.recorded)}. "
            "Hãy ghi lý do vì sao khác số đã ghi.",
        )
        reasons.setdefault(cell.row, {})[cell.column] = {"value": cell.value, "reason": why}
    table.reasons = reasons
    table.save(update_fields=["rows", "is_nothing", "reasons"])
    if report.is_nil and table.is_filled:
        # A report with numbers says no longer that there was nothing.
        report.nil_reason = ""
        report.save(update_fields=["nil_reason"])
    if not report.period.regime.counts_activities:
        proposed = drafting.yearly_sentences(report.period, report.tables.all())
        for section in report.sections.filter(key__in=[drafting.VOTING, drafting.PROMOTION]):
            _propose(section, proposed.get(section.key, ""))
    return table


@operation
def correct_line(*, report, line, values, reason, by, at, shown=None):
    """The unit states other numbers than it recorded, with the reason; a number set back to the record is no
    correction any more. `values`: {column: number}; `shown`: the mark of those on the page, as for `fill_table`."""
    lock(report)
    require(can_write(by, report))
    line.refresh_from_db()
    if line.adjusts:
        raise Refused("Dòng điều chỉnh tính từ hoạt động đã ghi. Hãy sửa hoạt động rồi lấy lại số liệu.")
    seen.require_read(line.numbers, shown)
    corrections = {}
    for field in drafting.CORRECTABLE:
        old = line.corrections.get(field)
        recorded = Decimal(old["recorded"]) if old else getattr(line, field)
        value = values[field]
        if value == recorded:
            continue
        if old and Decimal(old["value"]) == value:
            corrections[field] = old
        else:
            why = worded(reason, "Hãy ghi lý do vì sao khác số đã ghi.")
            corrections[field] = {"recorded": str(recorded), "value": str(value), "reason": why}
    for field in drafting.CORRECTABLE:
        setattr(line, field, values[field])
    line.corrections = corrections
    line.save(update_fields=[*drafting.CORRECTABLE, "corrections"])
    for section in report.sections.filter(key__in=[drafting.RESULTS, drafting.MONEY]):
        if section.key == drafting.MONEY:
            totals = queries.totals_of(report)
            _propose(section, drafting.money_sentence(totals["amount"], totals["adjusted"] or 0))
        else:
            _propose(section, drafting.noted(section.proposed, report.lines.values_list("corrections", flat=True)))


def _propose(section, sentence):
    """A section follows the records where the last proposal still stands in it; the unit's own words stay."""
    if section.text == section.proposed:
        section.text = sentence
    elif section.proposed:
        section.text = section.text.replace(section.proposed, sentence, 1)
    section.proposed = sentence
    section.save(update_fields=["proposed", "text"])


@operation
def report_nothing(*, period, organisation, reason, by, at):
    """A nil report in one act of the head: drafted, filled and sent, with the reason."""
    reason = worded(reason, HalfYearReport.NIL_NEEDS_REASON)
    report, _ = _begun(period, organisation, by, at)
    require(can_write(by, report))
    if not report.is_unwritten_draft:
        raise Refused("Báo cáo này đã được viết, nên phải đọc lại rồi ký và gửi trên trang của báo cáo.")
    draft(report=report, by=by, at=at)
    if report.lines.exists():
        raise Refused("Trong kỳ có hoạt động đã ghi, nên phải gửi báo cáo đầy đủ.")
    if any(table.is_filled for table in report.tables.all()):
        raise Refused("Biểu số liệu đã có số, nên phải gửi báo cáo đầy đủ.")
    report.tables.update(is_nothing=True)
    report.sections.filter(text="").update(text="Không có.")
    HalfYearReport.objects.filter(pk=report.pk).update(nil_reason=reason.strip())
    report.nil_reason = reason.strip()
    submit(report=report, by=by, at=at)
    return report


@operation
def write_sections(*, report, texts, by, at, shown=None):
    """Save what the unit wrote: {section key: text}, where the text that the page showed (`shown`, see seen.py) still
    stands; returns {section key: text} of those that somebody has written since and that stay."""
    lock(report)
    require(can_write(by, report))
    return save_texts(report.sections.all(), texts, shown)


def save_texts(sections, texts, shown):
    """Write these sections, called in an operation that holds the lock; returns those that were not read and stay."""
    sections = {section.key: section for section in sections}
    saved, unread = seen.sorted_out({key: section.text for key, section in sections.items()}, texts, shown)
    for key, text in saved.items():
        sections[key].text = text
        sections[key].save(update_fields=["text"])
    return unread


@operation
def submit(*, report, by, at, seen=None):
    """The head of the unit signs and sends: the content is frozen by its hash and printed in three forms. `seen` is
    the digest of what the head has read; what was changed since is not signed."""
    lock(report)
    require(can_sign(by, report, timezone.localdate(at)))
    missing = report.missing()
    if missing:
        raise Refused(f"Chưa gửi được: {'; '.join(missing)}.")
    _require_open(report, timezone.localdate(at))
    stale = queries.lines_out_of_step(report)
    if stale:
        raise Refused(
            f"Số của “{stale[0]}” đã được báo cáo ở kỳ khác và đã đổi từ lúc soạn. "
            "Hãy bấm “Lấy lại số liệu mới” rồi ký."
        )
    content = queries.content_of(report)
    digest = digest_of(content)
    if seen is not None and seen != digest:
        raise Refused("Nội dung đã đổi sau khi mở trang. Hãy mở lại trang, đọc bản mới rồi hãy ký.")
    title = queries.title_at(report.organisation, by)
    move(report, "submit", by=by, at=at, submitted_at=at, submitted_by=by, signer_title=title, sha256=digest)
    version = ReportVersion.objects.create(
        report=report,
        number=report.versions.count() + 1,
        content=content,
        sha256=digest,
        sent_at=at,
        sent_by=by,
    )
    notify(
        message=ReportSubmitted(report),
        recipients=queries.receivers(report, timezone.localdate(at)),
        key=f"report:{report.pk}:submit:{at.isoformat()}",
        by=by,
        at=at,
    )
    jobs.request(
        kind="reporting.print",
        # Of each sending: one that was returned before it was printed may come again with the same words.
        key=f"reporting.print:{report.pk}:{version.number}",
        label=f"In báo cáo: {report}",
        arguments={"report": report.pk, "sha256": digest},
        link=reverse("reporting:report_detail", args=[report.pk]),
        by=by,
        at=at,
    )


@operation
def accept(*, report, by, at, seen=None):
    """`seen` is the digest of what its receiver has read; what was sent since is not accepted."""
    lock(report)
    require(can_receive(by, report))
    _require_seen(report, seen)
    move(report, "accept", by=by, at=at)
    version = report.versions.last()
    version.accepted_at = at
    version.save(update_fields=["accepted_at"])
    notify(
        message=ReportAccepted(report),
        recipients=people_at(report.organisation, Role.OFFICER, Role.HEAD, on=timezone.localdate(at)),
        key=f"report:{report.pk}:accept:{at.isoformat()}",
        by=by,
        at=at,
    )


@operation
def return_report(*, report, reason, by, at, remarks=None, seen=None):
    """Send it back to be mended. `remarks`: {section key: what is to be mended there}; `seen` as for `accept`."""
    _give_back(report, "return", reason, by=by, at=at, remarks=remarks, seen=seen)


@operation
def reopen_report(*, report, reason, by, at, remarks=None, seen=None):
    """Open an accepted report again: the accepted version stays on record, and is what is summed, until the corrected
    one is accepted. Arguments as for `return_report`."""
    printing = queries.job_of(report.pk, "reporting.print")
    # Where the printing was stopped there is nothing to wait for; the words of the sending are frozen without it.
    if "reopen" in report.open_steps and not report.sent_documents().exists() and printing and printing.is_open:
        raise Refused("Bản lưu của báo cáo đang được in. Hãy chờ in xong rồi mở lại.")
    _give_back(report, "reopen", reason, by=by, at=at, remarks=remarks, seen=seen)


def _give_back(report, step, reason, *, by, at, remarks, seen):
    lock(report)
    require(can_receive(by, report))
    told = {}
    for section in report.sections.all():
        text = (remarks or {}).get(section.key, "").strip()
        if says_something(text):
            told[section] = text
    parts = "\n".join(f"{section.title}: {text}" for section, text in told.items())
    said = reason if says_something(reason) else parts
    reason = worded(said, "Hãy ghi lý do ở đây, hoặc ghi điều cần sửa ở từng mục.")
    _require_seen(report, seen)
    move(report, step, by=by, at=at, note=reason)
    version = report.versions.last()
    for section, text in told.items():
        ReportRemark.objects.create(version=version, section=section, text=text, by=by, at=at)
    notify(
        message=ReportReturned(report, reason, "" if reason == parts else parts),
        recipients=people_at(report.organisation, Role.OFFICER, Role.HEAD, on=timezone.localdate(at)),
        key=f"report:{report.pk}:return:{at.isoformat()}",
        by=by,
        at=at,
    )


@operation
def keep_documents(*, report, digest, forms, by, at):
    """Freeze the printed forms of what was sent under this digest: {form: (content, kind)}; those of earlier sendings
    stay. What was returned while it was printed may have changed under the printer's hands: nothing is kept of it."""
    lock(report)
    if report.is_open or report.sha256 != digest or report.sent_documents().exists():
        return
    for form, (content, kind) in forms.items():
        file = files.keep_generated(content=content, name=f"bao-cao-{report.pk}.{form}", kind=kind, by=by, at=at)
        ReportDocument.objects.create(report=report, form=form, file=file, sha256=report.sha256, made_at=at)


def _require_seen(report, seen):
    if seen is not None and seen != report.sha256:
        raise Refused("Báo cáo đã được gửi lại sau khi mở trang. Hãy mở lại trang và đọc bản mới.")


def _require_open(report, on):
    """After its closing day a period takes a report only where more time was given or the receiver asked for it."""
    period = report.period
    extended = period.obligations.filter(organisation=report.organisation, due_on__gte=on).exists()
    if period.closes_on and on > period.closes_on and not extended and not report.is_asked_for:
        raise Refused(f"Kỳ này chỉ nhận báo cáo đến hết ngày {day(period.closes_on)}. Hãy đề nghị Cục gia hạn.")


def lock(report):
    """Wait for whoever else writes this report, then read its state: what is signed is what was hashed."""
    HalfYearReport.objects.select_for_update().get(pk=report.pk)
    report.refresh_from_db(fields=["state", "drafted_at", "nil_reason", "sha256", "submitted_at"])

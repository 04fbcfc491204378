from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.accounts.signing import signing, typed_before
from cnnt_portal.documents import responses
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.seen import StaleSave, mark
from cnnt_portal.ui import formats
from cnnt_portal.ui.lists import paginate

from . import home as at_home
from . import operations, paper, queries, table_views
from .forms import LineForm, NothingForm, ReturnForm, SectionsForm
from .models import HalfYearReport, ReportPaper, digest_of
from .permissions import (
    can_read_statistics,
    can_receive,
    can_return_edited,
    can_sign,
    can_sign_for,
    can_write,
)


def home(request):
    """Every role's home: what waits for you, with dates; the figures of the day; what changed."""
    user, today = request.user, timezone.localdate(request.at)
    return render(
        request,
        "reporting/home.html",
        {
            "todos": at_home.todos_of(user, request.at),
            "advice": at_home.advice_for(user),
            "figures": at_home.figures_of(user, today),
            "money": at_home.money_tables(user, today),
            "changes": at_home.changes_of(user),
            "memberships": user.current_memberships,
            "is_newcomer": at_home.is_newcomer(user),
        },
    )


def report_list(request):
    today = timezone.localdate(request.at)
    periods = queries.closed_periods(request.user, today)[: queries.SHOWN_PERIODS]
    owed = queries.periods_to_report(request.user, today)
    empty = queries.empty_drafts(row.report for row in owed)
    startable = [
        (row, can_sign_for(request.user, row.organisation, row.period, today), not row.report or row.report.pk in empty)
        for row in owed
    ]
    return render(
        request,
        "reporting/report_list.html",
        {
            "sees_regimes": can_read_statistics(request.user),
            "startable": startable,
            "page": paginate(request, queries.reports_for(request.user)),
            "consolidations": queries.consolidations_for(request.user)[:4],
            "periods": [(period, queries.due_words(period)) for period in periods],
        },
    )


@require_POST
def report_start(request, period_pk, organisation_pk):
    period, organisation = queries.period_and_unit(
        request.user, period_pk, organisation_pk, timezone.localdate(request.at)
    )
    report = operations.start_report(period=period, organisation=organisation, by=request.user, at=request.at)
    return redirect("reporting:report_detail", pk=report.pk)


def report_detail(request, pk):
    # First of all: a draft that is done after this line makes the page load itself anew, and so shows it whole.
    drafting, printing = (queries.job_of(pk, kind) for kind in ("reporting.draft", "reporting.print"))
    report = load(HalfYearReport, request.user, pk=pk)
    if not report.is_read_live_by(request.user):
        return report_version(request, pk, report.versions.count())
    prefetch_related_objects([report], "sections", "tables")
    missing, flagged = report.missing(), queries.answered_flags(report)
    page = paginate(request, report.lines.all())
    is_gathering = report.is_open and bool(drafting and drafting.is_open)
    return render(
        request,
        "reporting/report_detail.html",
        {
            "report": report,
            "sections": report.sections.all(),
            "due": queries.due_of(report),
            "returned": queries.words_of_return(report),
            "remarks": queries.remarks_of(report),
            "flags": flagged if report.drafted_at else [],
            "evidence": queries.papers_of(report, ReportPaper.Kind.EVIDENCE),
            "edited": queries.papers_of(report, ReportPaper.Kind.EDITED),
            "edited_verdict": can_return_edited(request.user, report),
            "versions": report.versions.all(),
            "page": page,
            "totals": queries.totals_of(report),
            "tables": table_views.shown_tables(report),
            "counts_activities": report.period.regime.counts_activities,
            "missing": missing,
            # What is signed is what stands on this page.
            "seen": "" if missing or not report.is_open else digest_of(queries.content_of(report, flagged)),
            "write_verdict": can_write(request.user, report),
            "sign_verdict": can_sign(request.user, report, timezone.localdate(request.at)),
            # Whether anything was done is not known before the records were read.
            "is_gathering": is_gathering,
            "may_be_nothing": report.is_unfilled_draft and not page.paginator.count and not is_gathering,
            "receive_verdict": can_receive(request.user, report),
            "drafting": drafting,
            "printing": printing,
            "has_documents": report.sent_documents().exists(),
            "history": report.history.select_related("by"),
        },
    )


def report_version(request, pk, number):
    """What was sent that time, from the frozen content alone."""
    report = load(HalfYearReport, request.user, pk=pk)
    version = queries.version_of(report, number)
    return render(
        request,
        "reporting/report_version.html",
        {
            "report": report,
            "version": version,
            "is_last": version.number == report.versions.count(),
            "remarks": {remark.section.key: remark.text for remark in version.remarks.select_related("section")},
            "flags": queries.flagged_in(version),
            "tables": table_views.shown_as_sent(report, version),
            "page": paginate(request, queries.lines_sent(version)),
            "evidence": version.facts.get("evidence", []),
            "history": report.history.select_related("by"),
        },
    )


def report_write(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    guidance = {part["key"]: part.get("guidance", "") for part in report.period.regime.outline}
    form = SectionsForm(
        request.POST or None,
        sections=report.sections.all(),
        longest=20_000,
        rows=5,
        guidance=guidance,
        remarks=queries.remarks_of(report),
    )
    if form.is_valid():
        with shown_on(form):
            unread = operations.write_sections(
                report=report, texts=form.texts, shown=form.shown, by=request.user, at=request.at
            )
            if not unread:
                messages.success(request, "Đã lưu báo cáo.")
                return redirect("reporting:report_detail", pk=report.pk)
            form = form.beside(report.sections.all(), unread)
    context = {"report": report, "form": form, "returned": queries.words_of_return(report)}
    return render(request, "reporting/report_write.html", context)


def report_nothing(request, period_pk, organisation_pk):
    period, organisation = queries.period_and_unit(
        request.user, period_pk, organisation_pk, timezone.localdate(request.at)
    )
    verdict = can_sign_for(request.user, organisation, period, timezone.localdate(request.at))
    form = NothingForm(request.POST or None, initial=typed_before(request))
    if form.is_valid():
        with shown_on(form):
            require(verdict)
            return _sign_nothing(request, period, organisation, form.cleaned_data)
    context = {"period": period, "organisation": organisation, "form": form, "verdict": verdict}
    return render(request, "reporting/report_nothing.html", context)


@signing()
def _sign_nothing(request, period, organisation, given):
    report = operations.report_nothing(
        period=period, organisation=organisation, **given, by=request.user, at=request.at
    )
    messages.success(request, "Đã ký và gửi báo cáo không có hoạt động.")
    return redirect("reporting:report_detail", pk=report.pk)


def report_refresh(request, pk):
    """What fresh records would change in the table; nothing changes until the unit says so."""
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    return render(
        request, "reporting/report_refresh.html", {"report": report, "changes": queries.changes_since(report)}
    )


def report_compare(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    if report.versions.count() < 2:
        raise Refused("Báo cáo này mới gửi một lần, chưa có bản trước để so sánh.")
    return render(request, "reporting/report_compare.html", {"report": report, **queries.compared(report)})


def line_correct(request, pk, line_pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_write(request.user, report))
    line = queries.line_of(report, line_pk)
    initial = {"products": line.products, "establishments": line.establishments, "amount": line.amount}
    form = LineForm(request.POST or None, initial=initial | {"shown": mark(line.numbers)})
    stored = []
    if form.is_valid():
        with shown_on(form):
            values = {field: form.cleaned_data[field] for field in initial}
            try:
                operations.correct_line(
                    report=report,
                    line=line,
                    values=values,
                    reason=form.cleaned_data["reason"],
                    shown=form.cleaned_data["shown"],
                    by=request.user,
                    at=request.at,
                )
                messages.success(request, "Đã lưu. Số đã ghi vẫn hiện bên cạnh số sửa.")
                return redirect("reporting:report_detail", pk=report.pk)
            except StaleSave as stale:
                form.data["shown"], stored = mark(stale.stored), _numbers_of(line)
                raise
    context = {"report": report, "line": line, "form": form, "stored": stored}
    return render(request, "reporting/line_correct.html", context)


def _numbers_of(line):
    return [
        ("Số sản phẩm", str(line.products)),
        ("Số cơ sở", str(line.establishments)),
        ("Kinh phí", formats.money(line.amount)),
    ]


@require_POST
def report_redraft(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    operations.request_draft(report=report, by=request.user, at=request.at)
    return redirect("reporting:report_detail", pk=report.pk)


@require_POST
def report_submit(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_sign(request.user, report, timezone.localdate(request.at)))
    return _sign_report(request, report)


@signing("reporting:report_detail")
def _sign_report(request, report):
    """Signing asks for the password (or the second factor) once more."""
    operations.submit(report=report, seen=request.POST.get("seen", ""), by=request.user, at=request.at)
    messages.success(request, "Đã ký và gửi báo cáo. Bản PDF, Word và Excel đang được tạo.")
    return redirect("reporting:report_detail", pk=report.pk)


@require_POST
def report_accept(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    operations.accept(report=report, seen=request.POST.get("seen", ""), by=request.user, at=request.at)
    messages.success(request, "Đã chấp nhận báo cáo.")
    return redirect("reporting:report_detail", pk=report.pk)


def report_return(request, pk):
    report = load(HalfYearReport, request.user, pk=pk)
    require(can_receive(request.user, report))
    form = ReturnForm(request.POST or None, report=report)
    if form.is_valid():
        with shown_on(form):
            give_back = operations.reopen_report if form.cleaned_data["step"] == "reopen" else operations.return_report
            give_back(
                report=report,
                reason=form.cleaned_data["reason"],
                remarks=form.remarks,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã trả lại báo cáo.")
            return redirect("reporting:report_detail", pk=report.pk)
    return render(request, "reporting/report_return.html", {"report": report, "form": form})


def report_download(request, pk, form):
    """The frozen form of what was sent; before it is printed, and of a draft, one made on the spot."""
    report = load(HalfYearReport, request.user, pk=pk)
    document = queries.document_for(request.user, report, form)
    name = f"{report.period.name} - {report.organisation}"
    if document:
        return send(request, document.file, as_attachment=True, filename=name)
    if not report.is_read_live_by(request.user):
        raise Refused("Bản đã gửi được trả lại trước khi kịp in. Hãy đọc trên trang của báo cáo.")
    if report.is_open:
        name = f"Dự thảo {name}"
    if form == "pdf":
        return responses.as_pdf(paper.document(report), name)
    if form == "docx":
        return responses.as_docx(paper.document(report), name)
    return responses.download(workbook(paper.sheets(report)), name, responses.XLSX)

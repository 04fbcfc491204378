"""The report for the ministry's leaders: gathered, written, submitted, followed to its source."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from cnnt_portal.accounts.signing import signing
from cnnt_portal.documents import responses
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui import charts
from cnnt_portal.ui.lists import paginate

from . import consolidating, operations, paper, queries, table_views
from .forms import AnswerForm, LeaveOutForm, SectionsForm
from .models import Consolidation, ReportingPeriod
from .permissions import can_approve, can_consolidate, can_edit_consolidation, can_follow, can_read_consolidation


@require_POST
def consolidation_gather(request, period_pk):
    period = load(ReportingPeriod, request.user, pk=period_pk)
    consolidation = operations.request_consolidation(period=period, by=request.user, at=request.at)
    return redirect("reporting:consolidation_detail", pk=consolidation.pk)


def consolidation_detail(request, pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    if not can_read_consolidation(request.user, consolidation):
        return _returned_page(request, consolidation)
    sources = queries.sources_of(consolidation)
    rows = queries.rows_of(sources)
    return render(
        request,
        "reporting/consolidation_detail.html",
        {
            "consolidation": consolidation,
            "summed": [source for source in sources if source.is_summed],
            "missing": [source.organisation for source in sources if not source.version],
            "idle": [source.organisation for source in sources if source.is_idle],
            "left_out": [source for source in sources if source.is_left_out],
            "tables": table_views.shown(queries.gathered_forms(consolidation, sources)),
            "counts_activities": consolidation.period.regime.counts_activities,
            "by_content": consolidating.summed(rows, "content"),
            "by_unit": consolidating.summed(rows, "unit"),
            "total": consolidating.total(rows),
            "sections": consolidation.sections.all(),
            "seen": consolidation.digest() if consolidation.is_open else "",
            "job": queries.job_of_consolidation(consolidation),
            "may_follow": can_follow(request.user),
            "corrected": queries.corrected(consolidation),
            "being_corrected": queries.being_corrected(consolidation),
            "edit_verdict": can_edit_consolidation(request.user, consolidation),
            "submit_verdict": can_consolidate(request.user, consolidation.period),
            "approve_verdict": can_approve(request.user, consolidation),
            "returned": queries.words_of_return(consolidation),
            "history": consolidation.history.select_related("by"),
        },
    )


def _returned_page(request, consolidation):
    """What its leaders returned, and with which words, while the Cục mends it."""
    return render(
        request,
        "reporting/consolidation_returned.html",
        {
            "consolidation": consolidation,
            "verdict": can_read_consolidation(request.user, consolidation),
            "returned": queries.words_of_return(consolidation),
            "history": consolidation.history.select_related("by"),
        },
    )


def consolidation_rows(request, pk):
    """Where a number comes from: unit, report, activity. `?noi-dung=` and `?don-vi=` narrow it to one cell."""
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_read_consolidation(request.user, consolidation))
    content, unit = request.GET.get("noi-dung", ""), request.GET.get("don-vi", "")
    rows = queries.rows_asked(consolidation, content=content, unit=unit)
    return render(
        request,
        "reporting/consolidation_rows.html",
        {
            "consolidation": consolidation,
            "content": content,
            "unit": unit,
            "page": paginate(request, rows),
            "total": consolidating.total(rows),
            "may_follow": can_follow(request.user),
        },
    )


def consolidation_glance(request, pk):
    """For the ministry's leaders, on one screen: what came out, what changed since last time, who is missing."""
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_read_consolidation(request.user, consolidation))
    sources = queries.sources_of(consolidation)
    previous = queries.previous_consolidation(consolidation, request.user)
    left_out = [source for source in sources if source.is_left_out]
    missing = [source.organisation for source in sources if not source.version]
    glance = queries.glance_at(consolidation, sources, previous)
    return render(
        request,
        "reporting/consolidation_glance.html",
        {
            "consolidation": consolidation,
            "previous": previous,
            "glance": glance,
            "missing": missing,
            "left_out": left_out,
            "charts": [charts.bars(one.title, one.pairs, is_money=one.is_money) for one in glance.bars],
        },
    )


# Forty units may each fill a section of their own.
LONGEST = 1_000_000


def consolidation_write(request, pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_edit_consolidation(request.user, consolidation))
    sections = consolidation.sections.all()
    form = SectionsForm(
        request.POST or None,
        sections=sections,
        longest=LONGEST,
        rows=8,
        guidance={section.key: _units_words(section) for section in sections},
    )
    if form.is_valid():
        with shown_on(form):
            unread = operations.write_consolidation(
                consolidation=consolidation, texts=form.texts, shown=form.shown, by=request.user, at=request.at
            )
            if not unread:
                messages.success(request, "Đã lưu.")
                return redirect("reporting:consolidation_detail", pk=pk)
            form = form.beside(consolidation.sections.all(), unread)
    return _form_page(request, consolidation, form, "Viết báo cáo tổng hợp", "Lưu")


def _units_words(section):
    """What the units wrote, where the Cục has made something else of it: a report that came late would be lost."""
    if section.gathered in ("", section.text):
        return ""
    words = linebreaksbr(section.gathered, autoescape=True)
    return format_html("<details><summary>Lời của các đơn vị</summary><p>{}</p></details>", words)


def source_leave_out(request, pk, source_pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_edit_consolidation(request.user, consolidation))
    source = queries.source_of(consolidation, source_pk)
    form = LeaveOutForm(request.POST or None, initial={"reason": source.left_out, "shown": source.left_out})
    if form.is_valid():
        with shown_on(form):
            operations.leave_out(source=source, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("reporting:consolidation_detail", pk=pk)
    return _form_page(request, consolidation, form, f"Không đưa vào: {source.organisation}", "Lưu")


@require_POST
def consolidation_submit(request, pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_consolidate(request.user, consolidation.period))
    return _sign_and_submit(request, consolidation)


@signing("reporting:consolidation_detail")
def _sign_and_submit(request, consolidation):
    seen = request.POST.get("seen", "")
    operations.submit_consolidation(consolidation=consolidation, seen=seen, by=request.user, at=request.at)
    messages.success(request, "Đã trình lãnh đạo Bộ.")
    return redirect("reporting:consolidation_detail", pk=consolidation.pk)


@require_POST
def consolidation_approve(request, pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_approve(request.user, consolidation))
    return _sign_approval(request, consolidation)


@signing("reporting:consolidation_detail")
def _sign_approval(request, consolidation):
    operations.approve_consolidation(
        consolidation=consolidation, seen=request.POST.get("seen", ""), by=request.user, at=request.at
    )
    messages.success(request, "Đã phê duyệt. Các đơn vị báo cáo xem được bản này.")
    return redirect("reporting:consolidation_detail", pk=consolidation.pk)


def consolidation_return(request, pk):
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_approve(request.user, consolidation))
    form = AnswerForm(request.POST or None, initial={"seen": consolidation.submission})
    if form.is_valid():
        with shown_on(form):
            operations.return_consolidation(
                consolidation=consolidation, **form.cleaned_data, by=request.user, at=request.at
            )
            messages.success(request, "Đã trả lại Cục.")
            return redirect("reporting:consolidation_detail", pk=pk)
    return _form_page(request, consolidation, form, "Trả lại Cục", "Trả lại")


def consolidation_download(request, pk, form):
    """The form that the job printed of what stands now; where somebody has written since, one made on the spot."""
    consolidation = load(Consolidation, request.user, pk=pk)
    require(can_read_consolidation(request.user, consolidation))
    name = str(consolidation)
    printed = queries.printed_form(consolidation, form)
    if printed:
        return send(request, printed.file, as_attachment=True, filename=name)
    sources = queries.sources_of(consolidation)
    rows, tables = queries.rows_of(sources), queries.gathered_forms(consolidation, sources)
    if form == "xlsx":
        return responses.download(
            workbook(paper.consolidation_sheets(consolidation, sources, rows, tables)), name, responses.XLSX
        )
    document = paper.consolidation_document(consolidation, sources, rows, tables)
    return (responses.as_pdf if form == "pdf" else responses.as_docx)(document, name)


def _form_page(request, consolidation, form, title, button):
    return render(
        request,
        "reporting/consolidation_form.html",
        {"consolidation": consolidation, "form": form, "title": title, "button": button},
    )

"""A pass as the council keeps it: who has handed in, then the results."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.documents import responses, sheets
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, papers, permissions, queries
from ..forms import CloseForm, ReasonForm
from ..models import Council, ScoringPass


@require_POST
def pass_open(request, pk):
    council = load(Council, request.user, pk=pk)
    act = "Đã mở tiếp" if council.waiting_pass else "Đã mở"
    scoring_pass = operations.open_pass(council=council, by=request.user, at=request.at)
    messages.success(request, f"{act} lượt chấm {scoring_pass.number}. Giám khảo đã được báo.")
    return redirect("judging:pass_detail", pk=scoring_pass.pk)


@require_safe
def pass_detail(request, pk):
    scoring_pass = load(ScoringPass, request.user, pk=pk)
    return _pass_page(request, scoring_pass, CloseForm())


def _pass_page(request, scoring_pass, form):
    council = scoring_pass.round.council
    prefetch_related_objects([council], "round__passes", "meetings")
    reader = queries.reader_of(request.user, council)
    table = queries.score_table(scoring_pass, request.user)
    context = {
        "scoring_pass": scoring_pass,
        "council": council,
        "reader": reader,
        "rules": queries.rules_of(scoring_pass.round),
        "table": table,
        "rows": paginate(request, table.rows, per_page=100) if table else [],
        "progress": queries.progress(scoring_pass, request.user),
        "missing": queries.missing_sheets(scoring_pass) if reader.is_secretary and scoring_pass.is_open else [],
        "unconfirmed": queries.unconfirmed_papers(scoring_pass) if reader.is_secretary and scoring_pass.is_open else [],
        "sheets": paginate(request, queries.sheets_to_reopen(scoring_pass, request.user)),
        "meeting": council.meeting,
        "may_plan": permissions.can_plan_meeting(request.user, council),
        "may_see_statistics": permissions.can_see_statistics(request.user, scoring_pass),
        "may_open_pass": permissions.can_open_pass(request.user, council),
        "may_close": permissions.can_close_pass(request.user, scoring_pass),
        "form": form,
    }
    return render(request, "judging/pass_detail.html", context)


@require_POST
def pass_close(request, pk):
    scoring_pass = load(ScoringPass, request.user, pk=pk)
    require(permissions.can_close_pass(request.user, scoring_pass))
    form = CloseForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            operations.close_pass(scoring_pass=scoring_pass, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"Đã khóa điểm lượt {scoring_pass.number}.")
            return redirect("judging:pass_detail", pk=scoring_pass.pk)
    return _pass_page(request, scoring_pass, form)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_reopen(request, pk):
    sheet = get_object_or_404(queries.sheets_kept_by(request.user), pk=pk)
    may = permissions.can_reopen_sheet(request.user, sheet)
    form = ReasonForm(request.POST or None)
    if request.method != "POST":
        require(may)
    else:
        with shown_on(form):
            require(may)
            if form.is_valid():
                operations.reopen_sheet(sheet=sheet, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(request, f"Đã mở lại phiếu {sheet.entry.code} của {sheet.judge}.")
                return redirect("judging:pass_detail", pk=sheet.scoring_pass_id)
    return render(request, "judging/sheet_reopen.html", {"sheet": sheet, "form": form})


@require_safe
def pass_statistics(request, pk):
    """Advisory: how the judges judged. It changes nothing, and nobody sees it before the pass is closed."""
    scoring_pass = load(ScoringPass, request.user, pk=pk)
    require(permissions.can_see_statistics(request.user, scoring_pass))
    context = {
        "scoring_pass": scoring_pass,
        "council": scoring_pass.round.council,
        "rules": queries.rules_of(scoring_pass.round),
        "found": queries.statistics_of(scoring_pass, request.user),
    }
    return render(request, "judging/pass_statistics.html", context)


@require_safe
def pass_export(request, pk, ending):
    """The score table as pdf, docx or xlsx: the same fence as the page."""
    scoring_pass = load(ScoringPass, request.user, pk=pk)
    table = queries.score_table(scoring_pass, request.user)
    if table is None:
        raise Refused("Bảng điểm có sau khi lượt chấm đã khóa.")
    name = f"bang-diem-luot-{scoring_pass.number}"
    if ending == "xlsx":
        book = sheets.workbook([papers.score_sheet(scoring_pass, table)])
        return responses.download(book, name, responses.XLSX)
    writers = {"pdf": responses.as_pdf, "docx": responses.as_docx}
    if ending not in writers:
        raise Http404
    return writers[ending](papers.score_table(scoring_pass, table), name)

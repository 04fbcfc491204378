"""Score sheets that came on paper: the secretary keys them in, with their scans."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, permissions, queries
from ..forms import PaperSheetForm
from ..models import ScoringPass


@require_safe
def paper_sheet_list(request, pk):
    scoring_pass = load(ScoringPass, request.user, pk=pk)
    require(permissions.can_close_pass(request.user, scoring_pass))
    page = paginate(request, queries.sheets_to_key(scoring_pass, request.user))
    context = {"scoring_pass": scoring_pass, "council": scoring_pass.round.council, "page": page}
    return render(request, "judging/paper_sheet_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheet_key(request, pk):
    sheet = get_object_or_404(queries.sheets_kept_by(request.user), pk=pk)
    require(permissions.can_key_sheet(request.user, sheet))
    form = PaperSheetForm(
        request.POST or None, request.FILES or None, sheet=sheet, rules=queries.rules_of(sheet.scoring_pass.round)
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.key_sheet(sheet=sheet, by=request.user, at=request.at, **form.changes())
            messages.success(request, f"Đã nhập phiếu giấy {sheet.entry.code} của {sheet.judge}. Giám khảo được báo.")
            return redirect("judging:paper_sheet_list", pk=sheet.scoring_pass_id)
    return render(request, "judging/paper_sheet_key.html", {"sheet": sheet, "form": form})


@require_safe
def sheet_scan(request, pk):
    """The scan is the sheet: whoever may read the one may read the other."""
    sheet = get_object_or_404(queries.readable_sheets(request.user).select_related("scan"), pk=pk)
    if sheet.scan is None:
        raise Http404
    return send(request, sheet.scan)

"""Score sheets that came on paper: the secretary keys them in, with their scans."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, permissions, queries
from ..forms import ContestForm, PaperSheetForm
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
    may = permissions.can_key_sheet(request.user, sheet)
    form = PaperSheetForm(
        request.POST or None, request.FILES or None, sheet=sheet, rules=queries.rules_of(sheet.scoring_pass.round)
    )
    if request.method != "POST":
        require(may)
    else:
        with shown_on(form):
            require(may)
            if form.is_valid():
                operations.key_sheet(sheet=sheet, by=request.user, at=request.at, **form.changes())
                messages.success(
                    request, f"Đã nhập phiếu giấy {sheet.entry.code} của {sheet.judge}. Giám khảo được báo."
                )
                return redirect("judging:paper_sheet_list", pk=sheet.scoring_pass_id)
    return render(request, "judging/paper_sheet_key.html", {"sheet": sheet, "form": form})


def _own_sheet(request, pk):
    sheets = queries.own_sheets(request.user).select_related("scoring_pass__round__council", "judge__user", "entry")
    return get_object_or_404(sheets, pk=pk)


@require_POST
def sheet_confirm(request, pk):
    """The judge: the sheet is what I wrote on paper."""
    sheet = _own_sheet(request, pk)
    operations.confirm_keyed(sheet=sheet, by=request.user, at=request.at)
    messages.success(request, f"Đã xác nhận phiếu giấy {sheet.entry.code} nhập đúng.")
    return redirect("judging:sheet_edit", pk=sheet.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_contest(request, pk):
    """The judge: it is not what I wrote. The sheet opens again."""
    sheet = _own_sheet(request, pk)
    may = permissions.can_answer_for_keyed(request.user, sheet)
    form = ContestForm(request.POST or None)
    if request.method != "POST":
        require(may)
    else:
        with shown_on(form):
            require(may)
            if form.is_valid():
                operations.contest_keyed(sheet=sheet, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(request, f"Phiếu {sheet.entry.code} đã mở lại. Thư ký hội đồng được báo.")
                return redirect("judging:sheet_edit", pk=sheet.pk)
    return render(request, "judging/sheet_contest.html", {"sheet": sheet, "form": form})


@require_POST
def sheet_key_again(request, pk):
    """The judge of a reopened paper sheet leaves it to the secretary to key it in once more."""
    sheet = _own_sheet(request, pk)
    operations.let_key_again(sheet=sheet, by=request.user, at=request.at)
    messages.success(request, f"Thư ký hội đồng nhập lại được phiếu giấy {sheet.entry.code}.")
    return redirect("judging:sheet_edit", pk=sheet.pk)


@require_safe
def sheet_scan(request, pk, keying):
    """The scan is the sheet: whoever may read the one may read the other, each time that it was keyed in."""
    sheet = get_object_or_404(queries.readable_sheets(request.user), pk=pk)
    return send(request, get_object_or_404(queries.keyings_of(sheet), pk=keying).scan)

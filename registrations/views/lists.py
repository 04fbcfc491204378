"""The list of nominated products in Excel: its template, the preview of every line, the import."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import Sheet, workbook
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import require, scoped
from registrations import operations, permissions, sent_list
from registrations.forms import SentListForm
from registrations.list_checks import checked_lines
from registrations.models import Round, SentList

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def list_template(request):
    """An empty list with the right columns."""
    columns = tuple(Column(header, width=max(14, len(header) + 2)) for header, _, _ in sent_list.COLUMNS.values())
    content = workbook([Sheet("Danh sách", columns, ())])
    return download(content, "Mẫu danh sách sản phẩm đề nghị bình chọn", XLSX)


@FORM
def list_keep(request, pk):
    rounds = scoped(Round, request.user).filter(is_history=False).select_related("organiser", "unit", "region")
    round = get_object_or_404(rounds, pk=pk)
    require(permissions.can_import_list(request.user, round, request.at))
    form = SentListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            upload, copies = form.cleaned_data["upload"], form.cleaned_data["copies"]
            sent = operations.keep_list(
                round=round,
                upload=upload,
                name=upload.name,
                copies=copies,
                copies_name=copies.name if copies else "",
                by=request.user,
                at=request.at,
            )
            return redirect("registrations:list_detail", sent.pk)
    context = {"form": form, "round": round, "earlier": round.sent_lists.select_related("file", "kept_by")[:20]}
    return render(request, "registrations/list_form.html", context)


@FORM
def list_detail(request, pk):
    """Every line with what would happen to it; POST takes the whole list in, or nothing."""
    lists = scoped(SentList, request.user).select_related("file", "copies")
    sent = get_object_or_404(lists.select_related("round__organiser", "round__unit", "round__region"), pk=pk)
    refusal = None
    settled = {int(number) for number in request.POST.getlist("da-so") if number.isascii() and number.isdigit()}
    if request.method == "POST":
        try:
            done = operations.import_list(sent=sent, settled=settled, by=request.user, at=request.at)
            messages.success(request, f"Đã đưa {done.imported_count} sản phẩm vào kỳ bình chọn.")
            return redirect("registrations:list_detail", pk)
        except Refused as refused:
            refusal = refused
    # What somebody must do something about stands first.
    lines = sorted(checked_lines(sent, request.at), key=lambda line: (not line.problems, not line.doubts, line.number))
    wrong = sum(bool(line.problems) for line in lines)
    context = {
        "sent": sent,
        "lines": lines,
        "wrong": wrong,
        "doubtful": sum(bool(line.doubts) for line in lines),
        "settled": settled,
        "fresh": sum(line.standing is None and not line.problems for line in lines),
        "refusal": refusal,
        "can_import": permissions.can_import_list(request.user, sent.round, request.at),
    }
    return render(request, "registrations/list_detail.html", context, status=refusal.status if refusal else 200)

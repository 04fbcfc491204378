from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import Sheet, workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import HistoryForm
from ..history_lines import COLUMNS
from ..models import HistoryImport
from ..permissions import can_import_history


@require_http_methods(["GET", "HEAD", "POST"])
def history_import(request):
    """Products recognised before the portal, many at once; nothing is entered before the preview."""
    require(can_import_history(request.user))
    form = HistoryForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            batch = operations.bring_history(**form.cleaned_data, by=request.user, at=request.at)
            return redirect("certificates:history_detail", pk=batch.pk)
    page = paginate(request, queries.history_imports(), per_page=10)
    return render(request, "certificates/history_import.html", {"form": form, "page": page})


@require_safe
def history_detail(request, pk):
    """The preview: what would be entered, what is known already, and every wrong line with its reasons."""
    batch = load(HistoryImport, request.user, pk=pk)
    judged = queries.judged_history(batch, today=timezone.localdate(request.at))
    labels = {queries.WRONG: "Dòng phải sửa", queries.NEW: "Dòng sẽ nhập", queries.KNOWN: "Dòng đã có"}
    if batch.entered_at:
        labels = {queries.ENTERED: "Dòng đã nhập"} | labels | {queries.NEW: "Dòng chưa nhập"}
    of = {status: [one for one in judged if one.status == status] for status in labels}
    shown = request.GET.get("xem")
    if shown not in of:
        shown = next((status for status in labels if of[status]), queries.NEW)
    return render(
        request,
        "certificates/history_detail.html",
        {
            "batch": batch,
            "counts": {status: len(lines) for status, lines in of.items()},
            "shown": shown,
            "page": paginate(request, of[shown]),
            "tabs": [Tab(label, f"{request.path}?xem={status}", len(of[status])) for status, label in labels.items()],
            "job": queries.history_import_job(batch),
        },
    )


@require_POST
def history_enter(request, pk):
    batch = load(HistoryImport, request.user, pk=pk)
    operations.request_history_import(batch=batch, by=request.user, at=request.at)
    messages.success(request, "Đang nhập. Trang này tự cập nhật khi xong.")
    return redirect("certificates:history_detail", pk=batch.pk)


@require_safe
def history_template(request):
    """The columns that the portal reads, with one line as an example."""
    require(can_import_history(request.user))
    columns = tuple(Column(header, width=max(12, len(header))) for header, _ in COLUMNS.values())
    year = str(timezone.localdate(request.at).year - 1)
    example = (year, "tỉnh", "Thái Nguyên", "HTX chè Hảo Đạt", "Chè móc câu", "B", "", "")
    return download(workbook([Sheet("Sản phẩm", columns, [example])]), "Mẫu nhập sản phẩm các năm trước", XLSX)

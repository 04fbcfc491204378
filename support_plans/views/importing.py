from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import Sheet, workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate
from cnnt_portal.ui.tables import MOST_ROWS

from .. import operations, queries
from ..forms import ChoiceForm, ColumnsForm, EnterForm, ImportForm
from ..importing import HEADERS
from ..models import ActivityImport
from ..permissions import can_record_activities

SHOWN_ACTIVITIES = 10


def import_create(request):
    """Many products or activities at once: pasted or as xlsx; nothing is entered before the preview."""
    require(can_record_activities(request.user))
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        with shown_on(form):
            batch = operations.bring_table(**form.cleaned_data, by=request.user, at=request.at)
            return redirect("support_plans:import_detail", pk=batch.pk)
    return render(
        request,
        "support_plans/import_create.html",
        {
            "form": form,
            "most_rows": MOST_ROWS,
            "headings": HEADERS.values(),
            "page": paginate(request, queries.imports_of(request.user), per_page=10),
        },
    )


def import_detail(request, pk):
    """The preview: what would be entered, what is known already, and every wrong line with its reasons; then what
    became of it."""
    return _preview(request, load(ActivityImport, request.user, pk=pk), EnterForm())


def _preview(request, batch, enter):
    judgement, page_url = queries.judged_import(batch), reverse("support_plans:import_detail", args=[batch.pk])
    counts = {status: len(judgement.of(status)) for status in (queries.NEW, queries.KNOWN, queries.WRONG)}
    shown = request.GET.get("xem")
    if shown not in counts:
        shown = queries.WRONG if counts[queries.WRONG] else queries.NEW if counts[queries.NEW] else queries.KNOWN
    labels = {queries.WRONG: "Dòng phải sửa", queries.NEW: "Dòng sẽ nhập", queries.KNOWN: "Dòng đã có"}
    job = queries.job_of_import(batch)
    page = paginate(request, judgement.of(shown))
    figures = judgement.figures_of(page, judgement.of(shown))
    for place, judged in enumerate(page):
        judged.numbers = [(header, numbers[place]) for header, numbers, _ in figures]
    entered = queries.activities_entered(batch) if job and job.is_done else []
    return render(
        request,
        "support_plans/import_detail.html",
        {
            "batch": batch,
            "enter": enter,
            "judgement": judgement,
            "counts": counts,
            "shown": shown,
            "page": page,
            "figures": figures,
            "sums": judgement.figures_of([], judgement.of(queries.NEW)),
            "columns": ColumnsForm(judgement=judgement) if judgement.unread and not batch.entered_at else None,
            "tabs": [Tab(label, f"{page_url}?xem={key}", counts[key]) for key, label in labels.items()],
            "job": job,
            "entered": entered[:SHOWN_ACTIVITIES],
            "more_entered": len(entered[SHOWN_ACTIVITIES:]),
            "entered_lines": sum(activity.lines for activity in entered),
            # A line that was entered and dropped again since is not known anymore.
            "known_before": max(0, counts[queries.KNOWN] - sum(activity.lines for activity in entered)),
        },
    )


@require_POST
def import_columns(request, pk):
    """The columns whose headings the portal does not know are these."""
    batch = load(ActivityImport, request.user, pk=pk)
    form = ColumnsForm(request.POST, judgement=queries.judged_import(batch))
    if form.is_valid():
        operations.choose_columns(batch=batch, columns=form.chosen(), by=request.user, at=request.at)
    return redirect("support_plans:import_detail", pk=batch.pk)


@require_POST
def import_choose(request, pk):
    """What a line names is this product, which the preview proposed."""
    batch = load(ActivityImport, request.user, pk=pk)
    form = ChoiceForm(request.POST)
    if form.is_valid():
        operations.choose_product(batch=batch, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "Đã chọn sản phẩm.")
    return redirect("support_plans:import_detail", pk=batch.pk)


@require_POST
def import_enter(request, pk):
    batch = load(ActivityImport, request.user, pk=pk)
    form = EnterForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            operations.request_import(batch=batch, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đang nhập. Trang này tự cập nhật khi xong.")
            return redirect("support_plans:import_detail", pk=batch.pk)
    return _preview(request, batch, form)


@require_safe
def import_template(request):
    """An empty table with the columns that the portal reads, and the products that may be named in it."""
    require(can_record_activities(request.user))
    units = queries.units_of(request.user)
    certificates = queries.certificates_in_plans(timezone.localdate(request.at), units)
    columns = tuple(Column(header, width=max(14, len(header) // 2)) for header in HEADERS.values())
    known = (Column("Sản phẩm", width=45), Column("Cơ sở", width=45), Column("Mã giấy chứng nhận", width=20))
    rows = ((row.product_name, row.establishment_name, row.code) for row in certificates.iterator())
    sheets = [Sheet("Nhập", columns, ()), Sheet("Sản phẩm trong kế hoạch", known, rows)]
    return download(workbook(sheets), "Mẫu nhập hoạt động", XLSX)

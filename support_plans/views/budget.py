from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.formats import money
from cnnt_portal.ui.lists import paginate

from .. import budget, operations, queries
from ..forms import MOST_LINES, AllocationForm, AllocationsForm, SheetForm
from ..models import YearCall
from ..permissions import can_allocate, can_read_budget

SHOWN_WRONG = 50
SHOWN_OVER = 5
# `?xem=`: {value: (words, what the rows distinguish)}.
SHOWN = {
    "": ("Theo đơn vị và nguồn", ("unit", "source")),
    "noi-dung": ("Theo nội dung", ("content",)),
    "don-vi": ("Theo đơn vị", ("unit",)),
    "nguon": ("Theo nguồn", ("source",)),
    "chi-tiet": ("Chi tiết", ("unit", "content", "source")),
}


def budget_detail(request, pk):
    """Estimated, approved, allocated and spent, by unit, content and source; the finance unit records what was
    approved."""
    call = load(YearCall, request.user, pk=pk)
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    verdict = can_allocate(request.user)
    rows = queries.budget_of(call, today)
    units = queries.units_of_money(call, today, rows)
    form = AllocationForm(request.POST or None, call=call, units=units) if verdict else None
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.record_allocation(call=call, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã ghi số được duyệt và cấp.")
                return redirect("support_plans:budget_detail", pk=call.pk)
    shown = request.GET.get("xem", "")
    kept = SHOWN.get(shown, SHOWN[""])[1]
    states = queries.plan_states(call, today) if "unit" in kept else {}
    page = paginate(request, queries.budget_by(rows, *kept), per_page=100)
    return render(
        request,
        "support_plans/budget_detail.html",
        {
            "call": call,
            "form": form,
            "page": page,
            "rows": [(row, states.get(row.unit)) for row in page],
            "kept": kept,
            "label_columns": len(kept) + ("unit" in kept),
            # What a paper does not divide among the contents cannot be set against what one content spent.
            "has_left": "content" not in kept,
            "totals": queries.budget_totals(rows),
            "tabs": [
                Tab(words, f"{request.path}?xem={value}" if value else request.path)
                for value, (words, _) in SHOWN.items()
            ],
        },
    )


@require_safe
def budget_download(request, pk):
    call = load(YearCall, request.user, pk=pk)
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    rows = queries.budget_of(call, today)
    papers, states = queries.papers_of(call, today), queries.plan_states(call, today)
    return download(workbook(budget.sheets(call, rows, papers, states)), f"Kinh phí hỗ trợ năm {call.year}", XLSX)


def budget_write(request, pk):
    """Approved and allocated money of many lines in one form; `?don_vi=`: of one unit."""
    call = load(YearCall, request.user, pk=pk)
    require(can_allocate(request.user))
    today = timezone.localdate(request.at)
    if request.method == "POST":
        lines = list(queries.lines_of_keys(call, today, AllocationsForm.keys_in(request.POST)).values())
        form = AllocationsForm(request.POST, lines=lines)
        if form.is_valid() and not form.changed:
            form.add_error(None, "Chưa có dòng nào được ghi số mới.")
        if form.is_valid():
            with shown_on(form):
                operations.record_allocations(call=call, rows=form.changed, by=request.user, at=request.at)
                messages.success(request, f"Đã ghi {len(form.changed)} dòng.")
                for line, over in form.over_estimate()[:SHOWN_OVER]:
                    messages.warning(request, f"{line.unit}, {line.source_label}: duyệt vượt dự toán {money(over)}.")
                return redirect("support_plans:budget_detail", pk=call.pk)
        return _write_page(request, call, form)
    lines = [
        line
        for line in queries.allocation_lines(call, today)
        if request.GET.get("don_vi", str(line.unit.pk)) == str(line.unit.pk)
    ]
    page = paginate(request, lines, per_page=50)
    return _write_page(request, call, AllocationsForm(lines=list(page)), page=page)


def budget_bring(request, pk):
    """The sheet as finance filled it in: what it would change, in the form that writes it."""
    call = load(YearCall, request.user, pk=pk)
    require(can_allocate(request.user))
    sheet = SheetForm(request.POST or None, request.FILES or None, call=call, on=timezone.localdate(request.at))
    if not sheet.is_valid():
        return render(request, "support_plans/budget_bring.html", {"call": call, "sheet": sheet})
    lines, wrong = sheet.lines_brought()
    more = len(lines) > MOST_LINES
    lines = dict(list(lines.items())[:MOST_LINES])
    data = QueryDict(mutable=True)
    data.update(AllocationsForm.data_of(lines))
    form = AllocationsForm(data, lines=list(lines))
    context = {
        "wrong": wrong[:SHOWN_WRONG],
        "more_wrong": len(wrong[SHOWN_WRONG:]),
        "is_brought": True,
        "more": more,
    }
    return _write_page(request, call, form, **context)


def _write_page(request, call, form, **context):
    over = form.over_estimate() if form.is_bound and form.is_valid() else []
    return render(request, "support_plans/budget_write.html", {"call": call, "form": form, "over": over, **context})

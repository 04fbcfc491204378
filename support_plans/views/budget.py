from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from .. import budget, operations, queries
from ..forms import AllocationForm
from ..models import YearCall
from ..permissions import can_allocate, can_read_budget

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
    units = queries.units_asked(call.plan, today)
    form = AllocationForm(request.POST or None, call=call, units=units) if verdict else None
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.record_allocation(call=call, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã ghi số được duyệt và cấp.")
                return redirect("support_plans:budget_detail", pk=call.pk)
    rows = queries.budget_of(call, today)
    shown = request.GET.get("xem", "")
    kept = SHOWN.get(shown, SHOWN[""])[1]
    return render(
        request,
        "support_plans/budget_detail.html",
        {
            "call": call,
            "form": form,
            "page": paginate(request, queries.budget_by(rows, *kept), per_page=100),
            "kept": kept,
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
    rows = queries.budget_of(call, timezone.localdate(request.at))
    return download(workbook(budget.sheets(call, rows)), f"Kinh phí hỗ trợ năm {call.year}", XLSX)

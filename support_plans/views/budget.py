from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cnnt_portal.documents.responses import XLSX, download
from cnnt_portal.documents.sheets import workbook
from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import budget, operations, queries
from ..forms import AllocationForm
from ..models import YearCall
from ..permissions import can_allocate, can_read_budget


def budget_detail(request, pk):
    """Estimated, approved, allocated and spent, by unit and source; the finance unit records what was approved."""
    call = load(YearCall, request.user, pk=pk)
    require(can_read_budget(request.user))
    today = timezone.localdate(request.at)
    verdict = can_allocate(request.user)
    units = queries.units_asked(call.plan, today)
    form = AllocationForm(request.POST or None, units=units) if verdict else None
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.record_allocation(call=call, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã ghi số được duyệt và cấp.")
                return redirect("support_plans:budget_detail", pk=call.pk)
    rows = queries.budget_of(call, today)
    return render(
        request,
        "support_plans/budget_detail.html",
        {
            "call": call,
            "form": form,
            "page": paginate(request, rows, per_page=100),
            "totals": queries.budget_totals(rows),
        },
    )


@require_safe
def budget_download(request, pk):
    call = load(YearCall, request.user, pk=pk)
    require(can_read_budget(request.user))
    rows = queries.budget_of(call, timezone.localdate(request.at))
    return download(workbook(budget.sheets(call, rows)), f"Kinh phí hỗ trợ năm {call.year}", XLSX)

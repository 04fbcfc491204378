"""Tables and charts of the award, as officials ask for them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from certificates.queries import map_of
from cnnt_portal.errors import Refused
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.text import clean_text
from cnnt_portal.ui import charts

from . import operations
from .models import SavedView
from .permissions import can_read_statistics
from .statistics import DIMENSIONS, Places, cumulative
from .statistics_form import StatisticsForm


@require_safe
def statistics(request):
    require(can_read_statistics(request.user))
    today = timezone.localdate(request.at)
    form = StatisticsForm(request.GET)
    known = Places(today)
    asked = form.table(today, known)
    published, totals = cumulative(today=today, known=known)
    return render(
        request,
        "reporting/statistics.html",
        {
            "form": form,
            "asked": asked,
            "chart": charts.bars(asked.title, asked.told, is_money=asked.is_money, ranked=asked.row_name != "Năm"),
            "published": published,
            "totals": totals,
            "tiles": _map_of(asked, known, today),
            "saved": scoped(SavedView, request.user),
            "query": request.GET.urlencode(),
        },
    )


def _map_of(asked, known, today):
    """The table by today's provinces as a map of tiles; names of then do not fit on it."""
    keys = known.keys_of_today()
    figures = {keys[row.label]: (row.total, row) for row in asked.table.rows if row.label in keys}
    if asked.row_name != DIMENSIONS["tinh"] or not figures:
        return []
    return map_of(today, figures, max(total for total, _ in figures.values()))


@require_POST
def view_save(request):
    require(can_read_statistics(request.user))
    query = clean_text(request.POST.get("query", ""))[:400]
    try:
        name = clean_text(request.POST.get("name", ""))[:120]
        operations.save_view(name=name, query=query, by=request.user, at=request.at)
        messages.success(request, "Đã lưu bảng. Lần sau bấm vào tên bảng là ra đúng các lựa chọn này.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('reporting:statistics')}?{query}")


@require_POST
def view_drop(request, pk):
    operations.drop_view(view=load(SavedView, request.user, pk=pk), by=request.user, at=request.at)
    return redirect("reporting:statistics")

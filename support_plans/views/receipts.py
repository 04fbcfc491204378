from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from certificates.models import PeriodicList
from certificates.queries import words_of_first_list
from cnnt_portal.permissions import load
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..permissions import can_keep_plan


def list_receipts(request):
    """The Cục's lists of products in force; whether one's own unit, or for the Cục how many, have confirmed each."""
    return render(
        request,
        "support_plans/list_receipts.html",
        {
            "page": paginate(request, queries.lists_with_receipts(request.user)),
            "oversees": queries.oversees_receipts(request.user),
            "first_list": words_of_first_list(timezone.localdate(request.at)),
        },
    )


def receipt_detail(request, pk):
    """Which unit confirmed the list, who and when; which has not. A unit reads its own row."""
    sent = load(PeriodicList, request.user, pk=pk)
    rows = queries.receipts_seen(request.user, sent)
    return render(
        request,
        "support_plans/receipt_detail.html",
        {
            "sent": sent,
            "page": paginate(request, rows, per_page=50),
            "oversees": queries.oversees_receipts(request.user),
            "told": len(rows),
            "received": sum(1 for row in rows if row.receipt),
            "own": queries.units_to_confirm(request.user, sent),
            "may_keep": can_keep_plan(request.user),
        },
    )


@require_POST
def receipt_confirm(request, pk, unit_pk):
    sent = load(PeriodicList, request.user, pk=pk)
    unit = queries.unit_told(sent, unit_pk)
    operations.confirm_list(sent=sent, unit=unit, by=request.user, at=request.at)
    messages.success(request, f"Đã xác nhận {unit} nhận danh sách.")
    return redirect("support_plans:receipt_detail", pk=sent.pk)


@require_POST
def receipt_remind(request, pk):
    sent = load(PeriodicList, request.user, pk=pk)
    count = operations.remind_of_list(sent=sent, by=request.user, at=request.at)
    messages.success(request, f"Đã nhắc {count} đơn vị chưa xác nhận (mỗi ngày nhắc một lần).")
    return redirect("support_plans:receipt_detail", pk=sent.pk)

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import TimelineStep
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import RequestAnswerForm, RequestForm
from ..models import SupportRequest
from ..permissions import can_answer_request, can_ask_for_any, can_withdraw_request


def request_list(request):
    """What one's establishment asked for, or what is asked of one's office."""
    return render(
        request,
        "support_plans/request_list.html",
        {
            "page": paginate(request, queries.requests_of(request.user)),
            "may_ask": can_ask_for_any(request.user),
        },
    )


def request_create(request):
    require(can_ask_for_any(request.user))
    form = RequestForm(request.POST or None, user=request.user, on=timezone.localdate(request.at))
    if form.is_valid():
        with shown_on(form):
            made = operations.ask_support(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã gửi đề nghị. Đơn vị nhận giải quyết sẽ trả lời tại đây.")
            return redirect("support_plans:request_detail", pk=made.pk)
    return render(request, "support_plans/request_create.html", {"form": form})


def request_detail(request, pk):
    asked = load(SupportRequest, request.user, pk=pk)
    verdict = can_answer_request(request.user, asked)
    form = RequestAnswerForm(request.POST or None) if verdict else None
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.answer_request(request=asked, **form.facts(), by=request.user, at=request.at)
                messages.success(request, "Đã trả lời cơ sở.")
                return redirect("support_plans:request_detail", pk=asked.pk)
    return render(
        request,
        "support_plans/request_detail.html",
        {
            "asked": asked,
            "form": form if "grant" in asked.open_steps else None,
            "units": queries.units_to_take(request.user, asked) if "take" in asked.open_steps else [],
            "history": [
                TimelineStep("Gửi đề nghị", asked.asked_at, asked.asked_by),
                *asked.history.select_related("by"),
            ],
            "withdraw_verdict": can_withdraw_request(request.user, asked),
        },
    )


@require_POST
def request_take(request, pk, unit_pk):
    asked = load(SupportRequest, request.user, pk=pk)
    unit = queries.unit_of(request.user, unit_pk)
    operations.take_request(request=asked, unit=unit, by=request.user, at=request.at)
    messages.success(request, "Đơn vị đã nhận giải quyết đề nghị này.")
    return redirect("support_plans:request_detail", pk=asked.pk)


@require_POST
def request_withdraw(request, pk):
    asked = load(SupportRequest, request.user, pk=pk)
    operations.withdraw_request(request=asked, by=request.user, at=request.at)
    messages.success(request, "Đã rút đề nghị.")
    return redirect("support_plans:request_detail", pk=asked.pk)

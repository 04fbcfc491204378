"""Regimes, and who owes a report of a period."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from . import operations, queries
from .forms import ExtensionForm, ReminderForm
from .models import ReportingPeriod
from .permissions import can_consolidate, can_extend, can_keep_regime, can_read_statistics, can_remind
from .regime_form import RegimeForm


def regime_list(request):
    """Who reports what to whom and when, by which text, with which outline and forms; every version by its dates."""
    require(can_read_statistics(request.user))
    today = timezone.localdate(request.at)
    regimes = [
        (regime, regime.holds_on(today), regime.valid_to is None and can_keep_regime(request.user, regime))
        for regime in queries.regimes(today)
    ]
    return render(request, "reporting/regime_list.html", {"regimes": regimes})


def regime_change(request, pk):
    """Other dates from a day on: a version more, beside the one that open periods keep."""
    regime = queries.regime_standing(pk)
    require(can_keep_regime(request.user, regime))
    form = RegimeForm(request.POST or None, regime=regime)
    if form.is_valid():
        with shown_on(form):
            operations.change_regime(regime=regime, **form.facts, by=request.user, at=request.at)
            messages.success(request, "Đã lưu. Các kỳ bắt đầu từ ngày ấy theo lịch mới.")
            return redirect("reporting:regime_list")
    return render(request, "reporting/regime_form.html", {"regime": regime, "form": form})


def period_detail(request, pk):
    """Who owes what: in time, late by how many working days, returned how often."""
    period = load(ReportingPeriod, request.user, pk=pk)
    address = reverse("reporting:period_detail", args=[period.pk])
    # An owing unit is found among forty others.
    is_owing = "chua-gui" in request.GET
    page = paginate(request, queries.obligations_of(period, is_owing=is_owing))
    count = queries.owing(period).count()
    page.object_list = queries.with_standing(page.object_list, timezone.localdate(request.at))
    return render(
        request,
        "reporting/period_detail.html",
        {
            "period": period,
            "page": page,
            "owing": count,
            "shares": [Tab("Mọi đơn vị", address), Tab(f"Chưa gửi ({count})", f"{address}?chua-gui=1")],
            "reminder_verdict": can_remind(request.user, period),
            "extend_verdict": can_extend(request.user, period),
            "consolidation": queries.consolidations_for(request.user).filter(period=period).first(),
            "consolidate_verdict": can_consolidate(request.user, period),
        },
    )


def period_extend(request, pk):
    period = load(ReportingPeriod, request.user, pk=pk)
    require(can_extend(request.user, period))
    owing = queries.owing(period).select_related("organisation", "period")
    form = ExtensionForm(request.POST or None, owing=owing, initial={"obligation": request.GET.get("don-vi")})
    if form.is_valid():
        with shown_on(form):
            count, nobody = operations.extend(period=period, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"Đã gia hạn cho {count} đơn vị{'' if nobody else ' và báo cho từng đơn vị'}.")
            if nobody:
                words = f"{len(nobody)} đơn vị chưa được báo, vì chưa ai có tài khoản trên cổng"
                messages.warning(request, f"{words}: {_a_few(nobody)}.")
            return redirect("reporting:period_detail", pk=period.pk)
    days = {row.due_on for row in owing}
    due = queries.Due(max(days), period.due_on) if len(days) == 1 else None
    return render(request, "reporting/period_extend.html", {"period": period, "form": form, "due": due})


def period_remind(request, pk):
    """A word to the units that have not sent, beside the reminders of the calendar."""
    period = load(ReportingPeriod, request.user, pk=pk)
    require(can_remind(request.user, period))
    owing, asked = queries.to_remind(period, timezone.localdate(request.at)), request.GET.get("don-vi", "")
    chosen = [row.pk for row in owing if asked in ("", str(row.pk))]
    form = ReminderForm(request.POST or None, owing=owing, initial={"obligations": chosen})
    if form.is_valid():
        with shown_on(form):
            told, already, nobody = operations.remind_by_hand(
                period=period, **form.cleaned_data, by=request.user, at=request.at
            )
            if told:
                messages.success(request, f"Đã nhắc {told} đơn vị, trên cổng và qua thư.")
            if already:
                words = f"{len(already)} đơn vị không được gửi lần nữa, vì hôm nay đã được nhắc đúng lời này"
                messages.warning(request, f"{words}: {_a_few(already)}.")
            if nobody:
                words = f"{len(nobody)} đơn vị chưa nhắc được, vì chưa ai có tài khoản trên cổng"
                messages.warning(request, f"{words}: {_a_few(nobody)}.")
            return redirect("reporting:period_detail", pk=period.pk)
    return render(request, "reporting/period_remind.html", {"period": period, "form": form})


# A telephone shows no forty names.
NAMED = 5


def _a_few(names):
    rest = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f" và {rest} đơn vị khác" if rest > 0 else "")

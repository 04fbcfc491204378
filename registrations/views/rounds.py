"""Rounds, on the organiser's side."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cnnt_portal.errors import NotPermitted, shown_on
from cnnt_portal.permissions import require, scoped
from registrations import operations, permissions, queries
from registrations.forms import NewRoundForm, ReopenForm, RoundForm
from registrations.models import Round

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _live(request, pk):
    rounds = scoped(Round, request.user).filter(is_history=False)
    return get_object_or_404(rounds.select_related("organiser", "unit", "region"), pk=pk)


@FORM
def round_create(request):
    bodies = permissions.organisers_for(request.user)
    if not bodies:
        raise NotPermitted("Chỉ cán bộ của cơ quan thường trực mới lập được kỳ bình chọn.")
    form = NewRoundForm(
        request.POST or None,
        **queries.choices_of_new_round(bodies, request.at),
        initial={"year": timezone.localdate(request.at).year, "organiser": bodies[0]},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with shown_on(form):
            round = operations.create_round(
                organiser=values["organiser"],
                level=values["level"],
                region=values.get("region"),
                **form.facts(),
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã lập kỳ bình chọn. Kiểm tra lại rồi bấm công bố.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_form.html", {"form": form})


@FORM
def round_edit(request, pk):
    round = _live(request, pk)
    require(permissions.can_edit_round(request.user, round))
    form = RoundForm(request.POST or None, initial=RoundForm.initial_of(round))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.update_round(round=round, **form.facts(), by=request.user, at=request.at)
            messages.success(request, "Đã lưu kỳ bình chọn.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_form.html", {"form": form, "round": round})


@require_POST
def round_announce(request, pk):
    operations.announce(round=_live(request, pk), by=request.user, at=request.at)
    messages.success(request, "Đã công bố. Mọi người đều thấy kỳ này trên trang đầu.")
    return redirect("registrations:round_detail", pk)


@require_POST
def round_fix_list(request, pk):
    operations.fix_list(round=_live(request, pk), by=request.user, at=request.at)
    messages.success(request, "Đã chốt danh sách dự bình chọn.")
    return redirect("registrations:round_detail", pk)


@FORM
def round_reopen(request, pk):
    round = _live(request, pk)
    require(permissions.can_reopen(request.user, round))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.reopen(
                round=round,
                reason=form.cleaned_data["reason"],
                closes_at=form.closes_at(),
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã mở lại việc nhận hồ sơ.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_reopen.html", {"form": form, "round": round})

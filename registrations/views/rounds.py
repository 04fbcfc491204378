"""Rounds, on the organiser's side."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cnnt_portal.errors import NotPermitted, shown_on
from cnnt_portal.permissions import require, scoped
from registrations import operations, permissions, queries
from registrations.forms import AttachmentForm, ExtendForm, NewRoundForm, ReopenForm, RoundForm, initial_like
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
    like = queries.rounds_of_office(request.user).filter(pk=request.GET.get("tu")).first() if _is_key(request) else None
    year = timezone.localdate(request.at).year
    if like is None:
        initial = {"year": year, "organiser": bodies[0]}
    else:
        initial = initial_like(like, max(year, like.year + like.rule_set.value("cycle_years")))
    form = NewRoundForm(request.POST or None, **queries.choices_of_new_round(bodies, request.at), initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        with shown_on(form):
            round = operations.create_round(
                organiser=values["organiser"],
                level=values["level"],
                region=values.get("region"),
                **form.facts(),
                like=like,
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã lập kỳ bình chọn. Kiểm tra lại rồi bấm công bố.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_form.html", {"form": form, "like": like})


def _is_key(request):
    return re.fullmatch(r"[0-9]{1,18}", request.GET.get("tu", "")) is not None


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


@FORM
def round_extend(request, pk):
    round = _live(request, pk)
    require(permissions.can_extend_deadline(request.user, round))
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.extend_deadline(round=round, **form.facts(), by=request.user, at=request.at)
            messages.success(request, "Đã gia hạn và báo cho các cơ sở còn hồ sơ chưa nộp.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_extend.html", {"form": form, "round": round})


@FORM
def round_attach(request, pk):
    round = _live(request, pk)
    require(permissions.can_attach(request.user, round))
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            upload = form.cleaned_data["upload"]
            operations.attach_to_round(
                round=round, **form.cleaned_data, name=upload.name, by=request.user, at=request.at
            )
            messages.success(request, "Đã đính kèm.")
            return redirect("registrations:round_detail", round.pk)
    return render(request, "registrations/round_attach.html", {"form": form, "round": round})


@require_POST
def round_detach(request, pk, attachment):
    round = _live(request, pk)
    attachment = get_object_or_404(round.attachments.select_related("file", "round__organiser"), pk=attachment)
    operations.detach_from_round(attachment=attachment, by=request.user, at=request.at)
    messages.success(request, f"Đã bỏ: {attachment.title}.")
    return redirect("registrations:round_detail", pk)

"""What the council decides beside the votes: sets made of entries, and prizes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require

from .. import operations, permissions, queries
from ..forms import PrizesForm, SetForm
from ..models import Council, Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def set_create(request, pk):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_keep_meeting(request.user, meeting))
    form = SetForm(request.POST or None, rows=queries.mergeable(meeting))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            made = operations.merge_entries(meeting=meeting, by=request.user, at=request.at, **form.decision())
            messages.success(request, f"Đã gộp thành bộ “{made.name}”, biểu quyết dưới mã số {made.lead.code}.")
            return redirect("judging:meeting_detail", pk=meeting.pk)
    return render(request, "judging/set_create.html", {"meeting": meeting, "council": meeting.council, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def set_split(request, pk, product_set):
    meeting = load(Meeting, request.user, pk=pk)
    require(permissions.can_keep_meeting(request.user, meeting))
    found = get_object_or_404(queries.sets_of(meeting.council), pk=product_set)
    if request.method == "POST":
        operations.split_set(product_set=found, by=request.user, at=request.at)
        messages.success(request, f"Đã tách bộ “{found.name}”.")
        return redirect("judging:meeting_detail", pk=meeting.pk)
    context = {
        "title": f"Tách bộ “{found.name}”",
        "question": "Các sản phẩm trong bộ trở lại chương trình họp như cũ.",
        "yes": "Tách bộ",
        "back_label": "Phiên họp",
        "back_url": reverse("judging:meeting_detail", args=[meeting.pk]),
    }
    return render(request, "judging/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prize_edit(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_award(request.user, council))
    outcomes = [row for row in queries.outcomes_of(council) if row.is_recognised]
    form = PrizesForm(request.POST or None, outcomes=outcomes)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.award_prizes(council=council, prizes=form.prizes(), by=request.user, at=request.at)
            messages.success(request, "Đã ghi giải thưởng.")
            return redirect("judging:outcome_list", pk=council.pk)
    return render(request, "judging/prize_edit.html", {"council": council, "form": form})

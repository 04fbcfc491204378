"""The round's calendar, and conflicts that the portal suggests."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require

from .. import operations, permissions, queries, steps
from ..forms import CalendarForm, ReopenForm, ReviewForm, StageReasonForm
from ..models import Council, Stage, StageMark, has_results, pass_of


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request, pk):
    council = load(Council, request.user, pk=pk)
    rows = steps.stages_of(council, request.user)
    may_plan = permissions.can_mark_stage(request.user, council)
    form = CalendarForm(request.POST or None, rows=rows)
    if request.method == "POST":
        require(may_plan)
        if form.is_valid():
            operations.plan_stages(council=council, days=form.days(), by=request.user, at=request.at)
            messages.success(request, "Đã ghi lịch của kỳ.")
            return redirect("judging:calendar", pk=council.pk)
    reader = queries.reader_of(request.user, council)
    context = {
        "council": council,
        "rows": [(row, form[row.stage.value]) for row in rows],
        "marks": [(mark, mark.reason_for(is_council=reader.is_council)) for mark in council.marks.select_related("by")],
        "reopenings": queries.reopenings_for(council, request.user),
        "missing": steps.missing_now(council, rows) if reader.is_council else [],
        "may_plan": may_plan,
    }
    return render(request, "judging/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_mark(request, pk, stage, kind):
    council = load(Council, request.user, pk=pk)
    if stage not in Stage.values or kind not in StageMark.Kind.values:
        raise Http404
    stage, kind = Stage(stage), StageMark.Kind(kind)
    if kind == StageMark.Kind.REOPENED and has_results(council, stage):
        return _reopen(request, council, stage)
    require(permissions.can_mark_stage(request.user, council, stage, kind))
    form = StageReasonForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.mark_stage(
                council=council, stage=stage, kind=kind, by=request.user, at=request.at, **form.cleaned_data
            )
            messages.success(request, f"{stage.label}: {kind.label.lower()}.")
            return redirect("judging:calendar", pk=council.pk)
    context = {"council": council, "stage": stage, "kind": kind, "form": form}
    return render(request, "judging/stage_mark.html", context)


def _reopen(request, council, stage):
    """A pass or the meeting: what is opened again is named, entry by entry and judge by judge."""
    require(permissions.can_reopen(request.user, council, stage))
    judges = None if stage == Stage.MEETING else queries.judges_of(council, request.user)
    form = ReopenForm(request.POST or None, offered=queries.entries_to_judge(council), judges=judges)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.reopen(council=council, stage=stage, by=request.user, at=request.at, **form.decision())
            messages.success(request, f"{stage.label}: đã mở lại cho các sản phẩm đã ghi.")
            return redirect("judging:calendar", pk=council.pk)
    context = {"council": council, "stage": stage, "kind": StageMark.Kind.REOPENED, "form": form, "is_of_entries": True}
    context["later"] = queries.passes_after(pass_of(council, stage))
    return render(request, "judging/stage_mark.html", context)


@require_http_methods(["GET", "HEAD"])
def conflict_list(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_see_assignments(request.user, council))
    may_review = permissions.can_review_conflict(request.user, council)
    context = {
        "council": council,
        "suggestions": queries.suggestions(council),
        "reviews": queries.reviews_of(council),
        "may_review": may_review,
        # What judges tell of their families and work is read by whoever decides with it.
        "declared": queries.conflicts_of(council) if may_review else [],
    }
    return render(request, "judging/conflict_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict_review(request, pk, assignment):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_review_conflict(request.user, council))
    row = get_object_or_404(queries.assignments_of(council, request.user), pk=assignment)
    suggestion = queries.suggestion_for(row)
    if suggestion is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            review = operations.review_conflict(
                suggestion=suggestion, by=request.user, at=request.at, **form.decision()
            )
            said = "đóng sản phẩm với giám khảo" if review.is_conflict else "không phải xung đột"
            messages.success(request, f"{row.judge} – {row.entry.code}: {said}.")
            return redirect("judging:conflict_list", pk=council.pk)
    return render(request, "judging/conflict_review.html", {"council": council, "found": suggestion, "form": form})

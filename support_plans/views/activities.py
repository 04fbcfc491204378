from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import TimelineStep
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import ActivityFilter, ActivityForm, EvidenceForm, PartForm, ReasonForm
from ..models import Activity, MoneySource
from ..permissions import can_change_activity, can_record_activities

# The button that searches among the products.
SEARCHED = "search"


def activity_list(request):
    """What units did and plan, and what the done part of it adds up to."""
    today = timezone.localdate(request.at)
    form = ActivityFilter(request.GET, user=request.user, on=today)
    chosen = form.chosen()
    rows = queries.activities_of(request.user, today, **chosen)
    return render(
        request,
        "support_plans/activity_list.html",
        {
            "page": paginate(request, queries.with_counts(rows)),
            "form": form,
            "done": queries.counts_of(queries.done(rows), source=chosen["source"]),
            "source": dict(MoneySource.choices).get(chosen["source"]),
            "may_record": can_record_activities(request.user),
            "has_office": bool(queries.offices_of(request.user)),
        },
    )


def task_list(request):
    """What the plans ask of the reader's offices, and what was done for it this year."""
    today = timezone.localdate(request.at)
    page = paginate(request, queries.task_list(request.user, today))
    return render(
        request,
        "support_plans/task_list.html",
        {
            "page": page,
            "rows": [(task, queries.light_of_task(task, today)) for task in page],
            "offices": queries.offices_of(request.user),
            "year": today.year,
            "may_record": can_record_activities(request.user),
        },
    )


def activity_create(request):
    require(can_record_activities(request.user))
    today = timezone.localdate(request.at)
    if SEARCHED in request.POST:
        return _searched(request, None)
    form = ActivityForm(request.POST or None, user=request.user, on=today)
    done = "done" in request.POST
    doubts = form.doubts(done=done, on=today) if form.is_valid() and "sure" not in request.POST else []
    if form.is_valid() and not doubts:
        with shown_on(form):
            activity = operations.record_activity(**form.facts(), done=done, by=request.user, at=request.at)
            messages.success(request, "Đã ghi hoạt động.")
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return _form_page(request, form, doubts=doubts)


def activity_change(request, pk):
    activity = load(Activity, request.user, pk=pk)
    require(can_change_activity(request.user, activity))
    if SEARCHED in request.POST:
        return _searched(request, activity)
    form = ActivityForm(
        request.POST or None,
        user=request.user,
        on=timezone.localdate(request.at),
        activity=activity,
        initial=ActivityForm.initial_of(activity),
    )
    if form.is_valid():
        facts = form.facts()
        facts.pop("unit")
        with shown_on(form):
            operations.change_activity(activity=activity, **facts, by=request.user, at=request.at)
            messages.success(request, "Đã lưu hoạt động.")
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return _form_page(request, form, activity=activity)


def _searched(request, activity):
    """The products that the words find, with those that are ticked; nothing is saved, nothing is refused."""
    form = ActivityForm(
        user=request.user,
        on=timezone.localdate(request.at),
        activity=activity,
        initial=ActivityForm.typed_so_far(request.POST),
    )
    return _form_page(request, form, activity=activity)


def _form_page(request, form, **context):
    words = request.POST.get("words", "")[:200]
    form.narrow_products(words)
    page = "found_products" if request.headers.get("HX-Request") else "activity_form"
    return render(
        request, f"support_plans/{page}.html", {"form": form, "field": form["certificates"], "words": words, **context}
    )


def activity_detail(request, pk):
    activity = queries.activity_with_facts(request.user, pk)
    return _activity_page(request, activity, EvidenceForm())


def _activity_page(request, activity, evidence_form):
    served, is_whole = queries.activity_as_seen(request.user, activity)
    verdict = can_change_activity(request.user, activity)
    return render(
        request,
        "support_plans/activity_detail.html",
        {
            "activity": activity,
            "verdict": verdict,
            "may_change_parts": bool(verdict) and activity.can_move("complete"),
            "total": sum(money.amount for money in activity.money.all()),
            "served_count": len(served),
            "has_parts": any(row.amount is not None or row.turnover is not None for row in served),
            "page": paginate(request, served),
            "is_whole": is_whole,
            "earlier": paginate(request, queries.earlier_answers(request.user, activity)),
            "evidence": activity.evidence.order_by("pk") if is_whole else [],
            "evidence_form": evidence_form,
            "history": activity.history.all() if activity.history.exists() else [_written(activity)],
        },
    )


def _written(activity):
    """Nothing has become of it yet but that it was written down."""
    return TimelineStep(
        "Ghi vào cổng", activity.recorded_at, activity.recorded_by, state_label=activity.get_state_display()
    )


@require_POST
def evidence_attach(request, pk):
    activity = queries.activity_with_facts(request.user, pk)
    require(can_change_activity(request.user, activity))
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.attach_evidence(activity=activity, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giữ tài liệu chứng minh.")
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return _activity_page(request, activity, form)


@require_safe
def evidence(request, pk, file_pk):
    _, file = queries.evidence_of(request.user, pk, file_pk)
    return send(request, file)


@require_POST
def evidence_remove(request, pk, file_pk):
    activity, file = queries.evidence_of(request.user, pk, file_pk)
    operations.remove_evidence(activity=activity, file=file, by=request.user, at=request.at)
    messages.success(request, "Đã gỡ tài liệu.")
    return redirect("support_plans:activity_detail", pk=activity.pk)


def part_change(request, pk, served_pk):
    """Correct what one product's own figures are, as its establishment asked."""
    served = queries.part_of(request.user, pk, served_pk)
    activity = served.activity
    require(can_change_activity(request.user, activity))
    form = PartForm(request.POST or None, initial={"amount": served.amount, "turnover": served.turnover})
    if form.is_valid():
        with shown_on(form):
            operations.change_part(served=served, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã sửa số của sản phẩm.")
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return render(request, "support_plans/part_form.html", {"form": form, "activity": activity, "served": served})


@require_POST
def activity_complete(request, pk):
    activity = queries.activity_with_facts(request.user, pk)
    require(can_change_activity(request.user, activity))
    if activity.can_move("complete") and queries.is_bare(activity) and "sure" not in request.POST:
        return render(request, "support_plans/activity_bare.html", {"activity": activity})
    operations.complete_activity(activity=activity, by=request.user, at=request.at)
    messages.success(request, "Đã ghi nhận hoạt động đã thực hiện.")
    return redirect("support_plans:activity_detail", pk=activity.pk)


def activity_cancel(request, pk):
    return _with_reason(request, pk, operations.cancel_activity, "Ghi nhận không thực hiện")


def activity_correct(request, pk):
    return _with_reason(request, pk, operations.correct_activity, "Mở lại để sửa")


def _with_reason(request, pk, act, title):
    activity = load(Activity, request.user, pk=pk)
    require(can_change_activity(request.user, activity))
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with shown_on(form):
            act(activity=activity, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return render(request, "support_plans/activity_reason.html", {"form": form, "activity": activity, "title": title})

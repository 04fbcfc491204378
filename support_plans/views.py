from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from . import operations, queries
from .forms import ActivityFilter, ActivityForm, AddProductsForm, ReasonForm
from .models import Activity, SupportPlan
from .permissions import can_change_activity, can_keep_plan, can_record_activities


def plan_list(request):
    return render(
        request,
        "support_plans/plan_list.html",
        {"page": paginate(request, queries.plans_of(request.user))},
    )


def plan_detail(request, pk):
    """What the plan promises, who leads what, and the bodies that carry the work today."""
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
    return render(
        request,
        "support_plans/plan_detail.html",
        {
            "plan": plan,
            "scopes": plan.scopes.order_by("year"),
            "contents": queries.contents_with_tasks(plan, today),
            "product_count": queries.products_of(plan, today).count(),
            "today": today,
        },
    )


def plan_products(request, pk):
    """The live list: products whose certificates are in force today; the Cục adds. `?ra=1`: those that left."""
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
    has_left = "ra" in request.GET
    supported, ended = queries.products_of(plan, today), queries.products_no_longer_supported(plan, today)
    here = reverse("support_plans:plan_products", args=[plan.pk])
    verdict = can_keep_plan(request.user)
    form = AddProductsForm(request.POST or None, plan=plan, on=today) if verdict else None
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                count = operations.add_products(plan=plan, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, f"Đã đưa {count} sản phẩm vào kế hoạch.")
                return redirect("support_plans:plan_products", pk=plan.pk)
    return render(
        request,
        "support_plans/plan_products.html",
        {
            "plan": plan,
            "form": form,
            "today": today,
            "waiting": queries.certificates_to_add(plan, today).count(),
            "has_left": has_left,
            "page": paginate(request, ended if has_left else supported),
            "tabs": [
                Tab("Đang hỗ trợ", here, supported.count()),
                Tab("Đã ra khỏi hoặc chưa rõ hiệu lực", f"{here}?ra=1", ended.count()),
            ],
        },
    )


def activity_list(request):
    """What units did and plan, and what the done part of it adds up to."""
    form = ActivityFilter(request.GET, user=request.user)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.activities_of(
        request.user,
        unit=chosen.get("don_vi"),
        year=chosen.get("nam"),
        state=chosen.get("trang_thai", ""),
    )
    return render(
        request,
        "support_plans/activity_list.html",
        {
            "page": paginate(request, queries.with_facts(rows)),
            "form": form,
            "done": queries.counts_of(queries.done(rows)),
            "may_record": can_record_activities(request.user),
        },
    )


def activity_create(request):
    require(can_record_activities(request.user))
    form = ActivityForm(request.POST or None, user=request.user, on=timezone.localdate(request.at))
    if form.is_valid():
        with shown_on(form):
            done = "done" in request.POST
            activity = operations.record_activity(**form.facts(), done=done, by=request.user, at=request.at)
            messages.success(request, "Đã ghi hoạt động.")
            return redirect("support_plans:activity_detail", pk=activity.pk)
    return render(request, "support_plans/activity_form.html", {"form": form})


def activity_change(request, pk):
    activity = load(Activity, request.user, pk=pk)
    require(can_change_activity(request.user, activity))
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
    return render(request, "support_plans/activity_form.html", {"form": form, "activity": activity})


def activity_detail(request, pk):
    activity = queries.activity_with_facts(request.user, pk)
    return render(
        request,
        "support_plans/activity_detail.html",
        {
            "activity": activity,
            "verdict": can_change_activity(request.user, activity),
            "form": ReasonForm(),
            "total": sum(money.amount for money in activity.money.all()),
        },
    )


@require_POST
def activity_complete(request, pk):
    activity = load(Activity, request.user, pk=pk)
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

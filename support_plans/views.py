from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.ui.lists import paginate

from . import operations, queries
from .forms import ActivityForm, AddProductsForm, ReasonForm
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
    """The live list: products whose certificates are in force today; the Cục adds new ones."""
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
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
            "page": paginate(request, queries.products_of(plan, today)),
            "ended": queries.products_no_longer_supported(plan, today),
        },
    )


def activity_list(request):
    rows = queries.with_facts(scoped(Activity, request.user)).order_by("-starts_on", "-pk")
    return render(
        request,
        "support_plans/activity_list.html",
        {"page": paginate(request, rows), "may_record": can_record_activities(request.user)},
    )


def activity_create(request):
    require(can_record_activities(request.user))
    form = ActivityForm(request.POST or None, user=request.user)
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
        request.POST or None, user=request.user, activity=activity, initial=ActivityForm.initial_of(activity)
    )
    if form.is_valid():
        with shown_on(form):
            operations.change_activity(activity=activity, **form.facts(), by=request.user, at=request.at)
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

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import AddProductsForm
from ..models import SupportPlan
from ..permissions import can_keep_plan


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

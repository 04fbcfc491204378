from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.seen import StaleSave
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import paginate

from .. import operations, queries
from ..forms import AddProductsForm, AmendmentForm, PlanForm, ScopeForm, TaskForm
from ..models import SupportPlan
from ..permissions import can_keep_plan


def plan_list(request):
    return render(
        request,
        "support_plans/plan_list.html",
        {"page": paginate(request, queries.plans_of(request.user)), "may_keep": can_keep_plan(request.user)},
    )


def plan_create(request):
    """A plan from its signed paper; its tasks are given next."""
    require(can_keep_plan(request.user))
    form = PlanForm(request.POST or None, is_new=True)
    if form.is_valid():
        with shown_on(form):
            plan = operations.enter_plan(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã nhập kế hoạch. Hãy nhập từng nhiệm vụ dưới đây.")
            return redirect("support_plans:plan_task_create", pk=plan.pk)
    return render(request, "support_plans/plan_form.html", {"form": form})


def plan_change(request, pk):
    plan = load(SupportPlan, request.user, pk=pk)
    require(can_keep_plan(request.user))
    form = PlanForm(request.POST or None, is_new=False, initial=PlanForm.initial_of(plan))
    if form.is_valid():
        with shown_on(form):
            try:
                operations.change_plan(plan=plan, **form.cleaned_data, by=request.user, at=request.at)
            except StaleSave as stale:
                form.lay_open(PlanForm.values_of(plan), stale.stored, who=None)
            else:
                messages.success(request, "Đã lưu thông tin của kế hoạch.")
                return redirect("support_plans:plan_detail", pk=plan.pk)
    return render(request, "support_plans/plan_form.html", {"form": form, "plan": plan})


def plan_detail(request, pk):
    """What the plan promises, who leads what, and the bodies that carry the work today; `?sua-doi=pk` shows the plan
    as that amendment left it, `?sua-doi=0` as it was first signed."""
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
    amendments = list(plan.amendments.all())
    version = queries.version_asked(amendments, request.GET.get("sua-doi"))
    here = reverse("support_plans:plan_detail", args=[plan.pk])
    return render(
        request,
        "support_plans/plan_detail.html",
        {
            "plan": plan,
            "scopes": plan.scopes.order_by("year"),
            "contents": queries.contents_with_tasks(plan, version.day or today, today),
            "product_count": queries.products_of(plan, today).count(),
            "today": today,
            "amendments": amendments,
            "version": version,
            "may_keep": can_keep_plan(request.user),
            "versions": [
                Tab("Hiện nay", here),
                Tab("Lúc ban hành", f"{here}?sua-doi=0"),
                *(Tab(f"Sau sửa đổi {row.number}", f"{here}?sua-doi={row.pk}") for row in amendments),
            ],
        },
    )


def plan_matrix(request, pk):
    """Who leads and who joins what, on one screen: who has nothing, what has nobody."""
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
    contents, rows = queries.matrix(plan, today)
    return render(
        request,
        "support_plans/plan_matrix.html",
        {
            "plan": plan,
            "today": today,
            "contents": contents,
            "rows": rows,
            "idle": [row.name for row in rows if not row.total],
            "open_contents": [content for content in contents if not content.leaders],
        },
    )


def plan_amend(request, pk):
    plan = load(SupportPlan, request.user, pk=pk)
    require(can_keep_plan(request.user))
    form = AmendmentForm(request.POST or None, plan=plan, on=timezone.localdate(request.at))
    if form.is_valid():
        with shown_on(form):
            amendment = operations.amend_plan(plan=plan, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã ghi sửa đổi. Nếu văn bản giao thêm việc, hãy nhập từng việc dưới đây.")
            return redirect("support_plans:task_create", pk=plan.pk, amendment_pk=amendment.pk)
    return render(request, "support_plans/plan_amend.html", {"plan": plan, "form": form})


def task_create(request, pk, amendment_pk=None):
    """One more task that the plan or an amendment gives; the page comes back for the next one."""
    plan = load(SupportPlan, request.user, pk=pk)
    amendment = queries.amendment_of(plan, amendment_pk) if amendment_pk else None
    require(can_keep_plan(request.user))
    form = TaskForm(request.POST or None, plan=plan, on=timezone.localdate(request.at))
    if form.is_valid():
        with shown_on(form):
            operations.give_task(plan=plan, amendment=amendment, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giao nhiệm vụ.")
            return redirect(request.path)
    return render(
        request,
        "support_plans/task_create.html",
        {
            "plan": plan,
            "amendment": amendment,
            "form": form,
            "added": queries.tasks_given_by(plan, amendment),
            "ended": amendment.ended_tasks.select_related("content", "lead") if amendment else [],
        },
    )


def plan_widen(request, pk):
    """Take another vote into the plan's scope."""
    plan = load(SupportPlan, request.user, pk=pk)
    require(can_keep_plan(request.user))
    form = ScopeForm(request.POST or None)
    if form.is_valid():
        scope = operations.widen_scope(plan=plan, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, f"Phạm vi kế hoạch có: {scope}.")
        return redirect("support_plans:plan_products", pk=plan.pk)
    return render(request, "support_plans/plan_widen.html", {"plan": plan, "form": form})


def plan_products(request, pk):
    """The live list: products whose certificates are in force today, those that left, and who came and goes in a year.

    `?xem=` ra, vao-nam or ra-nam; `?nam=` the year of coming or going.
    """
    plan = load(SupportPlan, request.user, pk=pk)
    today = timezone.localdate(request.at)
    years = queries.years_of_products(plan, today)
    year = queries.year_asked(years, request.GET.get("nam"), today)
    here = reverse("support_plans:plan_products", args=[plan.pk])
    lists = {
        "": ("Đang hỗ trợ", queries.products_of(plan, today), here),
        "ra": (
            "Đã ra khỏi hoặc chưa rõ hiệu lực",
            queries.products_no_longer_supported(plan, today),
            f"{here}?xem=ra",
        ),
        "vao-nam": (f"Vào năm {year}", queries.products_entered_in(plan, year), f"{here}?xem=vao-nam&nam={year}"),
        "ra-nam": (f"Ra năm {year}", queries.products_leaving_in(plan, year), f"{here}?xem=ra-nam&nam={year}"),
    }
    shown = request.GET.get("xem", "")
    shown = shown if shown in lists else ""
    verdict = can_keep_plan(request.user)
    searches, words = "search" in request.POST, request.POST.get("words", "")[:200]
    if request.method == "POST":
        require(verdict)
    form = None
    if verdict:
        typed = {"initial": AddProductsForm.typed_so_far(request.POST)} if searches else {"data": request.POST or None}
        form = AddProductsForm(**typed, plan=plan, on=today)
    if request.method == "POST" and not searches:
        everything = "all" in request.POST
        if everything or form.is_valid():
            chosen = form.fields["certificates"].queryset if everything else form.cleaned_data["certificates"]
            with shown_on(form):
                count = operations.add_products(plan=plan, certificates=chosen, by=request.user, at=request.at)
                messages.success(request, f"Đã đưa {count} sản phẩm vào kế hoạch.")
                return redirect("support_plans:plan_products", pk=plan.pk)
    if form:
        form.narrow_products(words)
    if searches and request.headers.get("HX-Request"):
        found = {"form": form, "field": form["certificates"], "words": words}
        return render(request, "support_plans/found_products.html", found)
    return render(
        request,
        "support_plans/plan_products.html",
        {
            "plan": plan,
            "form": form,
            "words": words,
            "today": today,
            "waiting": form.fields["certificates"].queryset.count() if form else 0,
            "shown": shown,
            "year": year,
            "years": years,
            "page": queries.with_standing_on(paginate(request, lists[shown][1]), today),
            "tabs": [Tab(label, url, rows.count()) for label, rows, url in lists.values()],
        },
    )

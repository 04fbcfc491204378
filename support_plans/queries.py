"""Reads that pages and reports share. Sums are made here once, so that every path gives the same."""

import datetime

from django.db.models import Count, Prefetch, Q, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse

from certificates.models import Certificate
from certificates.queries import in_force
from cnnt_portal.accounts.models import Organisation, OrganisationKind, OrganisationSuccession, Role
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.ui.components import Todo

from .models import Activity, ActivityMoney, PlanProduct, ServedProduct, SupportPlan, UnitTask
from .workflow import ActivityState


def running_plans(user, on):
    """Plans whose years include the day, the latest first; a plan without a last year runs on."""
    return (
        SupportPlan.objects.visible_to(user)
        .filter(first_year__lte=on.year)
        .filter(Q(last_year__isnull=True) | Q(last_year__gte=on.year))
        .order_by("-first_year", "-pk")
    )


def plans_of(user):
    return SupportPlan.objects.visible_to(user).order_by("-first_year", "-pk")


def contents_with_tasks(plan, on):
    """The plan's contents with `.rows`: its tasks, each with `lead_today`, who carries the lead's work on that day."""
    contents = list(plan.contents.all())
    tasks = list(plan.tasks.select_related("lead", "content").prefetch_related("participants"))
    today = bodies_on([task.lead for task in tasks], on)
    for task in tasks:
        task.lead_today = today[task.lead_id]
    for content in contents:
        content.rows = [task for task in tasks if task.content_id == content.pk]
    return contents


def bodies_on(organisations, on):
    """{pk: the organisation that carries this one's work on the day}, in one query for the whole list."""
    links = {row.old_id: row.new for row in OrganisationSuccession.objects.filter(date__lte=on).select_related("new")}
    carried = {}
    for organisation in organisations:
        body = organisation
        while body.valid_to and body.valid_to < on and body.pk in links:
            body = links[body.pk]
        carried[organisation.pk] = body
    return carried


def products_of(plan, on):
    """The plan's products with certificates in force on the day: a live list, never a frozen copy."""
    return (
        PlanProduct.objects.filter(plan=plan, certificate__in=in_force(on))
        .select_related("certificate__product__establishment", "certificate__unit")
        .order_by("certificate__product_name", "pk")
    )


def products_no_longer_supported(plan, on):
    """Products of the plan whose certificate is not in force on the day, or whose dates nobody knows."""
    return (
        PlanProduct.objects.filter(plan=plan)
        .exclude(certificate__in=in_force(on))
        .select_related("certificate")
        .order_by("certificate__valid_until", "pk")
    )


def certificates_to_add(plan, on):
    """Certificates in force, of the votes in the plan's scope, that are not in the plan yet."""
    scope = Q(pk__in=[])
    for level, year in plan.scopes.values_list("level", "year"):
        scope |= Q(level=level, year=year)
    return in_force(on).filter(scope).exclude(plan_products__plan=plan).order_by("product_name", "pk")


def organisations_among(organisations):
    return Organisation.objects.filter(pk__in=[organisation.pk for organisation in organisations]).order_by("name")


def tasks_among(organisations):
    """Tasks of any of these organisations, for a form's choices."""
    pks = {task.pk for organisation in organisations for task in tasks_of(organisation)}
    return UnitTask.objects.filter(pk__in=pks).select_related("content").order_by("content__order", "pk")


def certificates_in_plans(on, *, also=()):
    """Products of any plan for which an activity may still be entered: in force within the last year; and `also`."""
    lately = Q(plan_products__isnull=False, valid_until__gte=on - datetime.timedelta(days=365))
    return Certificate.objects.filter(lately | Q(pk__in=also)).distinct().order_by("product_name", "pk")


def activity_with_facts(user, pk):
    """One activity of the user's scope, else 404."""
    return get_object_or_404(with_facts(Activity.objects.visible_to(user)), pk=pk)


def tasks_of(organisation):
    """Tasks that the organisation leads or joins, its own or inherited from bodies whose work it carries on."""
    tasks = UnitTask.objects.select_related("plan", "content", "lead").prefetch_related("participants")
    ancestry = [organisation, *predecessors(organisation)]
    return tasks.filter(Q(lead__in=ancestry) | Q(participants__in=ancestry)).distinct()


def units_of(user):
    """Organisations for which the user records activities."""
    return [
        m.organisation
        for m in user.current_memberships
        if m.organisation.kind != OrganisationKind.ESTABLISHMENT and m.role in (Role.OFFICER, Role.HEAD)
    ]


def activities_of(user, *, unit=None, year=None, state=""):
    """The activities of the user's scope, filtered as the list page asks; the latest first."""
    rows = Activity.objects.visible_to(user)
    if unit:
        rows = rows.filter(unit=unit)
    if year:
        rows = rows.filter(starts_on__year=year)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-starts_on", "-pk")


def units_with_activities(user):
    return Organisation.objects.filter(activities__in=Activity.objects.visible_to(user)).distinct().order_by("name")


def years_of_activities(user):
    days = Activity.objects.visible_to(user).order_by("-starts_on__year").values_list("starts_on__year", flat=True)
    return list(days.distinct())


def done(activities):
    return activities.filter(state=ActivityState.DONE)


def with_facts(activities):
    """Activities with everything that a list or a report shows, in a constant number of queries."""
    return activities.select_related("unit", "task__content", "province").prefetch_related(
        "money",
        "results",
        Prefetch(
            "served",
            ServedProduct.objects.select_related("certificate__product__establishment").order_by(
                "certificate__product_name"
            ),
        ),
    )


def activities_for_report(organisation, *, starts_on, ends_on, recorded_by):
    """Done activities of a unit that ended in the period and were recorded up to the cut-off moment."""
    return with_facts(
        Activity.objects.filter(
            unit=organisation,
            state=ActivityState.DONE,
            ends_on__range=(starts_on, ends_on),
            recorded_at__lte=recorded_by,
        )
    ).order_by("task__content__order", "starts_on", "pk")


def counts_of(activities):
    """{activities, products, establishments, amount} over a queryset of activities; each product once."""
    numbers = activities.aggregate(activities=Count("pk", distinct=True))
    served = ServedProduct.objects.filter(activity__in=activities.values("pk")).aggregate(
        products=Count("certificate__product", distinct=True),
        establishments=Count("certificate__product__establishment", distinct=True),
    )
    money = ActivityMoney.objects.filter(activity__in=activities.values("pk")).aggregate(amount=Sum("amount"))
    return {**numbers, **served, "amount": money["amount"] or 0}


def todo_for(user, on):
    """What waits for the user in this room: (title, url, due)."""
    todos = []
    planned = Activity.objects.filter(unit__in=units_of(user), state=ActivityState.PLANNED, ends_on__lt=on).order_by(
        "ends_on"
    )
    todos += [
        Todo(
            title=f"Ghi kết quả: {activity.title}",
            url=reverse("support_plans:activity_detail", args=[activity.pk]),
            due=activity.ends_on,
        )
        for activity in planned
    ]
    if user.works_at(OrganisationKind.AGENCY):
        for plan in running_plans(user, on):
            waiting = certificates_to_add(plan, on).count()
            if waiting:
                todos.append(
                    Todo(
                        title=f"{waiting} sản phẩm có giấy chứng nhận còn hiệu lực chưa đưa vào kế hoạch",
                        url=reverse("support_plans:plan_products", args=[plan.pk]),
                        note=plan.title,
                    )
                )
    return todos

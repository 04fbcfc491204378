"""The plan, its tasks and its live list of products."""

from django.db.models import Q

from certificates.queries import in_force

from ..models import PlanProduct, SupportPlan
from .units import bodies_on


def running_plans(user, on):
    """Plans whose years include the day, the latest first; a plan without a last year runs on."""
    return _running(SupportPlan.objects.visible_to(user), on)


def running_plan(on):
    """The latest plan whose years include the day, or None."""
    return _running(SupportPlan.objects.all(), on).first()


def _running(plans, on):
    running = plans.filter(first_year__lte=on.year).filter(Q(last_year__isnull=True) | Q(last_year__gte=on.year))
    return running.order_by("-first_year", "-pk")


def plans_of(user):
    return SupportPlan.objects.visible_to(user).order_by("-first_year", "-pk")


def contents_with_tasks(plan, on):
    """The plan's contents with `.rows`: its tasks, each with `lead_today`, who carries the lead's work on that day."""
    contents = list(plan.contents.all())
    tasks = list(plan.tasks.select_related("lead", "content").prefetch_related("participants"))
    today = bodies_on([task.lead for task in tasks if task.lead], on)
    for task in tasks:
        task.lead_today = today.get(task.lead_id)
    for content in contents:
        content.rows = [task for task in tasks if task.content_id == content.pk]
    return contents


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

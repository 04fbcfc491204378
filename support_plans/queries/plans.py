"""The plan, its tasks and its live list of products."""

import datetime
from collections import Counter
from typing import NamedTuple

from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from certificates.models import Certificate
from certificates.queries import in_force
from cnnt_portal.accounts.models import Organisation, OrganisationKind

from ..models import Activity, PlanContent, PlanProduct, SupportPlan
from ..workflow import ActivityState
from .units import bodies_on

# The bodies that a plan names one by one, and those that it names together.
SINGLE_BODIES = (OrganisationKind.AGENCY, OrganisationKind.MINISTRY_UNIT, OrganisationKind.PRESS)
SHARED_KINDS = (OrganisationKind.DEPARTMENT,)


def running_plans(user, on):
    """Plans whose years include the day, the latest first; a plan without a last year runs on."""
    return _running(SupportPlan.objects.visible_to(user), on)


def plans_not_over(user, on):
    """Plans of which years are still to come on the day, also before their first, the latest first."""
    rows = SupportPlan.objects.visible_to(user).filter(Q(last_year__isnull=True) | Q(last_year__gte=on.year))
    return rows.order_by("-first_year", "-pk")


def running_plan(on):
    """The latest plan whose years include the day, or None."""
    return _running(SupportPlan.objects.all(), on).first()


def _running(plans, on):
    running = plans.filter(first_year__lte=on.year).filter(Q(last_year__isnull=True) | Q(last_year__gte=on.year))
    return running.order_by("-first_year", "-pk")


def contents_seen(user):
    """Contents of the plans that the user sees, for a filter."""
    return PlanContent.objects.filter(plan__in=SupportPlan.objects.visible_to(user)).order_by("plan", "order")


def plans_of(user):
    return SupportPlan.objects.visible_to(user).order_by("-first_year", "-pk")


def contents_with_tasks(plan, on, today):
    """The contents with `.rows`: the tasks as the plan stood `on` a day, each with `lead_today`, who carries them."""
    contents = list(plan.contents.all())
    tasks = list(plan.tasks.on(on).select_related("lead", "content", "since", "until").prefetch_related("participants"))
    bodies = bodies_on([task.lead for task in tasks if task.lead], today)
    for task in tasks:
        task.lead_today = bodies.get(task.lead_id)
    for content in contents:
        content.rows = [task for task in tasks if task.content_id == content.pk]
    return contents


def single_bodies(on):
    """The bodies of that day that a plan can name one by one."""
    return Organisation.objects.on(on).filter(kind__in=SINGLE_BODIES).order_by("kind", "name")


class Version(NamedTuple):
    """A plan as it stood; `day` None is today."""

    title: str
    day: datetime.date | None = None


def version_asked(amendments, asked):
    """The version of which a page's address speaks; anything else is today's."""
    if asked == "0":
        first = min((row.decided_on for row in amendments), default=None)
        return Version("lúc ban hành", first and first - datetime.timedelta(days=1))
    row = next((row for row in amendments if str(row.pk) == asked), None)
    return Version(f"sau sửa đổi số {row.number}", row.decided_on) if row else Version("")


def years_in_use(plan):
    """{what happened, in words: the years in which it did} of what lies within the plan's years."""
    deeds = Activity.objects.filter(task__plan=plan, state__in=(ActivityState.PLANNED, ActivityState.DONE))
    years = deeds.order_by().values_list("starts_on__year", "ends_on__year").distinct()
    return {
        "Đã có hoạt động": sorted({year for row in years for year in row}),
        "Đã mở đợt lập kế hoạch": list(plan.calls.order_by("year").values_list("year", flat=True)),
    }


def amendment_of(plan, pk):
    return get_object_or_404(plan.amendments, pk=pk)


def tasks_given_by(plan, amendment):
    """What an amendment gave, or (None) the plan as it was signed."""
    return plan.tasks.filter(since=amendment).select_related("content", "lead")


class Cell(NamedTuple):
    """How many tasks of one content a body leads and how many it joins."""

    content: PlanContent
    leads: int
    joins: int


class MatrixRow(NamedTuple):
    name: str
    cells: list

    @property
    def total(self):
        return sum(cell.leads + cell.joins for cell in self.cells)


def matrix(plan, on):
    """(contents with `.leaders`, [MatrixRow]): every body that could have tasks, with what it leads and joins.

    Bodies of the ministry stand one by one under today's names; the Sở are one row, for the plan names them together.
    """
    contents = contents_with_tasks(plan, on, on)
    tasks = [task for content in contents for task in content.rows]
    today = bodies_on([body for task in tasks for body in task.participants.all()], on)
    leads, joins = Counter(), Counter()
    for task in tasks:
        leader = task.lead_kind or task.lead_today.pk
        joiners = {today[body.pk].pk for body in task.participants.all()} - {leader}
        leads[leader, task.content_id] += 1
        joins.update((joiner, task.content_id) for joiner in joiners)
    for content in contents:
        content.leaders = sum(1 for task in content.rows if task.lead_kind or task.lead_today)
    named = [(body.pk, body.name) for body in single_bodies(on)] + [
        (kind, f"Các {kind.label}") for kind in SHARED_KINDS
    ]
    rows = [
        MatrixRow(name, [Cell(content, leads[key, content.pk], joins[key, content.pk]) for content in contents])
        for key, name in named
    ]
    return contents, rows


def _listed(plan):
    """The plan's products as its lists show them, with what their certificates' standing needs."""
    return (
        PlanProduct.objects.filter(plan=plan)
        .select_related("added_by")
        .prefetch_related(Prefetch("certificate", Certificate.objects.with_standing()))
    )


def products_of(plan, on):
    """The plan's products with certificates in force on the day: a live list, never a frozen copy."""
    return _listed(plan).filter(certificate__in=in_force(on)).order_by("certificate__product_name", "pk")


def products_no_longer_supported(plan, on):
    """Products of the plan whose certificate is not in force on the day, or whose dates nobody knows."""
    return _listed(plan).exclude(certificate__in=in_force(on)).order_by("certificate__valid_until", "pk")


def products_entered_in(plan, year):
    """Who was put into the plan in the year, the latest first."""
    return _listed(plan).filter(added_at__year=year).order_by("-added_at", "certificate__product_name", "pk")


def products_leaving_in(plan, year):
    """Whose certificate ends in the year: its last day, past or to come, or a revocation or replacement before it."""
    ended_early = Q(certificate__ended_on__year=year)
    runs_out = Q(certificate__ended_on__isnull=True, certificate__valid_until__year=year)
    rows = _listed(plan).filter(ended_early | runs_out)
    return rows.order_by("certificate__valid_until", "certificate__product_name", "pk")


def years_of_products(plan, on):
    """Years in which products entered or left, or will leave, the latest first; this year always."""
    # Thousands come and go on the same few days: the years are told here, not of every row in the database.
    rows = plan.products.values_list("added_at", "certificate__valid_until", "certificate__ended_on").distinct()
    days = {day for added_at, *ends in rows for day in (timezone.localdate(added_at), *ends) if day}
    return sorted({on.year, *(day.year for day in days)}, reverse=True)


def certificates_to_add(plan, on):
    """Certificates in force, of the votes in the plan's scope, that are not in the plan yet."""
    scope = Q(pk__in=[])
    for level, year in plan.scopes.values_list("level", "year"):
        scope |= Q(level=level, year=year)
    return in_force(on).filter(scope).exclude(plan_products__plan=plan).order_by("product_name", "pk")


def year_asked(years, asked, on):
    """The year of which a page's address speaks, else this year."""
    return next((year for year in years if str(year) == asked), on.year)


def with_standing_on(page, on):
    """The rows of a page of products, each with `validity`: what its certificate is worth on the day, and why."""
    for row in page:
        row.validity = row.certificate.validity_on(on)
    return page

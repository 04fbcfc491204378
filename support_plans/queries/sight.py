"""What a leader looks at: the scope of a reader, the rows behind a figure, promises and deeds."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.geography.queries import same_territory
from registrations.models import Product

from ..models import Activity, UnitYearPlan, YearPlanLine, reads_all_units
from ..workflow import ActivityState, YearPlanState
from .coverage import certified_within, provinces_of_region, served_by, standing_of
from .units import bodies_on, carried_by


class Scope(NamedTuple):
    """What of the country a reader looks at: `territory` is None for all of it, else primary keys of provinces."""

    name: str
    territory: frozenset | None = None


def scope_of(user):
    """All for the Cục, finance and the leaders; its province, of then and of now, for a Sở; None for others."""
    if reads_all_units(user):
        return Scope("Cả nước")
    for organisation in user.organisations_of(OrganisationKind.DEPARTMENT):
        if organisation.unit:
            return Scope(organisation.unit.full_name, frozenset(same_territory(organisation.unit)))
    return None


def products_in_force(on, *, territory=None):
    """Products that hold a certificate in force on the day, with `is_served` and `is_distributed`.

    `territory`: primary keys of provinces of then and of today; only what was certified there.
    """
    held = certified_within(on, territory)
    return (
        Product.objects.filter(pk__in=held.order_by().values("product"))
        .select_related("establishment__province")
        .annotate(**standing_of("pk", on))
        .order_by("name", "pk")
    )


SHOWN = {
    "served": Q(is_served=True),
    "never": Q(is_served=False),
    "sold": Q(is_distributed=True),
    "unsold": Q(is_distributed=False),
    "unplanned": Q(is_planned=False),
}


def products_behind(on, scope, *, shown="", group="", content=None, unit=None, **places):
    """The products that a share counts: `shown` is one of SHOWN; `content` and `unit` are what or who
    reached them; `places`: province (of today), certified_in (on the latest certificate), region."""
    rows = products_in_force(on, territory=scope.territory).filter(SHOWN.get(shown, Q()))
    if group:
        rows = rows.filter(group=group)
    if content or unit:
        reached = served_by(on)
        reached = reached.filter(activity__task__content=content) if content else reached
        reached = reached.filter(activity__unit__in=carried_by(unit, on)) if unit else reached
        rows = rows.filter(pk__in=reached.values("certificate__product"))
    return _in_places(rows, on, scope, **places)


def _in_places(rows, on, scope, province=None, certified_in=None, region=None):
    if province:
        rows = rows.filter(establishment__province__in=same_territory(province))
    if region:
        rows = rows.filter(establishment__province__in=provinces_of_region(region, on))
    if certified_in:
        held = certified_within(on, scope.territory).order_by("-issued_on", "-pk").filter(product=OuterRef("pk"))
        rows = rows.annotate(latest=Subquery(held.values("unit__province")[:1])).filter(latest=certified_in.pk)
    return rows


def promises_without_deeds(on, year):
    """Promised for the year, their last day is over, and nothing done was recorded for them."""
    done = Activity.objects.filter(line=OuterRef("pk"), state=ActivityState.DONE)
    return (
        YearPlanLine.objects.filter(
            ~Exists(done),
            year_plan__call__year=year,
            year_plan__state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED),
            ends_on__lt=on,
        )
        .select_related("year_plan__unit")
        .order_by("ends_on", "pk")
    )


def deeds_without_promise(on, year):
    """Done in the year by units that sent a plan for it (themselves, or a body whose work is in the same hands on the
    day), but named in no plan."""
    deeds = Activity.objects.filter(state=ActivityState.DONE, line=None, ends_on__year=year)
    sent = UnitYearPlan.objects.filter(
        call__year=year, state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED)
    ).order_by()
    units = Organisation.objects.filter(Q(pk__in=deeds.values("unit")) | Q(pk__in=sent.values("unit")))
    units = list(units.annotate(has_plan=Exists(sent.filter(unit=OuterRef("pk")))))
    bodies = bodies_on(units, on)
    planners = {bodies[unit.pk].pk for unit in units if unit.has_plan}
    return (
        deeds.filter(unit__in=[pk for pk, body in bodies.items() if body.pk in planners])
        .select_related("unit")
        .order_by("-ends_on", "-pk")
    )

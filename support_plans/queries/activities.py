"""Activities and their sums. Sums are made here once, so that every path gives the same."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from certificates.models import Certificate
from cnnt_portal.accounts.models import Organisation

from ..models import Activity, ActivityMoney, ActivityResult, Answer, PlanProduct, ServedProduct, SupportAnswer
from ..workflow import ActivityState
from .spending import UNRECORDED, recorded_in
from .units import bodies_on, carried_by, territory_of


def certificates_in_plans(on, units, *, also=()):
    """Products of any plan for which these units may still enter an activity: in force within the last year; and
    `also`. Bodies of the provinces serve their own province only."""
    lately = Q(pk__in=PlanProduct.objects.values("certificate"), valid_until__gte=on - datetime.timedelta(days=365))
    territories = [territory_of(unit) for unit in units]
    if None not in territories:
        lately &= Q(unit__province__in=set().union(*territories))
    return Certificate.objects.filter(lately | Q(pk__in=also)).order_by("product_name", "pk")


def products_to_tick(certificates, ticked, words, most):
    """(those of these certificates that are ticked, at most so many others that the words find)."""
    rows = certificates.filter(pk__in=ticked)
    return list(rows), list(certificates.exclude(pk__in=ticked).search(words)[:most])


def activity_with_facts(user, pk):
    """One activity of the user's scope, else 404."""
    return get_object_or_404(with_facts(Activity.objects.visible_to(user)), pk=pk)


def is_bare(activity):
    """Does nothing tell of what came of it: no result, no money, no evidence?"""
    facts = activity.summary or activity.results.all() or activity.money.all()
    return not facts and not activity.evidence.exists()


def activity_as_seen(user, activity):
    """(what it served as far as the reader may know, may the reader know all of it): houses that met at one fair do not
    read each other's turnover, support and complaints."""
    rows = list(activity.served.all())
    if Activity.objects.whole_for(user).filter(pk=activity.pk).exists():
        return rows, True
    own = set(user.bodies())
    return [row for row in rows if row.certificate.product.establishment.organisation_id in own], False


def earlier_answers(user, activity):
    """What establishments said of the activity before what stands beside its products today, the latest first; a house
    reads its own words, also where no other house is left. Products that the unit has dropped since are among them."""
    rows = activity.answers.select_related("certificate").filter(
        Q(certificate__product__establishment__organisation__in=user.bodies())
        | Q(activity__in=Activity.objects.seen_by_offices_of(user).filter(pk=activity.pk).order_by().values("pk"))
    )
    standing = activity.served.filter(certificate=OuterRef("certificate"), answered_at=OuterRef("answered_at"))
    return rows.exclude(Exists(standing))


def answers_of(served):
    """What the establishment has said of its support so far, the latest first."""
    rows = SupportAnswer.objects.filter(activity=served.activity_id, certificate=served.certificate_id)
    return rows.select_related("answered_by")


def part_of(user, pk, served_pk):
    """One product that an activity of the user's scope served, as far as the reader may know it; else 404."""
    activity = get_object_or_404(Activity.objects.whole_for(user), pk=pk)
    return get_object_or_404(activity.served.select_related("activity", "certificate"), pk=served_pk)


def activities_of(user, on, *, unit=None, year=None, state="", content=None, source="", province=""):
    """The activities of the user's scope, filtered as the list page asks; the latest first. An activity belongs to the
    year in which it ends and to the body that carries its unit's work on the day, as in every sum; `province`: the key
    of one of today, or UNRECORDED."""
    rows = Activity.objects.visible_to(user)
    if unit:
        rows = rows.filter(unit__in=carried_by(unit, on))
    if year:
        rows = rows.filter(ends_on__year=year)
    if content:
        rows = rows.filter(task__content=content)
    if source:
        rows = rows.filter(Exists(ActivityMoney.objects.filter(activity=OuterRef("pk"), source=source, amount__gt=0)))
    if province:
        rows = (
            rows.filter(province=None)
            if province == UNRECORDED
            else rows.filter(province__in=recorded_in(province, on))
        )
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-starts_on", "-pk")


def units_reaching(user, on):
    """Units with activities, and the bodies that carry the work of those among them that have ended."""
    with_activities = Activity.objects.visible_to(user).order_by().values("unit")
    ended = Organisation.objects.filter(pk__in=with_activities, valid_to__lt=on)
    carriers = {body.pk for body in bodies_on(ended, on).values()}
    return Organisation.objects.filter(Q(pk__in=with_activities) | Q(pk__in=carriers)).order_by("name")


def years_of_activities(user):
    days = Activity.objects.visible_to(user).order_by("-ends_on__year").values_list("ends_on__year", flat=True)
    return list(days.distinct())


def done(activities):
    return activities.filter(state=ActivityState.DONE)


def with_counts(activities):
    """Activities as a list shows them, each with `served_count`."""
    return activities.select_related("unit").annotate(served_count=_served_count())


def _served_count():
    """Counted for the rows of a page alone: a join would count the served of all rows before the page is cut."""
    served = ServedProduct.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
    return Coalesce(Subquery(served.annotate(count=Count("pk")).values("count")), 0)


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


def activities_for_report(units, *, starts_on, ends_on, recorded_by, missed_after=None, told=()):
    """Done activities of these units that ended in the period and were recorded up to the cut-off moment; with
    `missed_after`, also earlier ones that were recorded only after that moment. But for those that another report tells
    of (`told`: their keys), wherever their days were moved since."""
    ended = Q(ends_on__range=(starts_on, ends_on))
    if missed_after:
        ended |= Q(ends_on__lt=starts_on, recorded_at__gt=missed_after)
    done = Activity.objects.filter(ended, unit__in=units, state=ActivityState.DONE, recorded_at__lte=recorded_by)
    return done.exclude(pk__in=told)


class ActivityFacts(NamedTuple):
    """What a report tells of one. `served`: {(product key, establishment key)}; `results`: {indicator: value}."""

    pk: int
    content: str
    title: str
    starts_on: datetime.date
    ends_on: datetime.date
    place: str
    state: str
    amount: Decimal
    results: dict
    served: set

    @property
    def is_cancelled(self):
        return self.state == ActivityState.CANCELLED

    @property
    def products(self):
        return len({product for product, _ in self.served})

    @property
    def establishments(self):
        return len({establishment for _, establishment in self.served})


def facts_of(activities):
    """[ActivityFacts] of these activities, by content and day: plain values in four questions."""
    found = [
        ActivityFacts(*row, Decimal(0), {}, set())
        for row in activities.order_by("task__content__order", "starts_on", "pk").values_list(
            "pk", "task__content__name", "title", "starts_on", "ends_on", "place", "state"
        )
    ]
    keys = [row.pk for row in found]
    money = ActivityMoney.objects.filter(activity__in=keys).order_by().values_list("activity")
    amounts = dict(money.annotate(amount=Sum("amount")))
    found = {row.pk: row._replace(amount=amounts.get(row.pk, Decimal(0))) for row in found}
    results = ActivityResult.objects.filter(activity__in=keys).order_by("pk")
    for pk, indicator, value in results.values_list("activity", "indicator", "value"):
        found[pk].results[indicator] = str(value)
    served = ServedProduct.objects.filter(activity__in=keys).order_by()
    for pk, *pair in served.values_list("activity", "certificate__product", "certificate__product__establishment"):
        found[pk].served.add(tuple(pair))
    return list(found.values())


def counts_of(activities, *, source=""):
    """{activities, products, establishments, amount} over a queryset of activities; each product once; with `source`
    only the money from there."""
    numbers = activities.aggregate(activities=Count("pk", distinct=True))
    served = ServedProduct.objects.filter(activity__in=activities.values("pk")).aggregate(
        products=Count("certificate__product", distinct=True),
        establishments=Count("certificate__product__establishment", distinct=True),
    )
    spent = ActivityMoney.objects.filter(activity__in=activities.values("pk"))
    money = (spent.filter(source=source) if source else spent).aggregate(amount=Sum("amount"))
    return {**numbers, **served, "amount": money["amount"] or 0}


def support_of(user):
    """What was done for the user's establishments, the latest first."""
    return (
        ServedProduct.objects.visible_to(user)
        .select_related("activity__unit", "certificate__product__establishment__organisation", "answered_by")
        .order_by("-activity__starts_on", "-pk")
    )


def evidence_of(user, pk, file_pk):
    """(activity, file) of the user's scope, else 404."""
    activity = get_object_or_404(Activity.objects.whole_for(user), pk=pk)
    return activity, get_object_or_404(activity.evidence, pk=file_pk)


def disputed_of(units):
    """Products whose establishments say that what these units recorded is not right; the oldest first."""
    rows = ServedProduct.objects.filter(
        activity__unit__in=units, activity__state=ActivityState.DONE, answer=Answer.DISPUTED
    )
    return rows.select_related("activity", "certificate").order_by("answered_at", "pk")


def totals_for(user):
    """{times, amount, turnover}: what was done for the user's establishments, as far as it is known by product."""
    done = support_of(user).filter(activity__state=ActivityState.DONE)
    return done.aggregate(times=Count("activity", distinct=True), amount=Sum("amount"), turnover=Sum("turnover"))


def with_sums(activities):
    """Activities with their sums by source and result, as a sheet shows them."""
    rows = activities.select_related("unit", "task__content", "province").annotate(served_count=_served_count())
    return rows.prefetch_related("money", "results")

"""Khuyến công projects, the lists of places, and what is known of a project's priority on a day."""

from django.db.models import Count, DecimalField, F, Max, Min, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from certificates.models import Certificate
from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.text import lower_first
from cnnt_portal.ui.formats import day
from registrations.models import Establishment

from .. import priority
from ..models import Fund, PlaceList, PlanProduct, ProjectPayment, ProjectRepayment, PromotionProject
from ..workflow import ProjectState
from .places import places_named
from .units import ancestry, bodies_of, keeps_the_plan, territory_of, units_of


def project_with_facts(user, pk):
    rows = PromotionProject.objects.visible_to(user).select_related(
        "proposer", "establishment__province", "establishment__commune__parent__parent", "activity", "drafted_by"
    )
    return get_object_or_404(rows.prefetch_related("products", "payments", "repayments", "claims"), pk=pk)


def paper_of_project(user, pk, file_pk):
    """A paper of a project of the user's scope, else 404."""
    project = get_object_or_404(PromotionProject.objects.visible_to(user), pk=pk)
    return get_object_or_404(project.papers, pk=file_pk)


def projects_of(user, *, fund="", state="", year=None):
    """The projects of the user's scope, filtered as the list page asks; the latest first."""
    rows = PromotionProject.objects.visible_to(user)
    if fund:
        rows = rows.filter(fund=fund)
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(starts_on__year__lte=year, ends_on__year__gte=year)
    return rows.select_related("proposer", "establishment").order_by("-drafted_at", "-pk")


def years_of_projects(user):
    days = PromotionProject.objects.visible_to(user).aggregate(first=Min("starts_on"), last=Max("ends_on"))
    return list(range(days["last"].year, days["first"].year - 1, -1)) if days["first"] else []


def sums_of_projects(projects):
    """{count, asked, approved, settled, own_capital, paid, repaid} over a queryset of projects; None becomes 0."""
    sums = projects.order_by().aggregate(
        count=Count("pk"),
        asked=Sum("asked"),
        approved=Sum("approved"),
        settled=Sum("settled"),
        own_capital=Sum("own_capital"),
    )
    counted = projects.order_by().values("pk")
    paid = ProjectPayment.objects.filter(project__in=counted).aggregate(paid=Sum("amount"))
    repaid = ProjectRepayment.objects.filter(project__in=counted).aggregate(repaid=Sum("amount"))
    return {name: value or 0 for name, value in (sums | paid | repaid).items()}


def proposing_office(user):
    """The Sở for which the user writes proposals, or None."""
    return next((unit for unit in units_of(user) if unit.kind == OrganisationKind.DEPARTMENT and unit.unit), None)


def establishments_to_propose(user):
    """Those of the province of the user's Sở, of then and of now, by name."""
    office = proposing_office(user)
    if office is None:
        return Establishment.objects.none()
    return Establishment.objects.filter(province__in=territory_of(office)).order_by("name", "pk")


def decides_on(user, fund, proposer):
    """National money is the Cục's to give, local money the Sở's own head's."""
    if fund == Fund.NATIONAL:
        return keeps_the_plan(user)
    return any(proposer in bodies for bodies in _headed(user))


def _headed(user):
    return [ancestry(m.organisation) for m in user.current_memberships if m.role == Role.HEAD]


def projects_to_decide(user):
    if not (keeps_the_plan(user) or user.has_role(Role.HEAD)):
        return []
    waiting = PromotionProject.objects.visible_to(user).filter(state=ProjectState.SUBMITTED)
    rows = waiting.select_related("proposer", "establishment").order_by("sent_at", "pk")
    return [project for project in rows if decides_on(user, project.fund, project.proposer)]


def projects_returned_to(user):
    rows = PromotionProject.objects.visible_to(user).filter(state=ProjectState.RETURNED, proposer__in=bodies_of(user))
    return rows.order_by("sent_at", "pk")


def projects_overdue(user, on):
    """Approved ones of the user's office whose last day is over: acceptance is due."""
    rows = PromotionProject.objects.visible_to(user).filter(state=ProjectState.APPROVED, ends_on__lt=on)
    return rows.filter(proposer__in=bodies_of(user)).order_by("ends_on", "pk")


def projects_to_give_back(user):
    """Settled ones of the user's scope whose establishment was paid too much and has not paid all of it back."""
    moved = {
        name: Subquery(rows.filter(project=OuterRef("pk")).order_by().values("project").values(sum=Sum("amount")))
        for name, rows in (("in_all", ProjectPayment.objects), ("back", ProjectRepayment.objects))
    }
    rows = PromotionProject.objects.visible_to(user).filter(state=ProjectState.SETTLED).annotate(**moved)
    owing = rows.filter(in_all__gt=F("settled") + Coalesce("back", 0, output_field=DecimalField()))
    return owing.select_related("proposer", "establishment").prefetch_related("payments", "repayments").order_by("pk")


def certificates_served_by(project, on, plan=None):
    """Certificates of the project's products that are in the plan (or, without one, in any) and in force on the day."""
    planned = PlanProduct.objects.filter(plan=plan) if plan else PlanProduct.objects.all()
    return (
        Certificate.objects.in_force_on(on)
        .filter(product__in=project.products.all(), pk__in=planned.values("certificate"))
        .order_by("product_name", "pk")
    )


def products_of_activity(project, on, plan=None):
    """[(product, its certificate by which it enters an activity of that day or None, why not)] of the project."""
    served = {row.product_id: row for row in certificates_served_by(project, on, plan)}
    held = Certificate.objects.filter(product__in=project.products.all())
    in_force = {row.product_id for row in held.in_force_on(on)}
    days = {}
    for row in held.filter(issued_on__isnull=False, valid_until__isnull=False).order_by("issued_on", "pk"):
        days[row.product_id] = (
            f"giấy chứng nhận cấp ngày {day(row.issued_on)}, có giá trị đến hết {day(row.valid_until)}"
        )

    def why(product):
        if product.pk in served:
            return ""
        if product.pk in in_force:
            return "giấy chứng nhận còn hiệu lực nhưng không có trong kế hoạch hỗ trợ; hãy báo Cục đưa vào"
        if product.pk in days:
            return f"không có hiệu lực ngày {day(on)}: {days[product.pk]}"
        return "chưa có giấy chứng nhận"

    return [(product, served.get(product.pk), why(product)) for product in project.products.order_by("name", "pk")]


def left_out_words(project, on, plan=None):
    """Which of the project's products do not enter an activity of that day, and why; empty when all do."""
    rows = [
        (product, why) for product, certificate, why in products_of_activity(project, on, plan) if certificate is None
    ]
    return "; ".join(f"“{product}”: {why}" for product, why in rows)


def priority_of(project, on):
    """[priority.Line] as it stands on the day."""
    products = list(project.products.all())
    held = Certificate.objects.filter(product__in=products)
    in_force = held.in_force_on(on).order_by("product_name", "pk")
    over = held.exclude(pk__in=in_force.values("pk")).filter(valid_until__isnull=False).order_by("-valid_until", "pk")
    commune = project.establishment.commune
    return priority.lines(
        priority.Facts(
            commune=commune.full_name if commune else "",
            places=tuple(places_named(project.establishment, on)),
            listed_kinds=frozenset(PlaceList.objects.on(on).values_list("kind", flat=True)),
            in_force=tuple(map(_words, in_force)),
            lapsed=tuple(map(_words, over)),
            groups=frozenset(product.group for product in products),
            claims={claim.ground: claim.reason for claim in project.claims.all()},
        )
    )


def _words(certificate):
    words = f"{certificate.product_name}: {lower_first(certificate.level_words)} năm {certificate.year}"
    return f"{words}, đến hết {certificate.valid_until:%d/%m/%Y}"

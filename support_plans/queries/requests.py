"""What establishments ask for, and who may answer."""

from certificates.queries import in_force
from registrations.models import Product

from ..models import PlanContent, SupportRequest
from ..workflow import RequestState
from .units import organisations_among, units_of


def requests_of(user):
    """In the user's sight; what waits comes first, then the latest."""
    rows = SupportRequest.objects.visible_to(user)
    return rows.select_related("product__establishment", "content", "unit").order_by("-asked_at", "-pk")


def products_to_support(user, on):
    """The user's own products that are in a plan with a certificate in force."""
    held = in_force(on).filter(plan_products__isnull=False)
    return Product.objects.of(user).filter(pk__in=held.values("product")).order_by("name", "pk")


def contents_to_ask(products):
    """The contents of the plans in which these products are."""
    plans = products.values("certificates__plan_products__plan")
    return PlanContent.objects.filter(plan__in=plans).select_related("plan").order_by("-plan__first_year", "order")


def units_to_take(user, request):
    """The user's units to which the request's content is given."""
    units = [unit for unit in units_of(user) if SupportRequest.objects.for_office(unit).filter(pk=request.pk).exists()]
    return organisations_among(units)


def requests_waiting_for(user):
    """What the user's units could take, and what they took and have not answered."""
    units = units_of(user)
    rows = SupportRequest.objects.none()
    for unit in units:
        rows |= SupportRequest.objects.filter(
            pk__in=SupportRequest.objects.for_office(unit).filter(state=RequestState.WAITING).values("pk")
        )
    return (rows | SupportRequest.objects.filter(unit__in=units, state=RequestState.TAKEN)).order_by("asked_at", "pk")

"""Where products are sold, and who asks for them."""

from django.shortcuts import get_object_or_404

from certificates.queries import in_force
from registrations.models import Product

from ..models import Enquiry, Outlet
from .activities import certificates_in_plans
from .units import units_of


def product_on_market(pk, on):
    """A product with a certificate in force on the day, for everybody; else 404."""
    rows = Product.objects.filter(pk__in=in_force(on).values("product"))
    return get_object_or_404(rows.select_related("establishment__organisation", "establishment__province"), pk=pk)


def outlets_of(product, on):
    return Outlet.objects.on(on).filter(product=product).order_by("system", "pk")


def outlets_seen(user):
    rows = Outlet.objects.visible_to(user).select_related("product__establishment", "evidence")
    return rows.order_by("product__name", "system", "pk")


def outlet_paper(user, pk):
    """What proves an outlet of the user's scope, else 404."""
    return get_object_or_404(Outlet.objects.visible_to(user).filter(evidence__isnull=False), pk=pk).evidence


def products_to_sell(user, on):
    """For which the user may write down where they are sold: one's own; for officers of units those in the plans."""
    own = Product.objects.of(user)
    units = units_of(user)
    if units:
        own = own | Product.objects.filter(pk__in=certificates_in_plans(on, units).order_by().values("product"))
    return own.select_related("establishment").order_by("name", "pk")


def enquiries_of(user):
    return Enquiry.objects.visible_to(user).select_related("product", "answered_by").order_by("-asked_at", "-pk")


def enquiries_waiting(user):
    return Enquiry.objects.visible_to(user).filter(answered_at=None)

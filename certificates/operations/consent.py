from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations.models import Product

from ..messages import ShowingChanged, tell_owner
from ..models import RegisterStamp, ShowConsent
from ..permissions import can_show, can_stop_showing


@operation
def allow_showing(*, product, by, at):
    """The establishment agrees that photos and story of its dossier stand on the product's public page.

    Asked again it is the consent that stands.
    """
    product = _held(product)
    require(can_show(by, product))
    consent, is_new = ShowConsent.objects.standing().get_or_create(
        product=product, defaults={"given_at": at, "given_by": by}
    )
    if is_new:
        tell_owner(ShowingChanged(product, by, is_shown=True), key=f"consent:{consent.pk}", by=by, at=at)
        RegisterStamp.objects.renew()
    return consent


@operation
def stop_showing(*, product, by, at):
    """The consent is taken back: from now on neither photos nor story are shown."""
    product = _held(product)
    require(can_stop_showing(by, product))
    standing = ShowConsent.objects.standing().filter(product=product).first()
    if standing:
        standing.withdrawn_at, standing.withdrawn_by = at, by
        standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
        tell_owner(ShowingChanged(product, by, is_shown=False), key=f"consent:{standing.pk}:end", by=by, at=at)
        RegisterStamp.objects.renew()
    return product


def _held(product):
    return (
        Product.objects.select_for_update(of=("self",), no_key=True)
        .select_related("establishment__organisation")
        .get(pk=product.pk)
    )

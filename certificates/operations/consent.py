from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from registrations.models import Product

from ..models import RegisterStamp, ShowConsent
from ..permissions import can_show


@operation
def allow_showing(*, product, by, at):
    """The establishment agrees that photos and story of its dossier stand on the product's public page.

    Asked again it is the consent that stands.
    """
    require(can_show(by, _held(product)))
    consent, is_new = ShowConsent.objects.standing().get_or_create(
        product=product, defaults={"given_at": at, "given_by": by}
    )
    if is_new:
        RegisterStamp.objects.renew()
    return consent


@operation
def stop_showing(*, product, by, at):
    """The consent is taken back: from now on neither photos nor story are shown."""
    require(can_show(by, _held(product)))
    if ShowConsent.objects.standing().filter(product=product).update(withdrawn_at=at, withdrawn_by=by):
        RegisterStamp.objects.renew()
    return product


def _held(product):
    return (
        Product.objects.select_for_update(of=("self",), no_key=True)
        .select_related("establishment__organisation")
        .get(pk=product.pk)
    )

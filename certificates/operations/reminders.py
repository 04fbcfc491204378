from collections import defaultdict

from django.conf import settings
from django.utils import timezone

from cnnt_portal.operations import operation

from .. import queries
from ..messages import CertificateExpiring, CertificatesExpiring, tell_holder, tell_office


@operation
def remind_of_expiry(*, by, at):
    """Tell holders and offices which certificates end soon: once for each of the days that the settings name.

    Asked every hour, and again after days of silence, it repeats nothing: the nearest step decides, by key.
    """
    today = timezone.localdate(at)
    of_offices = defaultdict(list)
    steps = sorted(settings.CERTIFICATES_REMINDER_DAYS)
    for certificate in queries.expiring(on=today, within=steps[-1]):
        left = (certificate.valid_until - today).days
        step = next(days for days in steps if left <= days)
        tell_holder(CertificateExpiring(certificate, left), occasion=f"expiry:{step}", by=by, at=at)
        if certificate.issuer_organisation is not None:
            of_offices[certificate.issuer_organisation, certificate.valid_until, step].append(certificate)
    for (office, day, step), certificates in of_offices.items():
        levels = {certificate.level for certificate in certificates}
        level = levels.pop() if len(levels) == 1 else ""
        message = CertificatesExpiring(office, day, len(certificates), certificates[0].product_name, level)
        tell_office(message, key=f"expiry:{office.pk}:{day.isoformat()}:{step}", by=by, at=at)

"""`manage.py check --deploy`: what would stop the next batch of papers long after the portal was set up."""

import datetime

from django.core import checks

from cnnt_portal.clock import portal_now

from . import signing

# A new certificate of an office is asked for on paper.
SOON = datetime.timedelta(days=60)


@checks.register("certificates", deploy=True)
def signing_key_lives(app_configs, **options):
    if not signing.is_possible():
        return []
    try:
        begins, ends = signing.days_of_key()
    except Exception as error:
        return [checks.Error(f"The signing certificate cannot be read: {error}", id="certificates.E001")]
    now = portal_now()
    if not begins <= now <= ends:
        return [checks.Error(f"The signing certificate is valid only {begins} to {ends}.", id="certificates.E002")]
    if ends - now < SOON:
        return [checks.Warning(f"The signing certificate ends on {ends}: ask for a new one.", id="certificates.W001")]
    return []

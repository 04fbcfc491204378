"""What time it is for the portal: the machine's, or that of a rehearsal, whole days before or after it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone


def portal_now():
    return timezone.now() + timedelta(days=settings.REHEARSAL_DAYS)

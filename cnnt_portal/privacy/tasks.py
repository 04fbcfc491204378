from celery import shared_task
from django.utils import timezone

from . import operations


@shared_task(name="privacy.keep_terms")
def keep_terms():
    """Once a day: what was asked to be deleted, and what has lain longer than the settings say. Twice does no harm."""
    operations.erase_due(by=None, at=timezone.now())
    operations.keep_terms(by=None, at=timezone.now())

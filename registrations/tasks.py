from celery import shared_task
from django.utils import timezone

from . import operations, queries
from .operations.outages import feel_pulse


@shared_task(name="registrations.remind")
def remind():
    """Every hour; a message that comes twice or late reminds nobody twice."""
    at = timezone.now()
    for round in queries.rounds_to_remind(at):
        operations.remind_of_deadline(round=round, by=None, at=at)


@shared_task(name="registrations.pulse")
def pulse():
    feel_pulse(timezone.now())

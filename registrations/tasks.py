from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cnnt_portal.clock import portal_now
from cnnt_portal.health import web_answers
from cnnt_portal.jobs.registry import job

from . import binding, operations, queries
from .models import BoundDossier, Entry
from .operations.outages import feel_pulse, forget_other_pulses


@shared_task(name="registrations.remind")
def remind():
    """Every hour; a message that comes twice or late reminds nobody twice."""
    at = portal_now()
    for round in queries.rounds_to_remind(at):
        operations.remind_of_deadline(round=round, by=None, at=at)


@shared_task(name="registrations.pulse")
def pulse():
    if web_answers():
        feel_pulse(timezone.now(), address=settings.PULSE_URL)
    else:
        forget_other_pulses(address=settings.PULSE_URL)


@job("registrations.bind", label="Lập hồ sơ để in", lease_seconds=300, is_silent=True)
def bind(run):
    """One PDF of everything that was filed; a version that is no longer the entry's is left alone."""
    entry = Entry.objects.for_desk().get(pk=run.arguments["entry"])
    if entry.version_id != run.arguments["version"]:
        return
    if BoundDossier.objects.filter(entry=entry, version=entry.version).exists():
        return
    with binding.bound(entry, run.by, progress=run.progress) as whole:
        content = whole[:]
    with run.finish():
        operations.keep_bound(entry=entry, version=entry.version, content=content, by=run.by, at=run.at)

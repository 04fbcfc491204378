"""The Celery side: messages that may get lost or come twice, so they carry nothing but an id."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings

from cnnt_portal.clock import portal_now

from . import leasing
from .running import work_on

logger = logging.getLogger(__name__)
# As many as one sweep may put into the queue; the next sweep takes the next ones.
SWEEP_LIMIT = 200


@shared_task(name="jobs.run")
def run(job_id):
    work_on(job_id)


@shared_task(name="jobs.sweep")
def sweep():
    """Wake what nobody woke: the message was lost, the worker died, or a failed attempt is due again."""
    now = portal_now()
    before = now - timedelta(seconds=settings.JOBS_REWAKE_SECONDS)
    for job_id in leasing.mark_woken(now=now, before=before, limit=SWEEP_LIMIT):
        wake(job_id)


def wake(job_id):
    run.apply_async([job_id], retry=False)

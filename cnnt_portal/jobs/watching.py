"""Whoever is shown the bar of a job on a page may follow it to its end, though a colleague or the portal itself asked
for the job: the bar's address then bears a mark, signed for that one reader."""

from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.urls import reverse

from . import permissions
from .models import Job

# From when the page was drawn: who may see the page tomorrow is asked tomorrow.
SHOWN_FOR_SECONDS = 24 * 60 * 60
_signer = TimestampSigner(salt="jobs.watching")


def bar(user, job, reload, mark=""):
    """What the template of the bar needs. `mark`: the one of the address that was asked for, which goes on."""
    is_theirs = permissions.is_theirs(user, job)
    query = {"reload": 1} if reload else {}
    if not is_theirs:
        query["shown"] = mark or _signer.sign(_shown(user, job.pk))
    address = reverse("jobs:job_progress", args=[job.pk])
    return {
        "job": job,
        "is_theirs": is_theirs,
        "address": f"{address}?{urlencode(query)}" if query else address,
        "cancellable": permissions.can_cancel(user, job),
        "retriable": permissions.can_retry(user, job),
    }


def watched(user, pk, mark):
    """The job, if it is this person's or a page has shown it to them; else 404."""
    jobs = Job.objects.all() if _was_shown(user, pk, mark) else Job.objects.visible_to(user)
    job = jobs.filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _shown(user, pk):
    return f"{user.pk}-{pk}"


def _was_shown(user, pk, mark):
    try:
        return _signer.unsign(mark, max_age=SHOWN_FOR_SECONDS) == _shown(user, pk)
    except BadSignature:
        return False

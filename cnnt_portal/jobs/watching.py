"""Whoever is shown the bar of a job on a page may follow it to its end, though a colleague or the portal itself asked
for the job: the bar's address then says so, signed for that one reader."""

from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404
from django.urls import reverse

from . import permissions
from .models import Job

# Each answer renews the address, so that only a page that slept so long has to be loaded anew.
SECONDS = 24 * 60 * 60
_signer = TimestampSigner(salt="jobs.watching")


def _mark(user, pk):
    return f"{user.pk}:{pk}"


def bar(user, job, reload):
    """What the template of the bar needs."""
    is_theirs = permissions.is_theirs(user, job)
    query = {"reload": 1} if reload else {}
    if not is_theirs:
        query["shown"] = _signer.sign(_mark(user, job.pk)).removeprefix(f"{_mark(user, job.pk)}:")
    address = reverse("jobs:job_progress", args=[job.pk])
    return {
        "job": job,
        "is_theirs": is_theirs,
        "address": f"{address}?{urlencode(query)}" if query else address,
        "cancellable": permissions.can_cancel(user, job),
        "retriable": permissions.can_retry(user, job),
    }


def watched(user, pk, shown):
    """The job, if it is this person's or a page has shown it to them; else 404."""
    jobs = Job.objects.all() if _was_shown(user, pk, shown) else Job.objects.visible_to(user)
    job = jobs.filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def _was_shown(user, pk, shown):
    try:
        _signer.unsign(f"{_mark(user, pk)}:{shown}", max_age=SECONDS)
    except BadSignature:
        return False
    return True

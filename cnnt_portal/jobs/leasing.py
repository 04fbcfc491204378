"""Who works on a job: every change of its state, each one a compare-and-swap that works on any database.

A worker claims a job by writing a fresh token into it; from then on it may only touch the row that still carries
this token. A worker that was silent for longer than its lease finds another token there, or none, and stops.
"""

import uuid

from django.db.models import F, Q

from .models import Job


def claim(job_id, *, lease, now):
    """Take a due job for `lease`. None when somebody else has it or it needs nobody."""
    token = uuid.uuid4().hex
    taken = (
        Job.objects.due(now)
        .filter(pk=job_id)
        .update(
            state=Job.State.RUNNING, lease_token=token, leased_until=now + lease, attempts=F("attempts") + 1, error=""
        )
    )
    # Read after the swap: a predecessor may have counted its last effect just before.
    return Job.objects.select_related("requested_by").get(pk=job_id) if taken else None


def hold(job, *, lease, now, **changes):
    """Renew the lease and write progress; False when the lease is no longer ours."""
    return bool(_ours(job).update(leased_until=now + lease, **changes))


def let_go(job, *, due_at, traceback):
    """Put a job back after an attempt that broke; it is due again at `due_at`."""
    return bool(
        _ours(job).update(
            state=Job.State.WAITING,
            lease_token="",
            leased_until=None,
            due_at=due_at,
            woken_at=None,
            traceback=traceback,
        )
    )


def end(job, state, *, at, **changes):
    """Done or failed, if the lease is still ours."""
    return bool(_ours(job).update(state=state, lease_token="", leased_until=None, finished_at=at, **changes))


def abandon(job_id, *, now, max_attempts, **changes):
    """Fail a due job that has used up its attempts: its worker died every time."""
    return bool(
        Job.objects.due(now)
        .filter(pk=job_id, attempts__gte=max_attempts)
        .update(state=Job.State.FAILED, lease_token="", leased_until=None, finished_at=now, **changes)
    )


def call_off(job, *, at):
    """Cancel an open job, whoever works on it; the worker finds out at its next sign of life."""
    return bool(
        Job.objects.open()
        .filter(pk=job.pk)
        .update(state=Job.State.CANCELLED, lease_token="", leased_until=None, finished_at=at)
    )


def reopen(job, *, at):
    """Let a failed or cancelled job run again; what it has done already stays counted."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED]).update(
            state=Job.State.WAITING, finished_at=None, attempts=0, due_at=at, woken_at=at, error="", traceback=""
        )
    )


def mark_woken(*, now, before, limit):
    """Ids of due jobs that nobody has woken since `before`; marks them woken."""
    forgotten = Job.objects.due(now).filter(Q(woken_at__isnull=True) | Q(woken_at__lte=before))
    ids = list(forgotten.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    Job.objects.filter(pk__in=ids).update(woken_at=now)
    return ids


def _ours(job):
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token)

from django.db import transaction

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import shortened

from . import leasing
from .models import Job
from .permissions import can_cancel, can_retry
from .registry import kind_named


@operation
def request(*, kind, key, arguments, by, at, label=None, link=""):
    """Ask for long work; the same key is the same work, so a second click gets the job of the first.

    `arguments`: ids and plain values. `link`: the page that shows the result. The job is woken when the caller's
    transaction commits, and lost with it when that rolls back. An ended job with this key is returned as it is:
    `retry` runs a failed one again, and work that shall be done anew needs a new key.
    """
    job, is_new = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "label": shortened(label or kind_named(kind).label, Job, "label"),
            "arguments": arguments,
            "link": link,
            "requested_by": by,
            "requested_at": at,
            "due_at": at,
            "woken_at": at,
        },
    )
    if job.kind != kind:
        raise ValueError(f"key {key} belongs to {job.kind}, not {kind}")
    if is_new:
        _wake(job)
    return job


@operation
def cancel(*, job, by, at):
    """Stop as soon as the worker next looks up; what it has committed stays."""
    require(can_cancel(by, job))
    if not leasing.call_off(job, at=at):
        raise Refused("Việc này vừa kết thúc nên không hủy được nữa.")
    job.refresh_from_db()


@operation
def retry(*, job, by, at):
    """Run a failed or cancelled job again; effects that it has committed are not repeated."""
    require(can_retry(by, job))
    if not leasing.reopen(job, at=at):
        raise Refused("Việc này vừa được chạy lại hoặc đã xong.")
    job.refresh_from_db()
    _wake(job)


def _wake(job):
    from .tasks import wake  # the Celery side imports the running side, which apps' tasks import

    # robust: when the broker is away the row is committed all the same, and the sweep wakes it later.
    transaction.on_commit(lambda: wake(job.pk), robust=True)

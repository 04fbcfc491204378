"""What happens when a job is woken, and what the function of a job is given."""

import logging
import time
import traceback
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from cnnt_portal.clock import portal_now
from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify

from . import leasing
from .messages import JobEnded
from .models import Job
from .registry import kind_named

logger = logging.getLogger(__name__)

BROKEN = "Hệ thống gặp lỗi khi thực hiện việc này. Bộ phận kỹ thuật đã được báo; bạn có thể cho chạy lại."
DIED = "Máy chủ nhiều lần dừng giữa chừng khi làm việc này. Bộ phận kỹ thuật đã được báo; bạn có thể cho chạy lại."
# Often enough for the eye, seldom enough for the database.
PROGRESS_SECONDS = 0.3


class Cancelled(Exception):
    """Somebody cancelled the job: the function ends here, what it has committed stays."""


class LeaseLost(Exception):
    """This worker was silent too long and another one has the job: whatever is not committed is rolled back."""


class Run:
    """One attempt at a job, as its function sees it.

    `arguments`, `by` (who asked, or None) and `at` (when this attempt began) feed the operations; `done` is how
    many effects earlier attempts have committed.
    """

    def __init__(self, job, kind, clock):
        self.job = job
        self.arguments = job.arguments
        self.by = job.requested_by
        self.at = clock()
        self.done = job.done_count
        self.is_finished = False
        self._kind = kind
        self._clock = clock
        self._spoke = 0.0

    def progress(self, done, total):
        """Show how far it is and renew the lease. Raises Cancelled or LeaseLost. For work without effects."""
        if done < total and time.monotonic() - self._spoke < PROGRESS_SECONDS:
            return
        self._spoke = time.monotonic()
        self._hold(done_count=done, total_count=total)

    def remaining(self, items):
        """The items whose `effect()` no earlier attempt has committed. `items` must have the same order every time."""
        items = list(items)
        self._hold(total_count=len(items))
        return items[self.done :]

    @contextmanager
    def effect(self):
        """A transaction that only the holder of the lease can commit, and that counts one item as done.

        An effect is therefore committed exactly once, however often the worker dies.
        """
        with transaction.atomic():
            self._hold(done_count=F("done_count") + 1)
            yield
        self.done += 1

    @contextmanager
    def finish(self):
        """The last effect and the end of the job in one transaction; yields the dict that becomes the result."""
        result = {}
        with transaction.atomic():
            # Holding first locks the row, so that nobody cancels or takes over in the middle of the effect.
            self._hold()
            yield result
            at = self._clock()
            total = {"done_count": F("total_count")} if self.job.total_count else {}
            leasing.end(self.job, Job.State.DONE, at=at, result=result, traceback="", **total)
            _tell(self.job, self._kind, at=at)
        self.is_finished = True

    def _hold(self, **changes):
        if leasing.hold(self.job, lease=self._kind.lease, now=self._clock(), **changes):
            if "total_count" in changes:
                self.job.total_count = changes["total_count"]
            return
        if Job.objects.filter(pk=self.job.pk, state=Job.State.CANCELLED).exists():
            raise Cancelled
        raise LeaseLost


def work_on(job_id, *, clock=portal_now):
    """Claim a job and run it to its end or to its next attempt. Does nothing when nobody is needed."""
    kind_name = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind_name is None:
        return
    kind = kind_named(kind_name)
    if _abandoned(job_id, kind, now=clock()):
        return
    job = leasing.claim(job_id, lease=kind.lease, now=clock())
    if job is None:
        return
    run = Run(job, kind, clock)
    try:
        returned = kind.function(run)
        if not run.is_finished:
            with run.finish() as result:
                result.update(returned or {})
    except Cancelled:
        logger.info("job %s %s was cancelled", job.pk, job.kind)
    except LeaseLost:
        logger.warning("job %s %s was taken over by another worker", job.pk, job.kind)
    except Refused as refusal:
        _fail(job, kind, error=refusal.sentence, at=clock())
    except Exception:
        logger.exception("job %s %s broke in attempt %s", job.pk, job.kind, job.attempts)
        _mend(job, kind, now=clock(), trace=traceback.format_exc())


def _mend(job, kind, *, now, trace):
    """Try again a little later each time, then give up."""
    if job.attempts < kind.max_attempts:
        leasing.let_go(job, due_at=now + timedelta(seconds=2**job.attempts), traceback=trace)
    else:
        _fail(job, kind, error=BROKEN, at=now, trace=trace)


def _fail(job, kind, *, error, at, trace=""):
    with transaction.atomic():
        if leasing.end(job, Job.State.FAILED, at=at, error=error, traceback=trace):
            _tell(job, kind, at=at)


def _abandoned(job_id, kind, *, now):
    with transaction.atomic():
        if not leasing.abandon(job_id, now=now, max_attempts=kind.max_attempts, error=DIED):
            return False
        logger.error("job %s %s was given up: its worker died in every attempt", job_id, kind.name)
        _tell(Job.objects.select_related("requested_by").get(pk=job_id), kind, at=now)
    return True


def _tell(job, kind, *, at):
    """A notice to whoever asked, in the same transaction as the end."""
    if kind.is_silent or job.requested_by is None:
        return
    job.refresh_from_db(fields=["state", "error", "attempts"])
    # Retried by hand, a job may end more than once: each end is an occasion of its own.
    notify(message=JobEnded(job), recipients=[job.requested_by], key=f"{job.pk}:{at.isoformat()}", by=None, at=at)

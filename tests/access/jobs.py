"""A job that the owner asked for."""

from django.utils import timezone

from cnnt_portal.jobs import operations
from tests.jobs import kinds  # noqa: F401 registers the kinds of the tests

from . import SIGNED_IN, Row, answers

THEIRS = {"owner": 200, "administrator": 200}
ACT = {"owner": 302, "administrator": 302}


def _job(cast):
    return operations.request(kind="tests.once", key="access", arguments={}, by=cast.owner, at=timezone.now())


def a_job(cast):
    return {"pk": _job(cast).pk}


def a_cancelled_job(cast):
    job = _job(cast)
    operations.cancel(job=job, by=cast.owner, at=timezone.now())
    return {"pk": job.pk}


TABLE = {
    "jobs:job_list": Row(get=SIGNED_IN),
    "jobs:job_detail": Row(a_job, get=answers(**THEIRS)),
    "jobs:job_progress": Row(a_job, get=answers(**THEIRS)),
    "jobs:job_cancel": Row(a_job, post=answers(**ACT)),
    "jobs:job_retry": Row(a_cancelled_job, post=answers(**ACT)),
}

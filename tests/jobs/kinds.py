"""Kinds of job for tests: each writes notices, which anybody can count, as its effect."""

import time
import uuid

from cnnt_portal.errors import Refused
from cnnt_portal.jobs.registry import job
from cnnt_portal.notifications.models import Notice


@job("tests.greet", label="Chào từng người", is_silent=True, max_attempts=20)
def greet(run):
    """One notice per name; `pause` seconds of thinking before each."""
    for name in run.remaining(run.arguments["names"]):
        time.sleep(run.arguments.get("pause", 0))
        with run.effect():
            leave_trace(run, name)
    return {"greeted": len(run.arguments["names"])}


@job("tests.once", label="Một việc")
def once(run):
    with run.finish() as result:
        leave_trace(run, "once")
        result["link"] = "/ket-qua/"


@job("tests.refuse", label="Việc bị từ chối")
def refuse(run):
    raise Refused("Kỳ bình chọn đã đóng.")


@job("tests.break", label="Việc hỏng", max_attempts=3)
def break_down(run):
    with run.effect():
        leave_trace(run, "rolled back")
        raise ZeroDivisionError("broken on purpose")


def leave_trace(run, name):
    # Nothing here forbids a second trace: a repeated effect shows itself in the count.
    Notice.objects.create(
        recipient=run.by, kind="tests.trace", key=uuid.uuid4().hex, title=name, body=run.job.key, created_at=run.at
    )

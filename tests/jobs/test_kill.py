"""Kill -9 of a real worker loses nothing and does nothing twice, on either queue."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from cnnt_portal.celery import app
from cnnt_portal.jobs import operations
from cnnt_portal.jobs.models import Job
from cnnt_portal.notifications.models import Notice
from tests import people
from tests.worker import running_worker, wait_until

from . import kinds  # noqa: F401 registers the kinds of the tests

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

BROKERS = ["filesystem", "redis"] if os.environ.get("REDIS_URL") else ["filesystem"]
HASTE = {"JOBS_LEASE_SECONDS": "2", "JOBS_REWAKE_SECONDS": "1", "JOBS_SWEEP_SECONDS": "0.5"}
NAMES = [f"người thứ {number}" for number in range(6)]


def ask(number, by, **arguments):
    return operations.request(
        kind="tests.greet",
        key=f"chao-{number}",
        arguments={"names": NAMES, "pause": 0.1, **arguments},
        by=by,
        at=timezone.now(),
    )


def situation():
    return f"{list(Job.objects.values_list('pk', 'state', 'attempts', 'done_count', 'traceback'))}"


def all_done():
    return not Job.objects.exclude(state=Job.State.DONE).exists()


@pytest.mark.parametrize("broker", BROKERS)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(broker):
    person = people.owner()
    jobs = [ask(number, person) for number in range(6)]
    for _ in range(3):
        traces = Notice.objects.filter(kind="tests.trace").count()
        with running_worker(broker=broker, **HASTE) as worker:
            # In the middle of a job: some effects are committed, the job is not at its end.
            wait_until(
                lambda before=traces: (
                    Notice.objects.filter(kind="tests.trace").count() > before
                    and Job.objects.filter(state=Job.State.RUNNING, done_count__gt=0).exists()
                ),
                explain=lambda: situation() + worker.log[-3000:],  # noqa: B023 called at once
            )
            worker.kill()
        assert not all_done()
    assert Job.objects.filter(state=Job.State.RUNNING, done_count__lt=len(NAMES)).exists()

    with running_worker(broker=broker, **HASTE) as worker:
        wait_until(all_done, seconds=90, explain=lambda: situation() + worker.log[-3000:])

    assert Job.objects.filter(attempts__gt=1).exists()
    done = Counter(Notice.objects.filter(kind="tests.trace").values_list("body", "title"))
    assert done == Counter((job.key, name) for job in jobs for name in NAMES)


@pytest.mark.parametrize("broker", BROKERS)
def test_a_request_reaches_the_worker_at_once_and_not_by_the_sweep(broker):
    person = people.owner()
    with running_worker(broker=broker, JOBS_SWEEP_SECONDS="3600") as worker:
        ask(1, person, pause=0)
        wait_until(all_done, seconds=30, explain=lambda: situation() + worker.log[-3000:])


@pytest.mark.parametrize("broker", BROKERS)
def test_cancelling_stops_a_running_worker(broker):
    person = people.owner()
    names = [str(number) for number in range(500)]
    with running_worker(broker=broker, **HASTE) as worker:
        job = ask(1, person, names=names)
        wait_until(lambda: Job.objects.get().done_count, explain=lambda: worker.log[-3000:])
        job.refresh_from_db()
        operations.cancel(job=job, by=person, at=timezone.now())
        wait_until(lambda: "was cancelled" in worker.log, explain=lambda: worker.log[-3000:])
    done = Notice.objects.filter(kind="tests.trace").count()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert 0 < job.done_count == done < len(names)


def test_a_job_whose_message_was_lost_is_found_by_the_sweep():
    person = people.owner()
    app.control.purge()
    job = ask(1, person, pause=0)
    assert app.control.purge() == 1
    Job.objects.filter(pk=job.pk).update(woken_at=timezone.now() - timedelta(minutes=1))
    with running_worker(**HASTE) as worker:
        wait_until(all_done, seconds=30, explain=lambda: situation() + worker.log[-3000:])

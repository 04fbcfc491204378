"""A real Celery worker, in processes of its own, on the test's own database, queue and files.

Only for tests marked `@pytest.mark.django_db(transaction=True)`: the worker sees what is committed.

    with running_worker() as worker:
        client.post(...)                       # a view that asks for a job
        job = wait_until(lambda: Job.objects.filter(state="done").first())
        worker.kill()                          # kill -9 of the worker, its children and beat

Where a test wants the effect and not the queue, `run_jobs()` does the waiting work in this process.
"""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cnnt_portal.celery import app
from cnnt_portal.clock import portal_now
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on

READY_SECONDS = 60
# Between two looks at the database or the log; an event nobody sets, so that it can be waited on without sleeping.
LOOK_SECONDS = 0.05
_never = threading.Event()


def wait_until(question, *, seconds=60, explain=lambda: ""):
    """The first truthy answer of `question()`; fails with `explain()` when there is none in time."""
    tries = int(seconds / LOOK_SECONDS)
    for _ in range(tries):
        answer = question()
        if answer:
            return answer
        _never.wait(LOOK_SECONDS)
    raise AssertionError(f"waited {seconds} s in vain. {explain()}")


def run_jobs():
    """Do in this process what a worker would do: every job that is due now, and what those ask for."""
    while True:
        due = list(Job.objects.due(portal_now()).order_by("due_at", "pk").values_list("pk", flat=True))
        if not due:
            return
        for pk in due:
            work_on(pk)


class Worker:
    def __init__(self, environment, concurrency, log):
        self._log = log
        command = [sys.executable, "-m", "celery", "-A", "cnnt_portal", "worker", "--beat", "--loglevel=INFO"]
        command += [f"--concurrency={concurrency}", "--pool=prefork"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with log.open("ab") as output:
            # A session of its own, so that one signal reaches the worker, its children and beat and nobody else.
            self.process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, cwd=settings.BASE_DIR, start_new_session=True
            )

    @property
    def log(self):
        return self._log.read_text(errors="replace")

    def wait_until_ready(self):
        def is_ready():
            if self.process.poll() is not None:
                raise AssertionError(f"the worker ended:\n{self.log[-4000:]}")
            return " ready." in self.log

        wait_until(is_ready, seconds=READY_SECONDS, explain=lambda: self.log[-4000:])

    def kill(self):
        """kill -9: no farewell, no clean-up."""
        self._signal(signal.SIGKILL)

    def stop(self):
        """End politely; whatever does not go within some seconds is killed."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        # A child may outlive its parent.
        self._signal(signal.SIGKILL)

    def _signal(self, number):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(10)


@contextmanager
def running_worker(*, broker=None, concurrency=2, **environment):
    """A worker with beat, ready for work when the block begins and gone when it ends.

    `broker`: "filesystem" or "redis"; by default whatever the suite runs on. `environment`: further variables, such
    as JOBS_LEASE_SECONDS="2".
    """
    log = settings.TEST_DIR / f"worker-{timezone.now():%H%M%S%f}.log"
    log.touch()
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cnnt_portal.settings.test",
        "CNNT_TEST_DIR": str(settings.TEST_DIR),
        "CNNT_TEST_DB_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONWARNINGS": "default",
        **environment,
    }
    # The scheduler's notes of an earlier worker would make this one wait.
    for left_over in settings.TEST_DIR.glob("queue/beat*"):
        left_over.unlink()
    if broker:
        variables["CNNT_TEST_BROKER"] = broker
    with _publishing_to(broker):
        worker = Worker(variables, concurrency, log)
        try:
            worker.wait_until_ready()
            yield worker
        finally:
            worker.stop()


@contextmanager
def _publishing_to(broker):
    """Let this process put its messages where the worker looks for them."""
    if broker is None or broker == settings.CELERY_BROKER_URL.partition(":")[0]:
        yield
        return
    kept = app.conf.broker_url, app.conf.broker_transport_options
    _switch("filesystem://", settings.FILESYSTEM_TRANSPORT_OPTIONS)
    try:
        yield
    finally:
        _switch(*kept)


def _switch(url, options):
    app.conf.broker_url = url
    app.conf.broker_transport_options = options
    # Celery keeps its connections for good; there is no public way to make it think again.
    app.amqp._producer_pool = None
    app._pool = None

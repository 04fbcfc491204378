"""Issuing under fire: processes that are killed in the middle leave neither gap nor double, nor a paper missing."""

import copy
import datetime
import multiprocessing
import os
import random
import signal

import pytest
from django.db import connection
from django.utils import timezone

from certificates import operations, queries
from certificates.models import Certificate
from cnnt_portal.errors import Refused
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Notice
from judging.models import Outcome
from registrations.models import Entry
from tests import people
from tests.factories import certificates as make
from tests.worker import wait_until

# A soak run asks for more: CNNT_CERTIFICATES=10000.
WANTED = int(os.environ.get("CNNT_CERTIFICATES", "200"))
PROCESSES, KILLS = 8, max(16, WANTED // 150)
SMALL = 12

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def decision_over(count):
    """A decision whose list holds so many products: the first went through the whole award, the others are like it."""
    entered = make.decision()
    first = queries.to_certify(entered).get()
    products, entries, outcomes = [], [], []
    for number in range(2, count + 1):
        product, entry, outcome = (copy.copy(one) for one in (first.entry.product, first.entry, first))
        product.pk = entry.pk = outcome.pk = None
        product._state.adding = entry._state.adding = outcome._state.adding = True
        entry.code, entry.tracking_code = f"B-{number:05}", f"T{number:07}"
        products.append(product)
        entries.append(entry)
        outcomes.append(outcome)
    type(first.entry.product).objects.bulk_create(products)
    for product, entry in zip(products, entries, strict=True):
        entry.product = product
    Entry.objects.bulk_create(entries)
    for entry, outcome in zip(entries, outcomes, strict=True):
        outcome.entry = entry
    Outcome.objects.bulk_create(outcomes)
    return entered


def in_a_process(function, *arguments):
    """A connection shared by two processes would mix their answers: the child makes its own."""
    connection.close()

    def run():
        connection.connect()
        function(*arguments)
        # No farewell: what the parent opened is the parent's to close.
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


def issue_share(decision, share):
    officer, at = people.so_officer(), timezone.now()
    missing = queries.to_certify(decision).filter(entry__certificate__isnull=True)
    for pk in list(missing.values_list("pk", flat=True))[share::PROCESSES]:
        outcome = Outcome.objects.select_related("entry__version", "entry__product__establishment").get(pk=pk)
        operations.issue(decision=decision, outcome=outcome, by=officer, at=at)


def numbers_given():
    return sorted(int(number[:-9]) for number in Certificate.objects.values_list("number", flat=True))


def test_eight_processes_of_which_many_are_killed_issue_exactly_the_numbers_from_one_on():
    entered = decision_over(WANTED)
    people.so_officer()
    workers = [in_a_process(issue_share, entered, share) for share in range(PROCESSES)]
    chance = random.Random(2026)
    for _ in range(KILLS):
        victim = chance.randrange(PROCESSES)
        workers[victim].join(chance.uniform(0.02, 0.15))
        if workers[victim].is_alive():
            os.kill(workers[victim].pid, signal.SIGKILL)
        workers[victim].join()
        workers[victim] = in_a_process(issue_share, entered, victim)
    for worker in workers:
        worker.join()
    # Shares moved while workers died: one goes through what is left.
    for outcome in queries.to_certify(entered).filter(entry__certificate__isnull=True):
        operations.issue(decision=entered, outcome=outcome, by=people.so_officer(), at=timezone.now())
    assert numbers_given() == list(range(1, WANTED + 1))


def asked_for(decision):
    return operations.request_issue(decision=decision, by=people.so_officer(), at=timezone.now())


def all_printed_once(decision):
    """Numbered without gap, one paper and one notice each."""
    assert numbers_given() == list(range(1, SMALL + 1))
    assert queries.progress_of(decision).left == 0
    assert Notice.objects.filter(kind="certificates.certificate_issued").count() == SMALL


def test_a_job_whose_worker_is_killed_again_and_again_ends_with_every_paper():
    entered = decision_over(SMALL)
    job = asked_for(entered)
    for attempt in range(3):
        later = timezone.now() + attempt * datetime.timedelta(hours=1)
        worker = in_a_process(lambda now=later: work_on(job.pk, clock=lambda: now))
        reached = (attempt + 1) * 5
        wait_until(lambda reached=reached: Job.objects.get(pk=job.pk).done_count >= reached)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
    work_on(job.pk, clock=lambda: timezone.now() + datetime.timedelta(hours=9))
    job.refresh_from_db()
    assert (job.state, job.done_count) == (Job.State.DONE, 2 * SMALL)
    all_printed_once(entered)


def test_a_cancelled_job_keeps_what_it_issued_and_another_one_issues_the_rest():
    entered = decision_over(SMALL)
    job = asked_for(entered)
    worker = in_a_process(work_on, job.pk)
    wait_until(lambda: Job.objects.get(pk=job.pk).done_count >= SMALL + 3)
    jobs.cancel(job=Job.objects.get(pk=job.pk), by=people.so_officer(), at=timezone.now())
    worker.join()
    job.refresh_from_db()
    left = queries.progress_of(entered).left
    assert (job.state, 0 < left < SMALL, len(numbers_given())) == (Job.State.CANCELLED, True, SMALL)
    again = asked_for(entered)
    assert again != job
    work_on(again.pk)
    all_printed_once(entered)
    with pytest.raises(Refused, match="đã có giấy chứng nhận"):
        asked_for(entered)

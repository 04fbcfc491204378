"""Numbers under fire: processes that are killed in the middle leave neither gap nor double."""

import itertools
import multiprocessing
import os
import random
import signal

import pytest
from django.db import connection, transaction

from certificates.models import Certificate
from certificates.numbering import new_code, take_number
from tests.factories.support_plans import certificate as known_certificate

# A soak run asks for more: CNNT_CERTIFICATES=10000.
WANTED = int(os.environ.get("CNNT_CERTIFICATES", "1000"))
PROCESSES, KILLS = 8, 24
SERIES = {"issuer": "Ủy ban nhân dân tỉnh Vĩnh Long", "level": "province", "year": 2026}


def issue_until(wanted, model):
    """Number and certificate in one transaction, as `operations.issue` does it, until there are enough."""
    connection.connect()
    facts = {
        field.attname: getattr(model, field.attname)
        for field in Certificate._meta.concrete_fields
        if field.name not in ("id", "code", "number", "issuer")
    }
    while Certificate.objects.filter(issuer=SERIES["issuer"]).count() < wanted:
        with transaction.atomic():
            number = take_number(**SERIES)
            Certificate.objects.create(**facts, issuer=SERIES["issuer"], code=new_code(), number=number)
    # No farewell: what the parent opened is the parent's to close.
    os._exit(0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_processes_of_which_many_are_killed_number_without_gap_or_double():
    model = known_certificate()
    # A connection shared by two processes would mix their answers.
    connection.close()
    fork = multiprocessing.get_context("fork")

    def start():
        process = fork.Process(target=issue_until, args=(WANTED, model))
        process.start()
        return process

    workers = [start() for _ in range(PROCESSES)]
    chance = random.Random(2026)
    for _ in range(KILLS):
        victim = chance.randrange(PROCESSES)
        workers[victim].join(chance.uniform(0.02, 0.15))
        if workers[victim].is_alive():
            os.kill(workers[victim].pid, signal.SIGKILL)
        workers[victim].join()
        workers[victim] = start()
    for worker in workers:
        worker.join()
    numbers = sorted(int(number[:-9]) for number in issued_numbers())
    assert len(numbers) >= WANTED
    assert numbers == list(itertools.islice(itertools.count(1), len(numbers)))


def issued_numbers():
    return Certificate.objects.filter(issuer=SERIES["issuer"]).values_list("number", flat=True)

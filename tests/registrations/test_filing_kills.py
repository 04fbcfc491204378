"""Web or worker is killed at each step of a filing: what was acknowledged is whole, the rest can be repeated."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.audit.models import Event
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Mail, Notice
from registrations import operations
from registrations.models import BoundDossier, DossierVersion, Entry
from registrations.workflow import EntryState
from tests.dying import die_in
from tests.factories import registrations as make

pytestmark = pytest.mark.django_db(transaction=True)


def _standing(entry):
    """Everything that a filing writes."""
    entry = Entry.objects.get(pk=entry.pk)
    return {
        "state": entry.state,
        "code": entry.tracking_code,
        "versions": list(DossierVersion.objects.values_list("sha256", flat=True)),
        "history": list(entry.history.values_list("step", flat=True)),
        "notices": Notice.objects.count(),
        "mails": Mail.objects.count(),
        "events": Event.objects.count(),
    }


def test_a_filing_killed_at_any_step_is_there_whole_or_not_at_all_and_can_be_repeated(client_of):
    entry = make.complete_entry()
    client = client_of(make.owner_of_entry(entry))
    address = reverse("registrations:entry_submit", args=[entry.pk])

    def file():
        return client.post(address, {"is_true_stated": "on"})

    before = _standing(entry)
    for number in count(1):
        died_at = die_in(file, before_write=number, before_commit=True)
        assert _standing(entry) == before
        if died_at == "commit":
            break
        assert died_at == "write"
    assert number > 8

    # Committed, but the process dies before anything is answered: it is there whole.
    assert die_in(file, after_commit=True) == "committed"
    filed = _standing(entry)
    version = DossierVersion.objects.get()
    assert version.is_intact
    assert version.lost_papers() == []
    assert filed | {"code": "", "versions": [], "events": 0} == {
        "state": EntryState.SUBMITTED,
        "code": "",
        "versions": [],
        "history": ["submit"],
        "notices": before["notices"] + 1,
        "mails": before["mails"] + 1,
        "events": 0,
    }
    assert filed["code"] != ""
    assert filed["versions"] == [version.sha256]

    # The person, who saw no answer, files again and finds the receipt; nothing is there twice.
    answer = file()
    assert answer.headers["Location"] == reverse("registrations:receipt", args=[entry.pk])
    assert filed["code"] in client.get(answer.headers["Location"]).content.decode()
    assert _standing(entry) == filed


def test_a_worker_killed_while_it_binds_the_dossier_is_followed_by_one_that_binds_it_once():
    entry = make.submitted_entry()
    job = operations.ask_binding(entry=entry, by=make.owner_of_entry(entry), at=timezone.now())
    hours = count()

    def work():
        later = timezone.now() + timedelta(hours=next(hours))
        work_on(job.pk, clock=lambda: later)

    assert die_in(work, before_write=1, table="registrations_bounddossier") == "write"
    next(hours)
    assert die_in(work, before_commit=True) == "commit"
    next(hours)
    assert (BoundDossier.objects.count(), Job.objects.get().state) == (0, Job.State.RUNNING)
    work()
    assert Job.objects.get().state == Job.State.DONE
    assert BoundDossier.objects.get().file.has_its_bytes()

"""A rehearsal moves the portal's clock by whole days: pages, jobs and the calendar follow it together."""

import datetime
import os
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.clock import portal_now
from cnnt_portal.jobs.models import Job
from reporting import tasks
from reporting.models import HalfYearReport, ReportingPeriod
from tests import people
from tests.factories import reporting as make
from tests.factories import support_plans
from tests.worker import run_jobs

pytestmark = pytest.mark.django_db


def running_period():
    return ReportingPeriod.objects.order_by("-starts_on").first()


def test_without_a_rehearsal_the_portal_has_the_machines_time():
    assert abs(portal_now() - timezone.now()) < datetime.timedelta(seconds=5)


@pytest.mark.parametrize(("days", "longest"), [("0", 86_400), ("60", 60)])
def test_what_a_played_day_brings_is_there_within_a_minute(tmp_path, days, longest):
    asked = "from django.conf import settings as s; print(max(t['schedule'] for t in s.CELERY_BEAT_SCHEDULE.values()))"
    portal = {
        "DJANGO_SETTINGS_MODULE": "cnnt_portal.settings.embedded",
        "CNNT_VAR_DIR": str(tmp_path),
        "CNNT_REHEARSAL_DAYS": days,
    }
    found = subprocess.run([sys.executable, "-c", asked], env=os.environ | portal, capture_output=True, check=True)
    assert float(found.stdout) == longest


def test_a_rehearsal_opens_the_periods_of_the_day_it_plays_and_its_jobs_run(settings, client_of):
    support_plans.plan()
    make.kept_regime()
    tasks.keep_calendar()
    before = running_period()
    settings.REHEARSAL_DAYS = 184
    tasks.keep_calendar()
    after = running_period()
    assert after.starts_on > before.ends_on
    client = client_of(people.unit_officer())
    page = client.post(reverse("reporting:report_start", args=[before.pk, people.ministry_unit().pk]), follow=True)
    assert "Đang diễn tập" in page.content.decode()
    job = Job.objects.get(kind="reporting.draft")
    assert job.requested_at > timezone.now() + datetime.timedelta(days=183)
    run_jobs()
    assert HalfYearReport.objects.get().drafted_at > timezone.now() + datetime.timedelta(days=183)

"""A rehearsal moves the portal's clock by whole days: pages, jobs and the calendar follow it together."""

import datetime

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

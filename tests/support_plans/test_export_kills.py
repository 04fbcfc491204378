"""The worker is killed while it writes the workbook of all activities: the next one begins again, and one whole file
is kept."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.utils import timezone

from cnnt_portal.exports import operations
from cnnt_portal.exports.models import Export
from cnnt_portal.exports.registry import CHUNK
from cnnt_portal.files.models import StoredFile
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from support_plans.models import Activity, ActivityMoney
from tests import people
from tests.dying import die_in
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=settings.JOBS_LEASE_SECONDS)
ROWS = CHUNK + 5


def many_activities():
    """More than are read from the database at once, of one đồng each."""
    first = make.activity(title="Hội chợ số 0", money={})
    facts = {name: getattr(first, name) for name in ("unit", "task", "kind", "starts_on", "ends_on", "recorded_at")}
    facts |= {"state": first.state, "recorded_by": first.recorded_by}
    Activity.objects.bulk_create([Activity(title=f"Hội chợ số {number}", **facts) for number in range(1, ROWS)])
    ActivityMoney.objects.bulk_create(
        [ActivityMoney(activity=activity, source="unit", amount=1) for activity in Activity.objects.all()]
    )


def kept():
    return Export.objects.get().made_at is not None, StoredFile.objects.count()


def test_a_workbook_killed_at_any_step_is_begun_again_and_kept_once():
    many_activities()
    now = timezone.now()
    wish = {"name": "support_plans.activities", "form": "xlsx", "wish": ""}
    export = operations.request_export(**wish, by=people.leader(), at=now)

    def work(later):
        return lambda: work_on(export.job_id, clock=lambda: now + later * LEASE)

    # A thousand rows are written when the money of the rest is read.
    assert die_in(work(1), before_read=2, table="support_plans_activitymoney") == "read"
    assert kept() == (False, 0)
    # The bytes are in the storage, their row is not.
    assert die_in(work(3), before_write=1, table="exports_export") == "write"
    assert kept() == (False, 0)
    # A worker whose predecessor may still live waits for its lease, and who asks again gets the same file.
    work(3.5)()
    assert kept() == (False, 0)
    assert operations.request_export(**wish, by=people.leader(), at=now) == export
    assert die_in(work(5), after_commit=True) == "committed"
    for later in (7, 9):
        work(later)()
    assert kept() == (True, 1)
    assert (Job.objects.get().state, Job.objects.get().attempts) == (Job.State.DONE, 3)
    export.refresh_from_db()
    with export.file.open() as file:
        rows = list(openpyxl.load_workbook(io.BytesIO(file.read()), read_only=True).active.iter_rows(values_only=True))
    titles = [row[0] for row in rows if row[0] and row[0].startswith("Hội chợ")]
    assert (len(titles), len(set(titles)), export.count) == (ROWS, ROWS, ROWS)
    assert export.file.has_its_bytes()

"""The worker is killed in the middle of an import: the next one goes on, and everything is entered exactly once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.running import work_on
from support_plans import operations
from support_plans.models import Activity, ActivityMoney, ActivityResult, ServedProduct
from tests import people
from tests.dying import die_in
from tests.factories import support_plans as make

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=settings.JOBS_LEASE_SECONDS)
FAIRS, PRODUCTS = 60, 2
# One row is written here for each fair.
MONEY = 'INTO "support_plans_activitymoney"'


def entered():
    return {
        "activities": Activity.objects.count(),
        "served": ServedProduct.objects.count(),
        "money": sum(ActivityMoney.objects.values_list("amount", flat=True)),
        "stalls": sum(ActivityResult.objects.values_list("value", flat=True)),
    }


def test_an_import_killed_in_the_middle_goes_on_and_enters_everything_once():
    names = [f"Sản phẩm {number}" for number in range(PRODUCTS)]
    plan = make.plan([make.certificate(name) for name in names])
    rows = "".join(f"Hội chợ {fair}\t{name}\t1\t1 triệu\n" for fair in range(FAIRS) for name in names)
    batch = make.table(f"Tên hoạt động\tSản phẩm\tSố gian hàng\tKinh phí của đơn vị\n{rows}", plan)
    now = timezone.now()
    job = operations.request_import(batch=batch, by=people.unit_officer(), at=now)

    def work(later):
        return lambda: work_on(job.pk, clock=lambda: now + later * LEASE)

    # In the first transaction of fifty: nothing of it stays.
    assert die_in(work(1), before_write=30, table=MONEY) == "write"
    assert entered() == {"activities": 0, "served": 0, "money": 0, "stalls": 0}
    # In the second: what the first has entered stays, and is not entered again.
    firsts = 50 * PRODUCTS
    assert die_in(work(3), before_write=50 + 9, table=MONEY) == "write"
    assert entered() == {"activities": 50, "served": firsts, "money": firsts * 1_000_000, "stalls": firsts}
    # A worker whose predecessor may still live waits for its lease.
    work(3.5)()
    assert entered()["activities"] == 50
    for later in (5, 7):
        work(later)()
    whole = FAIRS * PRODUCTS
    assert entered() == {"activities": FAIRS, "served": whole, "money": whole * 1_000_000, "stalls": whole}
    job, batch = Job.objects.get(), type(batch).objects.get()
    assert (job.state, job.attempts, job.done_count) == (Job.State.DONE, 3, 2)
    assert (len(batch.entered), sum(batch.entered.values())) == (FAIRS, whole)

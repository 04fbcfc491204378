from datetime import UTC, datetime, timedelta

import pytest

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.jobs import leasing, operations, tasks
from cnnt_portal.jobs.models import Job
from cnnt_portal.jobs.registry import job as register
from cnnt_portal.jobs.registry import kind_named
from cnnt_portal.jobs.running import BROKEN, DIED, Cancelled, LeaseLost, Run, work_on
from cnnt_portal.notifications.models import Mail, Notice

from . import kinds  # noqa: F401 registers the kinds of the tests

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Clock:
    def __init__(self, at=AT):
        self.now = at

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


def ask(by, kind="tests.greet", key="chao", **arguments):
    return operations.request(kind=kind, key=key, arguments=arguments, by=by, at=AT, link="/noi-xem/")


def greeted():
    return sorted(Notice.objects.filter(kind="tests.trace").values_list("title", flat=True))


def started(job, clock):
    kind = kind_named(job.kind)
    return Run(leasing.claim(job.pk, lease=kind.lease, now=clock()), kind, clock)


def test_a_second_click_gets_the_job_of_the_first(cast):
    first = ask(cast.owner, names=["Hạnh"])
    second = ask(cast.owner, names=["Hạnh"])
    assert second == first
    assert Job.objects.count() == 1


def test_a_key_belongs_to_one_kind_of_work(cast):
    ask(cast.owner, names=[])
    with pytest.raises(ValueError, match="belongs to tests.greet"):
        ask(cast.owner, kind="tests.once")


def test_nobody_asks_for_an_unknown_kind(cast):
    with pytest.raises(LookupError):
        ask(cast.owner, kind="tests.unheard")


def test_two_functions_cannot_share_a_name():
    with pytest.raises(ValueError, match="two kinds"):
        register("tests.greet", label="Khác")(lambda run: None)


def test_a_job_runs_to_its_end_and_counts_what_it_did(cast, clock):
    job = ask(cast.owner, names=["Đước", "Hạnh", "Tâm"])
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count) == (Job.State.DONE, 3, 3)
    assert job.result == {"greeted": 3}
    assert greeted() == sorted(["Đước", "Hạnh", "Tâm"])


def test_waking_an_ended_job_does_nothing(cast, clock):
    job = ask(cast.owner, names=["Hạnh"])
    work_on(job.pk, clock=clock)
    work_on(job.pk, clock=clock)
    assert greeted() == ["Hạnh"]


def test_a_leased_job_cannot_be_claimed_until_its_lease_ends(cast, clock):
    job = ask(cast.owner, names=["Hạnh"])
    started(job, clock)
    clock.forward(seconds=59)
    assert leasing.claim(job.pk, lease=timedelta(minutes=1), now=clock()) is None
    clock.forward(seconds=1)
    assert leasing.claim(job.pk, lease=timedelta(minutes=1), now=clock()).attempts == 2


def test_a_new_worker_goes_on_after_the_last_committed_effect(cast, clock):
    job = ask(cast.owner, names=["Hạnh", "Tâm", "Đước"])
    dying = started(job, clock)
    assert dying.remaining(job.arguments["names"]) == ["Hạnh", "Tâm", "Đước"]
    with dying.effect():
        kinds.leave_trace(dying, "Hạnh")
    clock.forward(minutes=2)
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert greeted() == sorted(["Hạnh", "Tâm", "Đước"])


def test_a_worker_that_lost_its_lease_commits_nothing(cast, clock):
    job = ask(cast.owner, names=["Hạnh"])
    slow = started(job, clock)
    clock.forward(minutes=2)
    started(job, clock)
    with pytest.raises(LeaseLost), slow.effect():
        kinds.leave_trace(slow, "Hạnh")
    with pytest.raises(LeaseLost), slow.finish():
        kinds.leave_trace(slow, "Hạnh")
    assert greeted() == []


def test_the_last_effect_and_the_end_are_one(cast, clock):
    job = ask(cast.owner, kind="tests.once")
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.result_link) == (Job.State.DONE, "/ket-qua/")
    assert greeted() == ["once"]


def test_a_cancelled_job_stops_at_its_next_sign_of_life(cast, clock):
    job = ask(cast.owner, names=["Hạnh", "Tâm"])
    run = started(job, clock)
    with run.effect():
        kinds.leave_trace(run, "Hạnh")
    job.refresh_from_db()
    operations.cancel(job=job, by=cast.owner, at=clock())
    with pytest.raises(Cancelled):
        run.progress(2, 2)
    with pytest.raises(Cancelled), run.effect():
        kinds.leave_trace(run, "Tâm")
    assert job.state == Job.State.CANCELLED
    assert greeted() == ["Hạnh"]


def test_a_cancelled_job_is_not_started(cast, clock):
    job = ask(cast.owner, names=["Hạnh"])
    operations.cancel(job=job, by=cast.owner, at=clock())
    work_on(job.pk, clock=clock)
    assert greeted() == []


def test_an_ended_job_cannot_be_cancelled(cast, clock):
    job = ask(cast.owner, names=[])
    stale = Job.objects.get(pk=job.pk)
    work_on(job.pk, clock=clock)
    with pytest.raises(Refused, match="vừa kết thúc"):
        operations.cancel(job=stale, by=cast.owner, at=clock())
    job.refresh_from_db()
    with pytest.raises(NotPermitted, match="đã kết thúc"):
        operations.cancel(job=job, by=cast.owner, at=clock())


def test_only_its_owner_and_an_administrator_touch_a_job(cast):
    job = ask(cast.owner, names=[])
    with pytest.raises(NotPermitted):
        operations.cancel(job=job, by=cast.outsider, at=AT)
    assert list(Job.objects.visible_to(cast.outsider)) == []
    assert list(Job.objects.visible_to(cast.owner)) == [job]
    assert list(Job.objects.visible_to(cast.administrator)) == [job]
    operations.cancel(job=job, by=cast.administrator, at=AT)
    with pytest.raises(NotPermitted):
        operations.retry(job=job, by=cast.outsider, at=AT)


def test_a_refusal_ends_the_job_with_its_own_sentence(cast, clock):
    job = ask(cast.owner, kind="tests.refuse")
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.error, job.traceback) == (Job.State.FAILED, "Kỳ bình chọn đã đóng.", "")


def test_a_breakdown_is_tried_again_later_each_time_and_then_reported(cast, clock, caplog):
    job = ask(cast.owner, kind="tests.break")
    waits = []
    for _ in range(2):
        work_on(job.pk, clock=clock)
        job.refresh_from_db()
        assert job.state == Job.State.WAITING
        waits.append((job.due_at - clock()).total_seconds())
        clock.now = job.due_at
    assert waits == [2, 4]
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (Job.State.FAILED, BROKEN, 3)
    assert "ZeroDivisionError" in job.traceback
    assert greeted() == []


def test_a_job_that_kills_its_worker_every_time_is_given_up(cast, clock, caplog):
    job = ask(cast.owner, kind="tests.break")
    for _ in range(3):
        started(job, clock)
        clock.forward(minutes=2)
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, DIED)


def test_a_failed_job_runs_again_when_asked(cast, clock):
    job = ask(cast.owner, kind="tests.refuse")
    work_on(job.pk, clock=clock)
    job.refresh_from_db()
    operations.retry(job=job, by=cast.owner, at=clock())
    assert (job.state, job.attempts, job.error) == (Job.State.WAITING, 0, "")


def test_whoever_asked_is_told_of_the_end_in_the_inbox_and_not_by_mail(cast, clock):
    done = ask(cast.owner, kind="tests.once")
    work_on(done.pk, clock=clock)
    refused = ask(cast.owner, kind="tests.refuse", key="khac")
    work_on(refused.pk, clock=clock)
    notices = Notice.objects.filter(kind="jobs.ended").order_by("pk").values_list("recipient", "title", "link")
    assert list(notices) == [
        (cast.owner.pk, "Một việc: đã xong", f"/viec/{done.pk}/"),
        (cast.owner.pk, "Việc bị từ chối: bị lỗi", f"/viec/{refused.pk}/"),
    ]
    assert Mail.objects.count() == 0


def test_nothing_is_woken_when_the_transaction_rolls_back(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as kept:
        ask(cast.owner, names=[])
    assert len(kept) == 1
    with django_capture_on_commit_callbacks() as again:
        ask(cast.owner, names=[])
    assert again == []


def test_the_sweep_finds_what_nobody_woke_and_what_died(cast):
    def make(key, **fields):
        job = ask(cast.owner, key=key, names=[])
        Job.objects.filter(pk=job.pk).update(**fields)
        return job.pk

    now = AT + timedelta(hours=1)
    old, soon, just = now - timedelta(minutes=5), now + timedelta(minutes=5), now - timedelta(seconds=1)
    lost = make("lost", due_at=old, woken_at=old)
    make("woken just now", due_at=old, woken_at=just)
    make("due later", due_at=soon, woken_at=None)
    dead = make("dead", state="running", lease_token="a", leased_until=just, woken_at=old)
    make("alive", state="running", lease_token="b", leased_until=soon, woken_at=old)
    make("over", state="done", finished_at=old, woken_at=old)
    before = now - timedelta(seconds=20)
    assert sorted(leasing.mark_woken(now=now, before=before, limit=10)) == [lost, dead]
    assert leasing.mark_woken(now=now, before=before, limit=10) == []


def test_the_sweep_needs_the_same_number_of_queries_for_any_number_of_jobs(cast, django_assert_num_queries):
    for number in range(3):
        ask(cast.owner, key=str(number), names=[])
    with django_assert_num_queries(2):
        leasing.mark_woken(now=AT + timedelta(hours=1), before=AT + timedelta(minutes=59), limit=tasks.SWEEP_LIMIT)

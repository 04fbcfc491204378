from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.urls import reverse

from cnnt_portal.jobs.messages import JobEnded
from cnnt_portal.jobs.models import Job
from cnnt_portal.notifications.messages import Outsider
from cnnt_portal.notifications.models import Mail, Notice
from cnnt_portal.notifications.operations import notify

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Greeting(JobEnded):
    """The only message of the kernel, sent by mail as well."""

    kind = "tests.greeting"
    by_mail = True


@pytest.fixture
def message(cast):
    job = Job.objects.create(
        kind="tests.greet",
        key="a",
        label="Cấp giấy chứng nhận cho Mây & Tre",
        requested_by=cast.owner,
        requested_at=AT,
        due_at=AT,
        state="done",
        finished_at=AT,
    )
    return Greeting(job)


def tell(message, *recipients, key="a"):
    notify(message=message, recipients=recipients, key=key, by=None, at=AT)


def test_a_message_goes_to_inbox_and_outbox(message, cast, settings):
    settings.PORTAL_URL = "https://cnnt.example.vn"
    tell(message, cast.owner)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (cast.owner, "Cấp giấy chứng nhận cho Mây & Tre: đã xong")
    assert notice.body == "Việc “Cấp giấy chứng nhận cho Mây & Tre” yêu cầu lúc 09:00 20/11/2026 đã xong."
    assert notice.link == reverse("jobs:job_detail", args=[message.job.pk])
    mail = Mail.objects.get()
    assert (mail.to, mail.state) == (cast.owner.email, Mail.State.WAITING)
    assert mail.body == (
        f"Kính gửi Lê Thị Hạnh,\n\n{notice.body}\n\nXem tại: https://cnnt.example.vn{notice.link}\n\n--\n"
        "Cổng bình chọn sản phẩm công nghiệp nông thôn tiêu biểu\n"
        "Thư này do hệ thống gửi tự động, xin không trả lời.\n"
    )


def test_the_same_occasion_is_told_once_and_another_one_again(message, cast):
    tell(message, cast.owner, cast.owner)
    tell(message, cast.owner)
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)
    tell(message, cast.owner, key="b")
    assert (Notice.objects.count(), Mail.objects.count()) == (2, 2)
    tell(JobEnded(message.job), cast.owner)
    assert (Notice.objects.count(), Mail.objects.count()) == (3, 2)


def test_a_recipient_who_comes_later_is_told_and_the_others_not_again(message, cast):
    tell(message, cast.owner)
    tell(message, cast.owner, cast.so_officer)
    assert list(Notice.objects.order_by("pk").values_list("recipient", flat=True)) == [
        cast.owner.pk,
        cast.so_officer.pk,
    ]


def test_an_outsider_gets_mail_only(message):
    tell(message, Outsider("Nguoi@Ngoai.VN", "Nguyễn Văn Ngoài"))
    assert Notice.objects.count() == 0
    assert Mail.objects.get().to == "nguoi@ngoai.vn"
    assert Mail.objects.get().body.startswith("Kính gửi Nguyễn Văn Ngoài,\n")


def test_a_closed_account_gets_no_mail(message, cast):
    cast.owner.is_active = False
    cast.owner.save()
    tell(message, cast.owner)
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


def test_many_recipients_cost_as_many_queries_as_one(message, cast, django_assert_num_queries):
    officer = cast.so_officer
    # Notices, mails, the audit event, and the savepoint around them.
    with django_assert_num_queries(5):
        tell(message, cast.owner)
    with django_assert_num_queries(5):
        tell(message, *[Outsider(f"a{number}@b.vn") for number in range(20)], officer, key="b")


def test_nothing_remains_of_a_message_whose_transaction_rolls_back(message, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as kept:
        with suppress(ZeroDivisionError), transaction.atomic():
            tell(message, cast.owner)
            raise ZeroDivisionError
        assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
        tell(message, cast.owner)
    assert len(kept) == 1


class LongWinded(Greeting):
    title = "Mật\nong " * 60


@pytest.mark.django_db
def test_a_composed_title_fits_its_column_and_one_line(message, cast):
    """PostgreSQL refuses a longer one, and with it the whole act; a line feed in a subject stops the outbox."""
    notify(message=LongWinded(message.job), recipients=[cast.owner], key="long", by=None, at=AT)
    notice, mail = Notice.objects.get(), Mail.objects.get()
    assert len(notice.title) == 200
    assert len(mail.subject) == 250
    assert "\n" not in notice.title + mail.subject

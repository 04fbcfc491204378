from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from cnnt_portal.errors import NotPermitted
from cnnt_portal.notifications import operations, outbox
from cnnt_portal.notifications.models import Delivery, Mail

from .mail_server import mail_server

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ADDRESS = "hanh@coso.vn"


class Clock:
    now = AT

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def post(db, settings):
    with mail_server(settings) as post:
        yield post


def waiting(key="a", to=ADDRESS, **fields):
    fields = {"created_at": AT, "due_at": AT, "to_name": "Lê Thị Hạnh"} | fields
    return Mail.objects.create(
        to=to, kind="tests.a", key=key, subject="Giấy chứng nhận đã cấp", body="Kính gửi bà Hạnh,\n", **fields
    )


def states():
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_arrives_as_it_was_written(post, clock):
    mail = waiting()
    assert outbox.deliver(clock=clock) is False
    [(addresses, message)] = post.received
    assert addresses == [ADDRESS]
    assert message["Subject"] == "[CNNT] Giấy chứng nhận đã cấp"
    assert message.get_content().replace("\r\n", "\n") == "Kính gửi bà Hạnh,\n"
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts) == (Mail.State.SENT, AT, 1)
    assert list(Delivery.objects.values_list("mail", "at", "succeeded", "answer")) == [(mail.pk, AT, True, "")]


def test_a_sender_that_runs_twice_sends_once(post, clock):
    waiting()
    outbox.deliver(clock=clock)
    outbox.deliver(clock=clock)
    assert post.addresses == [ADDRESS]


def test_two_senders_never_hold_the_same_mail(post, clock):
    mail = waiting()
    assert outbox._take(mail.pk, now=clock()).pk == mail.pk
    assert outbox._take(mail.pk, now=clock()) is None
    outbox.deliver(clock=clock)
    assert post.received == []


def test_a_mail_whose_sender_died_goes_out_under_the_same_message_id(post, clock):
    mail = waiting()
    outbox._send(outbox._take(mail.pk, now=clock()), outbox.get_connection(), _dies_after_sending(clock))
    first = post.received[0][1]["Message-ID"]
    assert states() == [Mail.State.SENDING]
    clock.forward(minutes=4)
    outbox.deliver(clock=clock)
    assert len(post.received) == 1
    clock.forward(minutes=1)
    outbox.deliver(clock=clock)
    assert [message["Message-ID"] for _, message in post.received] == [first, first]
    assert states() == [Mail.State.SENT]


def _dies_after_sending(clock):
    """A clock whose owner is gone before it can note what it sent."""

    def read():
        # Another token is in the row by then: the note must miss it.
        Mail.objects.update(lease_token="somebody else")
        return clock()

    return read


def test_a_refused_address_fails_at_once_with_the_servers_words(post, clock):
    post.refused[ADDRESS] = "550 No such mailbox"
    waiting()
    waiting(to="tam@coso.vn")
    outbox.deliver(clock=clock)
    assert states() == [Mail.State.FAILED, Mail.State.SENT]
    assert "No such mailbox" in Delivery.objects.get(succeeded=False).answer


def test_a_passing_fault_is_tried_again_later_each_time(post, clock):
    post.refused[ADDRESS] = "451 Try again later"
    mail = waiting()
    waits = []
    for _ in outbox.BACKOFF:
        outbox.deliver(clock=clock)
        mail.refresh_from_db()
        waits.append(mail.due_at - clock())
        outbox.deliver(clock=clock)
        clock.now = mail.due_at
    assert waits == [timedelta(minutes=minutes) for minutes in outbox.BACKOFF]
    outbox.deliver(clock=clock)
    assert states() == [Mail.State.FAILED]
    assert Delivery.objects.count() == len(outbox.BACKOFF) + 1


def test_a_dead_mail_server_loses_nothing(post, clock, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    waiting("a")
    waiting("b")
    outbox.deliver(clock=clock)
    assert states() == [Mail.State.WAITING, Mail.State.WAITING]
    settings.EMAIL_PORT = port
    clock.forward(minutes=1)
    outbox.deliver(clock=clock)
    assert states() == [Mail.State.SENT, Mail.State.SENT]


def test_more_than_the_limit_in_an_hour_waits_and_is_never_dropped(post, clock, settings):
    settings.NOTIFICATIONS_MAILS_PER_HOUR = 2
    for number in range(5):
        waiting(str(number))
    waiting("other", to="tam@coso.vn")
    counts = []
    for _ in range(4):
        outbox.deliver(clock=clock)
        counts.append(len(post.received))
        clock.forward(hours=1)
    assert counts == [3, 5, 6, 6]
    assert post.addresses == [ADDRESS] * 5 + ["tam@coso.vn"]
    # Waiting its turn is no attempt.
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


class Forgetting(BaseEmailBackend):
    """While a mail is on its way, the person to whom it goes is forgotten."""

    def send_messages(self, messages):
        Mail.objects.filter(to=messages[0].to[0], key="a").delete()
        return 1


def test_a_mail_deleted_on_its_way_holds_up_no_other(db, clock, settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_outbox.Forgetting"
    waiting("a")
    waiting("b")
    outbox.deliver(clock=clock)
    assert list(Mail.objects.values_list("key", "state")) == [("b", Mail.State.SENT)]
    assert Delivery.objects.count() == 1


def test_a_batch_leaves_the_rest_for_the_next_one(post, clock, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    for number in range(3):
        waiting(str(number))
    assert outbox.deliver(clock=clock) is True
    assert outbox.deliver(clock=clock) is False
    assert len(post.received) == 3


def test_an_administrator_sends_a_failed_mail_again(post, clock, cast):
    post.refused[ADDRESS] = "550 No such mailbox"
    mail = waiting()
    outbox.deliver(clock=clock)
    mail.refresh_from_db()
    post.refused.clear()
    with pytest.raises(NotPermitted):
        operations.resend(mail=mail, by=cast.owner, at=clock())
    operations.resend(mail=mail, by=cast.administrator, at=clock())
    outbox.deliver(clock=clock)
    assert post.addresses == [ADDRESS]
    assert list(mail.deliveries.values_list("succeeded", flat=True)) == [False, True]

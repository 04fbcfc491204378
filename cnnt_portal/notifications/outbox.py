"""How a mail leaves: every change of its state, each a compare-and-swap, and the attempt itself.

Whoever sends first takes the mail by writing a token into it, outside any transaction, so that two senders never
hold the same one. A sender that dies between the server's answer and our note of it leaves the mail `sending`; it
is sent again when its lease ends, under the same Message-ID, because a lost mail is worse than a doubled one.
"""

import logging
import smtplib
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from cnnt_portal.clock import portal_now

from .models import Delivery, Mail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BATCH = 50
# Minutes until the next attempt; after the last one the mail has failed and waits for a person.
BACKOFF = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60]


def deliver(*, clock=portal_now):
    """Send what is due, at most BATCH mails; True when there may be more."""
    due = list(Mail.objects.due(clock()).order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
    if not due:
        return False
    connection = get_connection()
    try:
        for pk in due:
            mail = _take(pk, now=clock())
            if mail and not _throttled(mail, now=clock()):
                _send(mail, connection, clock)
    finally:
        connection.close()
    return len(due) == BATCH


def _take(pk, *, now):
    token = uuid.uuid4().hex
    taken = (
        Mail.objects.due(now)
        .filter(pk=pk)
        .update(state=Mail.State.SENDING, lease_token=token, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return Mail.objects.get(pk=pk) if taken else None


def _throttled(mail, *, now):
    """Put the mail back when its recipient has had enough of them in this hour. It is never dropped."""
    hour = timedelta(hours=1)
    others = Mail.objects.filter(to=mail.to).exclude(pk=mail.pk)
    sent = others.filter(sent_at__gt=now - hour)
    if sent.count() + others.filter(state=Mail.State.SENDING).count() < settings.NOTIFICATIONS_MAILS_PER_HOUR:
        return False
    oldest = sent.order_by("sent_at").values_list("sent_at", flat=True).first() or now
    _let_go(mail, state=Mail.State.WAITING, due_at=oldest + hour, attempts=mail.attempts - 1)
    return True


def _send(mail, connection, clock):
    message = EmailMessage(
        subject=settings.EMAIL_SUBJECT_PREFIX + mail.subject,
        body=mail.body,
        to=[mail.to],
        connection=connection,
        headers={"Message-ID": f"<cnnt-{mail.pk}-{mail.created_at.timestamp():.0f}@{_domain()}>"},
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        # A broken conversation must not be carried on with the next mail.
        connection.close()
        _note_failure(mail, error, at=clock())
    else:
        _note(mail, at=clock(), succeeded=True, state=Mail.State.SENT, sent_at=clock())


def _note_failure(mail, error, *, at):
    logger.warning("mail %s attempt %s: %r", mail.pk, mail.attempts, error)
    if _is_final(error) or mail.attempts > len(BACKOFF):
        _note(mail, at=at, succeeded=False, answer=repr(error), state=Mail.State.FAILED)
    else:
        again = at + timedelta(minutes=BACKOFF[mail.attempts - 1])
        _note(mail, at=at, succeeded=False, answer=repr(error), state=Mail.State.WAITING, due_at=again)


def _note(mail, *, at, succeeded, answer="", **changes):
    with transaction.atomic():
        # While it was on its way its person may have been forgotten, and the mail with them.
        if Mail.objects.select_for_update().filter(pk=mail.pk).exists():
            Delivery.objects.create(mail=mail, at=at, succeeded=succeeded, answer=answer)
            _let_go(mail, **changes)


def _let_go(mail, **changes):
    Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, lease_token=mail.lease_token).update(
        lease_token="", leased_until=None, **changes
    )


def _is_final(error):
    """The server says that this address or this mail will never do (SMTP 5xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    # SMTPAuthenticationError and refused senders are our own setting, which somebody will mend: keep trying.
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _domain():
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")

from django.db import transaction

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import shortened

from .messages import Outsider
from .models import Delivery, Mail, Notice
from .permissions import can_resend


@operation
def notify(*, message, recipients, key, by, at):
    """Put a message into each recipient's inbox and outbox, once per recipient, kind of message and key.

    `recipients`: users, or Outsiders who get mail only. `key` says which occasion this is ("entry:12:return:3"), so
    that a repeated task repeats nothing and another reminder is another key. All of it belongs to the caller's
    transaction: nothing is sent when that rolls back.
    """
    recipients = list(dict.fromkeys(recipients))
    users = [person for person in recipients if not isinstance(person, Outsider)]
    title = " ".join(message.title.split())
    bodies = {person: message.body_for(person) for person in recipients}
    Notice.objects.bulk_create(
        [
            Notice(
                recipient=user,
                kind=message.kind,
                key=key,
                title=shortened(title, Notice, "title"),
                body=bodies[user],
                link=message.link,
                created_at=at,
            )
            for user in users
        ],
        ignore_conflicts=True,
    )
    if not message.by_mail:
        return
    Mail.objects.bulk_create(
        [
            Mail(
                to=person.email.lower(),
                to_name=person.full_name,
                kind=message.kind,
                key=key,
                subject=shortened(title, Mail, "subject"),
                body=message.mail_for(person, bodies[person]),
                created_at=at,
                due_at=at,
            )
            for person in recipients
            if getattr(person, "is_active", True)
        ],
        ignore_conflicts=True,
    )
    _deliver_on_commit()


@operation
def mark_read(*, notice, by, at):
    """Reading twice keeps the first moment."""
    Notice.objects.visible_to(by).filter(pk=notice.pk).unread().update(read_at=at)


@operation
def mark_all_read(*, by, at):
    Notice.objects.visible_to(by).unread().update(read_at=at)


@operation
def resend(*, mail, by, at):
    """Send a mail once more, whether it failed or got lost on its way; it starts with fresh attempts."""
    require(can_resend(by, mail))
    changed = Mail.objects.filter(pk=mail.pk, state=mail.state).update(state=Mail.State.WAITING, attempts=0, due_at=at)
    if not changed:
        raise Refused("Thư này vừa được xử lý. Hãy tải lại trang để xem trạng thái mới.")
    mail.refresh_from_db()
    _deliver_on_commit()


@operation
def forget(*, person, by, at):
    """Delete a person's inbox and what lies in the outbox to their address."""
    Notice.objects.filter(recipient=person).delete()
    _delete_mails(Mail.objects.filter(to=person.email))


@operation
def forget_occasions(*, kind, keys, by, at):
    """Delete what was said of these occasions to anybody: it names people who asked to be forgotten, or whose time is
    over."""
    Notice.objects.filter(kind=kind, key__in=keys).delete()
    _delete_mails(Mail.objects.filter(kind=kind, key__in=keys))


@operation
def clear_old(*, mail_before, notice_before, by, at):
    """Delete mails that went (or failed) and notices that were made before these moments; {what: how many}."""
    mails = Mail.objects.filter(state__in=[Mail.State.SENT, Mail.State.FAILED], created_at__lt=mail_before)
    return {
        "mail": _delete_mails(mails),
        "notice": Notice.objects.filter(created_at__lt=notice_before).delete()[0],
    }


def _delete_mails(mails):
    # A sender that notes its attempt holds the same rows.
    keys = list(mails.select_for_update().values_list("pk", flat=True))
    Delivery.objects.filter(mail__in=keys).delete()
    return Mail.objects.filter(pk__in=keys).delete()[0]


def _deliver_on_commit():
    from .tasks import wake

    # robust: when the broker is away the mail stays in the outbox and the next beat takes it.
    transaction.on_commit(wake, robust=True)

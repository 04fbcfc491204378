"""A notice to the owner, and a mail that could not be delivered."""

from django.utils import timezone

from cnnt_portal.notifications.models import Mail, Notice

from . import SIGNED_IN, Row, answers

# The outbox holds everybody's mail, so others read why not instead of “not found”.
OUTBOX = answers(others=403, administrator=200)


def a_notice(cast):
    fields = {"kind": "tests.access", "key": "access", "title": "Tin", "created_at": timezone.now()}
    return {"pk": Notice.objects.create(recipient=cast.owner, **fields).pk}


def a_failed_mail(cast):
    now = timezone.now()
    fields = {"kind": "tests.access", "key": "access", "subject": "Thư", "body": "Nội dung.", "created_at": now}
    return {"pk": Mail.objects.create(to=cast.owner.email, due_at=now, state=Mail.State.FAILED, **fields).pk}


TABLE = {
    "notifications:inbox": Row(get=SIGNED_IN),
    "notifications:notice_open": Row(a_notice, post=answers(owner=302)),
    "notifications:notice_read_all": Row(post=answers(others=302)),
    "notifications:mail_list": Row(get=OUTBOX),
    "notifications:mail_detail": Row(a_failed_mail, get=OUTBOX),
    "notifications:mail_resend": Row(a_failed_mail, post=answers(others=403, administrator=302)),
}

"""The only way out for mail of a rehearsal: whoever it was meant for, it goes to whom the rehearsal is held for."""

from copy import copy

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend


class RehearsalBackend(BaseEmailBackend):
    def __init__(self, fail_silently=False, **options):
        super().__init__(fail_silently=fail_silently)
        self.carrier = get_connection(settings.MAIL_CARRIER, fail_silently=fail_silently, **options)

    def open(self):
        return self.carrier.open()

    def close(self):
        return self.carrier.close()

    def send_messages(self, email_messages):
        return self.carrier.send_messages([_turned(message) for message in email_messages])


def _turned(message):
    turned = copy(message)
    meant_for = ", ".join(message.recipients())
    turned.subject = f"[DIỄN TẬP] {message.subject}"
    turned.body = f"Thư diễn tập, không có giá trị. Ở kỳ thật, thư này gửi đến: {meant_for}\n\n{message.body}"
    turned.to, turned.cc, turned.bcc, turned.reply_to = [settings.REHEARSAL_FOR], [], [], []
    # A header of its own kind outranks the list of recipients.
    turned.extra_headers = {
        name: value
        for name, value in message.extra_headers.items()
        if name.lower() not in ("to", "cc", "bcc", "reply-to")
    }
    return turned

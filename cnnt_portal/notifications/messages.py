"""One class per message. Each app's messages.py declares its own:

    @dataclass(frozen=True)
    class EntryReturned(Message):
        entry: Entry
        reason: str

        kind = "registrations.entry_returned"
        template = "emails/registrations/entry_returned.txt"   # the body only; {{ message.entry }}, {{ recipient }}

        @property
        def title(self):
            return f"Hồ sơ {self.entry.code} cần bổ sung"

        @property
        def link(self):
            return reverse("registrations:entry_detail", args=[self.entry.pk])

and an operation sends it: `notify(message=EntryReturned(entry, reason), recipients=[...], key=..., by=by, at=at)`.
"""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.template import Context
from django.template.loader import get_template


class Outsider(NamedTuple):
    """Somebody without an account: mail only."""

    email: str
    full_name: str = ""


@dataclass(frozen=True)
class Message:
    kind = ""
    template = ""
    title = ""
    link = ""
    by_mail = True

    def body_for(self, recipient):
        return _plain(self.template, message=self, recipient=recipient).strip()

    def mail_for(self, recipient, body):
        """Greeting, body, address of the page, who we are."""
        url = urljoin(settings.PORTAL_URL, self.link) if self.link else ""
        return _plain("emails/base.txt", recipient=recipient, body=body, url=url)


def _plain(template, **context):
    # Plain text: an escaped "&amp;" in a product's name would be read as it stands.
    return get_template(template).template.render(Context(context, autoescape=False))

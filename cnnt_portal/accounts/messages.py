from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message

from .models import Invitation


@dataclass(frozen=True)
class Invited(Message):
    invitation: Invitation

    kind = "accounts.invited"
    template = "emails/accounts/invited.txt"

    @property
    def title(self):
        return f"Lời mời làm việc tại {self.invitation.organisation}"

    @property
    def link(self):
        return reverse("accounts:invitation_show", args=[self.invitation.signature])

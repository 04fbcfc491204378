from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message

from .models import ServedProduct


@dataclass(frozen=True)
class SupportDisputed(Message):
    served: ServedProduct

    kind = "support_plans.support_disputed"
    template = "emails/support_plans/support_disputed.txt"

    @property
    def title(self):
        return f"Cơ sở nói chưa đúng: {self.served.activity.title}"

    @property
    def link(self):
        return reverse("support_plans:activity_detail", args=[self.served.activity_id])

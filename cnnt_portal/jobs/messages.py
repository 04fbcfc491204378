from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message

from .models import Job


@dataclass(frozen=True)
class JobEnded(Message):
    job: Job

    kind = "jobs.ended"
    template = "emails/jobs/ended.txt"
    # Whoever waits for it looks at the portal anyway.
    by_mail = False

    @property
    def title(self):
        return f"{self.job.label}: {self.job.get_state_display().lower()}"[:200]

    @property
    def link(self):
        return reverse("jobs:job_detail", args=[self.job.pk])

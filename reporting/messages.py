from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message
from cnnt_portal.text import lower_first

from .models import HalfYearReport


@dataclass(frozen=True)
class _AboutReport(Message):
    report: HalfYearReport

    @property
    def link(self):
        return reverse("reporting:report_detail", args=[self.report.pk])


@dataclass(frozen=True)
class ReportSubmitted(_AboutReport):
    kind = "reporting.report_submitted"
    template = "emails/reporting/report_submitted.txt"

    @property
    def title(self):
        return f"{self.report.organisation} đã gửi {lower_first(self.report.period.name)}"


@dataclass(frozen=True)
class ReportReturned(_AboutReport):
    reason: str = ""

    kind = "reporting.report_returned"
    template = "emails/reporting/report_returned.txt"

    @property
    def title(self):
        return f"{self.report.period.name} được trả lại để sửa"

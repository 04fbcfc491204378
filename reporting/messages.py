import datetime
from dataclasses import dataclass

from django.urls import reverse

from cnnt_portal.notifications.messages import Message
from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import due_words
from cnnt_portal.ui.formats import day

from .models import Consolidation, HalfYearReport, Obligation


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
    # What is to be mended in which section, where the reason does not say it already.
    remarks: str = ""

    kind = "reporting.report_returned"
    template = "emails/reporting/report_returned.txt"

    @property
    def title(self):
        return f"{self.report.period.name} được trả lại để sửa"


@dataclass(frozen=True)
class ReportAccepted(_AboutReport):
    kind = "reporting.report_accepted"
    template = "emails/reporting/report_accepted.txt"

    @property
    def title(self):
        return f"Cục đã chấp nhận {lower_first(self.report.period.name)}"


@dataclass(frozen=True)
class ReportDue(Message):
    obligation: Obligation
    on: datetime.date

    kind = "reporting.report_due"
    template = "emails/reporting/report_due.txt"

    @property
    def title(self):
        period = lower_first(self.obligation.period.name)
        return f"Hạn gửi {period}: {day(self.obligation.due_on)} ({due_words(self.obligation.due_on, self.on)})"

    @property
    def link(self):
        return reverse("reporting:report_list")


@dataclass(frozen=True)
class ReportAsked(ReportDue):
    """The receiver reminds in its own words."""

    words: str = ""

    kind = "reporting.report_asked"
    template = "emails/reporting/report_asked.txt"


@dataclass(frozen=True)
class ReportExtended(Message):
    obligation: Obligation
    reason: str

    kind = "reporting.report_extended"
    template = "emails/reporting/report_extended.txt"

    @property
    def title(self):
        return f"{self.obligation.period.name} được gia hạn đến {day(self.obligation.due_on)}"

    @property
    def link(self):
        return reverse("reporting:report_list")


@dataclass(frozen=True)
class ConsolidationSubmitted(Message):
    consolidation: Consolidation

    kind = "reporting.consolidation_submitted"
    template = "emails/reporting/consolidation_submitted.txt"

    @property
    def title(self):
        return f"Cục trình {lower_first(str(self.consolidation))}"

    @property
    def link(self):
        return reverse("reporting:consolidation_detail", args=[self.consolidation.pk])


@dataclass(frozen=True)
class ConsolidationAnswered(ConsolidationSubmitted):
    reason: str = ""

    kind = "reporting.consolidation_answered"
    template = "emails/reporting/consolidation_answered.txt"

    @property
    def title(self):
        return f"{self.consolidation}: {self.consolidation.get_state_display().lower()}"


@dataclass(frozen=True)
class ConsolidationPublished(ConsolidationSubmitted):
    kind = "reporting.consolidation_published"
    template = "emails/reporting/consolidation_published.txt"

    @property
    def title(self):
        return f"Đã phê duyệt {lower_first(str(self.consolidation))}: đơn vị xem được trên cổng"

from dataclasses import dataclass

from django.urls import reverse

from certificates.models import PeriodicList
from cnnt_portal.accounts.models import Organisation
from cnnt_portal.notifications.messages import Message

from .models import (
    Enquiry,
    PromotionProject,
    ServedProduct,
    SupportRequest,
    SurveyCall,
    UnitYearPlan,
    YearCall,
)


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


@dataclass(frozen=True)
class SupportDropped(Message):
    served: ServedProduct

    kind = "support_plans.support_dropped"
    template = "emails/support_plans/support_dropped.txt"

    @property
    def title(self):
        return f"Đơn vị bỏ sản phẩm của bạn khỏi hoạt động: {self.served.activity.title}"

    @property
    def link(self):
        return reverse("support_plans:support_mine")


@dataclass(frozen=True)
class SupportCorrected(Message):
    served: ServedProduct

    kind = "support_plans.support_corrected"
    template = "emails/support_plans/support_corrected.txt"

    @property
    def title(self):
        return f"Đơn vị đã sửa, xin xác nhận lại: {self.served.activity.title}"

    @property
    def link(self):
        return reverse("support_plans:support_answer", args=[self.served.pk])


@dataclass(frozen=True)
class YearPlanWanted(Message):
    call: YearCall
    unit: Organisation

    kind = "support_plans.year_plan_wanted"
    template = "emails/support_plans/year_plan_wanted.txt"

    @property
    def link(self):
        return reverse("support_plans:year_plan_list")

    @property
    def title(self):
        return f"Lập kế hoạch năm {self.call.year}, hạn gửi {self.call.due_on:%d/%m/%Y}"


@dataclass(frozen=True)
class _AboutYearPlan(Message):
    year_plan: UnitYearPlan

    @property
    def link(self):
        return reverse("support_plans:year_plan_detail", args=[self.year_plan.pk])


@dataclass(frozen=True)
class YearPlanSubmitted(_AboutYearPlan):
    kind = "support_plans.year_plan_submitted"
    template = "emails/support_plans/year_plan_submitted.txt"

    @property
    def title(self):
        return f"{self.year_plan.unit} đã gửi kế hoạch năm {self.year_plan.call.year}"


@dataclass(frozen=True)
class YearPlanReturned(_AboutYearPlan):
    reason: str = ""

    kind = "support_plans.year_plan_returned"
    template = "emails/support_plans/year_plan_returned.txt"

    @property
    def title(self):
        return f"Kế hoạch năm {self.year_plan.call.year} được trả lại để sửa"


@dataclass(frozen=True)
class RequestAnswered(Message):
    request: SupportRequest
    note: str

    kind = "support_plans.request_answered"
    template = "emails/support_plans/request_answered.txt"

    @property
    def title(self):
        return f"Trả lời đề nghị hỗ trợ cho {self.request.product.name}: {self.request.get_state_display().lower()}"

    @property
    def link(self):
        return reverse("support_plans:request_detail", args=[self.request.pk])


@dataclass(frozen=True)
class ProjectDecided(Message):
    project: PromotionProject
    note: str

    kind = "support_plans.project_decided"
    template = "emails/support_plans/project_decided.txt"

    @property
    def title(self):
        return f"{self.project.get_state_display()}: {self.project.title}"

    @property
    def link(self):
        return reverse("support_plans:project_detail", args=[self.project.pk])


@dataclass(frozen=True)
class BuyerAsks(Message):
    enquiry: Enquiry

    kind = "support_plans.buyer_asks"
    template = "emails/support_plans/buyer_asks.txt"

    @property
    def title(self):
        return f"Khách hỏi mua: {self.enquiry.product.name}"

    @property
    def link(self):
        return reverse("support_plans:enquiry_list")


@dataclass(frozen=True)
class ListAwaitsReceipt(Message):
    sent: PeriodicList
    unit: Organisation

    kind = "support_plans.list_awaits_receipt"
    template = "emails/support_plans/list_awaits_receipt.txt"

    @property
    def title(self):
        return f"Xác nhận đã nhận danh sách ngày {self.sent.day:%d/%m/%Y}"

    @property
    def link(self):
        return reverse("support_plans:receipt_detail", args=[self.sent.pk])


@dataclass(frozen=True)
class SurveyWanted(Message):
    """The same words for every establishment: one message goes to thousands."""

    call: SurveyCall

    kind = "support_plans.survey_wanted"
    template = "emails/support_plans/survey_wanted.txt"

    @property
    def title(self):
        return f"Khảo sát năm {self.call.year}: trả lời trước hết ngày {self.call.due_on:%d/%m/%Y}"

    @property
    def link(self):
        return reverse("support_plans:survey_mine")

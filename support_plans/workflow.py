"""States and steps of activities, yearly plans, requests and projects: `{step: (label, actor, sources, target)}`."""

from django.db import models


class ActivityState(models.TextChoices):
    PLANNED = "planned", "Dự kiến"
    DONE = "done", "Đã thực hiện"
    CANCELLED = "cancelled", "Không thực hiện"


ACTIVITY_STEPS = {
    "complete": ("Ghi nhận đã thực hiện", "đơn vị", {ActivityState.PLANNED}, ActivityState.DONE),
    "cancel": ("Ghi nhận không thực hiện", "đơn vị", {ActivityState.PLANNED}, ActivityState.CANCELLED),
    "correct": ("Mở lại để sửa", "đơn vị", {ActivityState.DONE, ActivityState.CANCELLED}, ActivityState.PLANNED),
}


class YearPlanState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    SUBMITTED = "submitted", "Đã ký, đã gửi Cục"
    RETURNED = "returned", "Cục trả lại để sửa"
    ACCEPTED = "accepted", "Cục đã chấp nhận"


YEAR_PLAN_STEPS = {
    "submit": (
        "Ký và gửi Cục",
        "người đứng đầu đơn vị",
        {YearPlanState.DRAFT, YearPlanState.RETURNED},
        YearPlanState.SUBMITTED,
    ),
    "accept": ("Chấp nhận kế hoạch năm", "Cục", {YearPlanState.SUBMITTED}, YearPlanState.ACCEPTED),
    "return": (
        "Trả lại từng phần để sửa",
        "Cục",
        {YearPlanState.SUBMITTED, YearPlanState.ACCEPTED},
        YearPlanState.RETURNED,
    ),
}


class RequestState(models.TextChoices):
    WAITING = "waiting", "Chờ đơn vị nhận"
    TAKEN = "taken", "Đơn vị đang xem xét"
    GRANTED = "granted", "Đã nhận hỗ trợ"
    DECLINED = "declined", "Chưa hỗ trợ được"
    WITHDRAWN = "withdrawn", "Cơ sở rút"


REQUEST_STEPS = {
    "take": ("Nhận giải quyết", "đơn vị", {RequestState.WAITING}, RequestState.TAKEN),
    "grant": ("Đồng ý hỗ trợ", "đơn vị đã nhận", {RequestState.TAKEN}, RequestState.GRANTED),
    "decline": ("Trả lời chưa hỗ trợ được", "đơn vị đã nhận", {RequestState.TAKEN}, RequestState.DECLINED),
    "withdraw": ("Rút đề nghị", "cơ sở", {RequestState.WAITING, RequestState.TAKEN}, RequestState.WITHDRAWN),
}


class ProjectState(models.TextChoices):
    DRAFT = "draft", "Sở đang soạn"
    SUBMITTED = "submitted", "Đã đề nghị, chờ thẩm định"
    RETURNED = "returned", "Trả lại để bổ sung"
    REFUSED = "refused", "Không được phê duyệt"
    APPROVED = "approved", "Đã phê duyệt, đang thực hiện"
    ACCEPTED = "accepted", "Đã nghiệm thu"
    SETTLED = "settled", "Đã quyết toán"
    STOPPED = "stopped", "Dừng thực hiện"
    WITHDRAWN = "withdrawn", "Sở rút đề nghị"


_BEFORE_DECISION = {ProjectState.DRAFT, ProjectState.SUBMITTED, ProjectState.RETURNED}
PROJECT_STEPS = {
    "submit": (
        "Ký và gửi đề nghị",
        "lãnh đạo Sở",
        {ProjectState.DRAFT, ProjectState.RETURNED},
        ProjectState.SUBMITTED,
    ),
    "return": ("Trả lại để bổ sung", "cơ quan duyệt", {ProjectState.SUBMITTED}, ProjectState.RETURNED),
    "approve": ("Ghi quyết định phê duyệt", "cơ quan duyệt", {ProjectState.SUBMITTED}, ProjectState.APPROVED),
    "refuse": ("Không phê duyệt", "cơ quan duyệt", {ProjectState.SUBMITTED}, ProjectState.REFUSED),
    "accept": ("Ghi nghiệm thu", "Sở", {ProjectState.APPROVED}, ProjectState.ACCEPTED),
    "settle": ("Ghi quyết toán", "cơ quan duyệt", {ProjectState.ACCEPTED}, ProjectState.SETTLED),
    "stop": (
        "Dừng thực hiện",
        "cơ quan duyệt",
        {ProjectState.APPROVED, ProjectState.ACCEPTED},
        ProjectState.STOPPED,
    ),
    "withdraw": ("Rút đề nghị", "Sở", _BEFORE_DECISION, ProjectState.WITHDRAWN),
}

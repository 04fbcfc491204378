from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind, Role
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.workflow import Stateful, StateHistory

from .. import workflow
from ..workflow import YearPlanState
from .kinds import ActivityKind, Indicator, MoneySource
from .money import MoneyBySource
from .plans import PlanContent, SupportPlan, UnitTask


def reads_all_units(user):
    """The Cục, the ministry's leaders and finance look over every unit's shoulder."""
    return user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS) or user.has_role(Role.FINANCE)


class YearCallQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offices, as the plan itself."""
        return self.filter(plan__in=SupportPlan.objects.visible_to(user))


class YearCall(models.Model):
    """*Đợt lập kế hoạch năm*: the Cục asks every unit with tasks for its plan of a year, by a day."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="calls")
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    due_on = models.DateField("hạn gửi")
    called_at = models.DateTimeField("mở lúc")
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = YearCallQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt lập kế hoạch năm"
        verbose_name_plural = "đợt lập kế hoạch năm"
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "year"], name="year_called_once")]

    def __str__(self):
        return f"Kế hoạch năm {self.year}"


class UnitYearPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; who reads all units sees what has been sent."""
        if not user.is_authenticated:
            return self.none()
        organisations = [m.organisation for m in user.current_memberships]
        bodies = {body.pk for organisation in organisations for body in [organisation, *predecessors(organisation)]}
        own = Q(unit__in=bodies)
        return self.filter(own | ~Q(submitted_at=None)) if reads_all_units(user) else self.filter(own)


class UnitYearPlan(Stateful):
    """*Kế hoạch năm của đơn vị*: what a unit will do in a year, for how many, with what money."""

    STEPS = workflow.YEAR_PLAN_STEPS

    call = models.ForeignKey(YearCall, models.PROTECT, related_name="unit_plans", verbose_name="đợt")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="year_plans", verbose_name="đơn vị")
    state = models.CharField("trạng thái", max_length=10, choices=YearPlanState, default=YearPlanState.DRAFT)
    last_year = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="lấy từ năm trước")
    started_at = models.DateTimeField("bắt đầu lúc")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("ký gửi lúc", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ký"
    )

    # {line: [mark of what it promised, title]} when the Cục returned the plan last.
    as_returned = models.JSONField("các việc khi được trả lại", default=dict)

    objects = UnitYearPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch năm của đơn vị"
        verbose_name_plural = "kế hoạch năm của đơn vị"
        ordering = ["-call__year", "unit__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "unit"], name="one_year_plan_per_unit_and_call"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True, state=YearPlanState.DRAFT)
                | (Q(submitted_at__isnull=False, submitted_by__isnull=False) & ~Q(state=YearPlanState.DRAFT)),
                name="year_plan_signed_by_and_at",
            ),
        ]

    def __str__(self):
        return f"Kế hoạch năm {self.call.year} – {self.unit}"

    @property
    def is_open(self):
        """May the unit still write it?"""
        return self.can_move("submit")

    def missing(self):
        """Why it cannot be signed yet, as sentences."""
        lines = list(self.lines.select_related("task"))
        if not lines:
            return ["Kế hoạch chưa có việc nào."]
        unfilled = [f"“{line.title}”: chưa chọn {', '.join(words)}." for line in lines if (words := line.unfilled())]
        over = [
            f"“{line.title}”: nhiệm vụ đã thôi giao, hãy chọn nhiệm vụ khác hoặc bỏ việc này."
            for line in lines
            if line.task.until_id
        ]
        return unfilled + over


class UnitYearPlanHistory(StateHistory):
    subject = models.ForeignKey(UnitYearPlan, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến kế hoạch năm"
        verbose_name_plural = "diễn biến kế hoạch năm"


class YearPlanLine(models.Model):
    """One promised activity: when, how many products and establishments, what is counted."""

    year_plan = models.ForeignKey(UnitYearPlan, models.PROTECT, related_name="lines")
    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="lines", verbose_name="nhiệm vụ")
    title = models.CharField("việc sẽ làm", max_length=300)
    kind = models.CharField("loại hoạt động", max_length=20, choices=ActivityKind, blank=True)
    starts_on = models.DateField("từ ngày", null=True)
    ends_on = models.DateField("đến ngày", null=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    products = models.PositiveIntegerField("số sản phẩm", default=0)
    establishments = models.PositiveIntegerField("số cơ sở", default=0)
    indicator = models.CharField("chỉ tiêu", max_length=20, choices=Indicator, blank=True)
    target = models.DecimalField("mức phải đạt", max_digits=15, decimal_places=0, null=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "việc trong kế hoạch năm"
        verbose_name_plural = "việc trong kế hoạch năm"
        ordering = ["task__content__order", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="line_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | (Q(target__gt=0) & ~Q(indicator="")),
                name="line_target_counts_an_indicator",
            ),
        ]

    def __str__(self):
        return self.title

    def unfilled(self):
        """What must still be chosen, as words."""
        names = {"kind": "loại hoạt động", "starts_on": "ngày bắt đầu", "ends_on": "ngày kết thúc"}
        return [word for name, word in names.items() if not getattr(self, name)]


class YearPlanMoney(MoneyBySource):
    """The budget estimate of a line."""

    line = models.ForeignKey(YearPlanLine, models.CASCADE, related_name="money")

    class Meta:
        verbose_name = "dự toán kinh phí"
        verbose_name_plural = "dự toán kinh phí"
        constraints = [
            models.UniqueConstraint(fields=["line", "source"], name="source_once_per_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="estimate_positive"),
        ]


class YearPlanRemark(models.Model):
    """Why the Cục returned one section (one content) of a unit's plan."""

    year_plan = models.ForeignKey(UnitYearPlan, models.PROTECT, related_name="remarks")
    content = models.ForeignKey(PlanContent, models.PROTECT, related_name="+", verbose_name="nội dung")
    reason = models.TextField("lý do trả lại")
    made_at = models.DateTimeField("lúc")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ý kiến trả lại"
        verbose_name_plural = "ý kiến trả lại"
        ordering = ["made_at", "pk"]

    def __str__(self):
        return self.reason[:80]


class Allocation(models.Model):
    """What was approved for a unit from a source in a year, and what of it was allocated; the finance unit's word.
    Without `content` the paper does not divide it among the contents of the plan."""

    call = models.ForeignKey(YearCall, models.PROTECT, related_name="allocations")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị")
    content = models.ForeignKey(
        PlanContent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nội dung"
    )
    source = models.CharField("nguồn", max_length=20, choices=MoneySource)
    approved = models.DecimalField("được duyệt (đồng)", max_digits=15, decimal_places=0, default=0)
    allocated = models.DecimalField("đã cấp (đồng)", max_digits=15, decimal_places=0, default=0)
    paper = models.CharField("theo văn bản", max_length=200)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kinh phí được duyệt và cấp"
        verbose_name_plural = "kinh phí được duyệt và cấp"
        constraints = [
            models.UniqueConstraint(fields=["call", "unit", "content", "source"], name="allocation_once_per_content"),
            models.UniqueConstraint(
                fields=["call", "unit", "source"], condition=Q(content=None), name="allocation_once_undivided"
            ),
            models.CheckConstraint(condition=Q(approved__gte=0, allocated__gte=0), name="allocation_not_negative"),
            models.CheckConstraint(condition=Q(allocated__lte=F("approved")), name="allocated_within_approved"),
        ]

    def __str__(self):
        return f"{self.unit}, {self.get_source_display()}: {self.approved}"

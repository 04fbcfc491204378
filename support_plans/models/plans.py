from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certificates.models import Certificate
from cnnt_portal.accounts.models import Organisation, OrganisationKind
from registrations.models import VoteLevel

from .kinds import Indicator


def works_in_an_office(user):
    """In any body of the state or the press, not in an establishment only."""
    return user.is_authenticated and user.works_at(
        *(kind for kind in OrganisationKind.values if kind != OrganisationKind.ESTABLISHMENT)
    )


class SupportPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offices, not the public."""
        return self if works_in_an_office(user) else self.none()


class SupportPlan(models.Model):
    """*Kế hoạch hỗ trợ*: who does what for which recognised products, in which years."""

    # Names the plan that the portal brings along, whatever people make of its title; of the others empty.
    code = models.CharField("mã", max_length=60, blank=True, editable=False)
    number = models.CharField("số", max_length=60, blank=True)
    title = models.CharField("tên kế hoạch", max_length=300)
    decided_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=200, blank=True)
    bases = models.TextField("căn cứ", blank=True)
    purpose = models.TextField("mục đích", blank=True)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)
    coverage_goal = models.PositiveSmallIntegerField(
        "mục tiêu sản phẩm được hỗ trợ (%)", null=True, blank=True, help_text="phần trăm sản phẩm còn hiệu lực"
    )
    distribution_goal = models.PositiveSmallIntegerField(
        "mục tiêu vào kênh phân phối (%)", null=True, blank=True, help_text="phần trăm sản phẩm còn hiệu lực"
    )

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch hỗ trợ"
        verbose_name_plural = "kế hoạch hỗ trợ"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="plan_code_once"),
            # Numbers of papers begin again each year.
            models.UniqueConstraint(fields=["number", "decided_on"], condition=~Q(number=""), name="plan_number_once"),
        ]

    def __str__(self):
        return self.title


class PlanScope(models.Model):
    """Which votes the plan supports; `declared_count` is the number of products the signed plan itself states."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="scopes")
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    year = models.PositiveSmallIntegerField("năm bình chọn")
    declared_count = models.PositiveIntegerField("số sản phẩm ghi trong kế hoạch", null=True, blank=True)

    class Meta:
        verbose_name = "phạm vi kế hoạch"
        verbose_name_plural = "phạm vi kế hoạch"
        constraints = [models.UniqueConstraint(fields=["plan", "level", "year"], name="scope_once")]

    def __str__(self):
        return f"{self.get_level_display()} {self.year}"


class PlanProduct(models.Model):
    """The Cục put a certified product into the plan. It is supported while the certificate is in force."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="products")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="plan_products")
    added_at = models.DateTimeField("đưa vào lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "sản phẩm trong kế hoạch"
        verbose_name_plural = "sản phẩm trong kế hoạch"
        constraints = [models.UniqueConstraint(fields=["plan", "certificate"], name="product_once_per_plan")]

    def __str__(self):
        return str(self.certificate)


class PlanContent(models.Model):
    """One of the contents of support (six in the plan of 2020)."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="contents")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("nội dung hỗ trợ", max_length=400)

    class Meta:
        verbose_name = "nội dung hỗ trợ"
        verbose_name_plural = "nội dung hỗ trợ"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="content_order_once")]

    def __str__(self):
        return f"{self.order}. {self.name}"


class PlanAmendment(models.Model):
    """*Sửa đổi kế hoạch*: a signed paper that gives new tasks or takes tasks away from its day on."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="amendments")
    number = models.CharField("số", max_length=60)
    decided_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=200)
    summary = models.TextField("nội dung sửa đổi")
    entered_at = models.DateTimeField("nhập lúc")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sửa đổi kế hoạch"
        verbose_name_plural = "sửa đổi kế hoạch"
        ordering = ["decided_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="amendment_number_once_per_plan")]

    def __str__(self):
        return f"Sửa đổi số {self.number} ngày {self.decided_on:%d/%m/%Y}"


class UnitTaskQuerySet(models.QuerySet):
    def on(self, day):
        """As the plan with its amendments stood on that day."""
        return self.filter(Q(since__isnull=True) | Q(since__decided_on__lte=day)).filter(
            Q(until__isnull=True) | Q(until__decided_on__gt=day)
        )

    def in_year(self, year):
        """Whose days touch the year; a task without days runs as long as the plan."""
        return self.filter(Q(starts_on__isnull=True) | Q(starts_on__year__lte=year)).filter(
            Q(ends_on__isnull=True) | Q(ends_on__year__gte=year)
        )


class UnitTask(models.Model):
    """*Nhiệm vụ*: what the plan gives a unit, under the unit's name of then; successors carry it on.

    `lead_kind` stands in for `lead` where the plan names every body of a kind: “các Sở Công Thương”.
    """

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="tasks")
    content = models.ForeignKey(PlanContent, models.PROTECT, related_name="tasks")
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="led_tasks", verbose_name="đơn vị chủ trì"
    )
    lead_kind = models.CharField("giao cho mọi", max_length=20, choices=OrganisationKind, blank=True)
    participants = models.ManyToManyField(
        Organisation, related_name="joined_tasks", blank=True, verbose_name="đơn vị phối hợp"
    )
    description = models.TextField("việc phải làm")
    deliverable = models.CharField("kết quả phải có", max_length=300, blank=True)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    since = models.ForeignKey(
        PlanAmendment, models.PROTECT, null=True, blank=True, related_name="added_tasks", verbose_name="giao thêm bởi"
    )
    until = models.ForeignKey(
        PlanAmendment, models.PROTECT, null=True, blank=True, related_name="ended_tasks", verbose_name="thôi giao bởi"
    )
    indicator = models.CharField("chỉ tiêu", max_length=20, choices=Indicator, blank=True)
    target = models.DecimalField("mức phải đạt", max_digits=15, decimal_places=0, null=True, blank=True)

    objects = UnitTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ của đơn vị"
        verbose_name_plural = "nhiệm vụ của đơn vị"
        ordering = ["content__order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, lead_kind="") | (Q(lead__isnull=True) & ~Q(lead_kind="")),
                name="task_is_led_by_a_body_or_by_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="task_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | (Q(target__gt=0) & ~Q(indicator="")),
                name="target_counts_an_indicator",
            ),
        ]

    def __str__(self):
        return self.description[:80]

    @property
    def words(self):
        """As a form offers it among the tasks of several plans."""
        years = f"{self.plan.first_year}–{self.plan.last_year}" if self.plan.last_year else f"từ {self.plan.first_year}"
        return f"{self.content.order}. {self.description[:120]} (kế hoạch {years})"

    @property
    def lead_name(self):
        return self.lead.name if self.lead else f"Các {self.get_lead_kind_display()}"

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certificates.models import Certificate
from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import VoteLevel

from . import workflow
from .workflow import ActivityState


class SupportPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offices, not the public: everybody who works in one."""
        if not user.is_authenticated or not user.works_at(
            *(kind for kind in OrganisationKind.values if kind != OrganisationKind.ESTABLISHMENT)
        ):
            return self.none()
        return self


class SupportPlan(models.Model):
    """*Kế hoạch hỗ trợ*: who does what for which recognised products, in which years."""

    number = models.CharField("số", max_length=60, blank=True)
    title = models.CharField("tên kế hoạch", max_length=300)
    decided_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=200, blank=True)
    bases = models.TextField("căn cứ", blank=True)
    purpose = models.TextField("mục đích", blank=True)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)

    objects = SupportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch hỗ trợ"
        verbose_name_plural = "kế hoạch hỗ trợ"

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


class UnitTask(models.Model):
    """*Nhiệm vụ*: what the plan gives a unit, under the unit's name of then; successors carry it on."""

    plan = models.ForeignKey(SupportPlan, models.PROTECT, related_name="tasks")
    content = models.ForeignKey(PlanContent, models.PROTECT, related_name="tasks")
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led_tasks", verbose_name="đơn vị chủ trì")
    participants = models.ManyToManyField(
        Organisation, related_name="joined_tasks", blank=True, verbose_name="đơn vị phối hợp"
    )
    description = models.TextField("việc phải làm")

    class Meta:
        verbose_name = "nhiệm vụ của đơn vị"
        verbose_name_plural = "nhiệm vụ của đơn vị"
        ordering = ["content__order", "pk"]

    def __str__(self):
        return self.description[:80]


class ActivityKind(models.TextChoices):
    ADVICE = "advice", "Tư vấn, cung cấp thông tin"
    TRAINING = "training", "Tập huấn, đào tạo"
    FAIR_HOME = "fair_home", "Hội chợ, triển lãm trong nước"
    FAIR_ABROAD = "fair_abroad", "Hội chợ, triển lãm ở nước ngoài"
    MEDIA = "media", "Truyền thông"
    DISTRIBUTION = "distribution", "Kết nối phân phối"
    E_COMMERCE = "e_commerce", "Thương mại điện tử"
    TRADEMARK = "trademark", "Nhãn hiệu, sở hữu trí tuệ"
    TRACEABILITY = "traceability", "Truy xuất nguồn gốc"
    TECHNOLOGY = "technology", "Đổi mới công nghệ"
    INSPECTION = "inspection", "Kiểm tra, kiểm soát thị trường"
    OTHER = "other", "Hoạt động khác"


class Indicator(models.TextChoices):
    """What the results of activities are counted in; `reporting` sums them."""

    STALLS = "stalls", "Số gian hàng"
    TURNOVER = "turnover", "Doanh thu tại hội chợ (đồng)"
    CONTRACTS = "contracts", "Số hợp đồng, biên bản ghi nhớ"
    SYSTEMS = "systems", "Số hệ thống phân phối đưa hàng vào"
    SHOPS = "shops", "Số gian hàng trực tuyến mở mới"
    ARTICLES = "articles", "Số bài viết"
    BROADCASTS = "broadcasts", "Số chương trình phát sóng"
    TRADEMARKS_FILED = "trademarks_filed", "Số đơn đăng ký nhãn hiệu"
    TRADEMARKS_GRANTED = "trademarks_granted", "Số nhãn hiệu được cấp"
    TRACED = "traced", "Số sản phẩm có truy xuất nguồn gốc"
    TRAINEES = "trainees", "Số lượt người được tập huấn"
    INSPECTIONS = "inspections", "Số vụ kiểm tra"
    VIOLATIONS = "violations", "Số vụ vi phạm phát hiện"


class MoneySource(models.TextChoices):
    NATIONAL_PROMOTION = "national_promotion", "Khuyến công quốc gia"
    LOCAL_PROMOTION = "local_promotion", "Khuyến công địa phương"
    TRADE_PROMOTION = "trade_promotion", "Xúc tiến thương mại quốc gia"
    UNIT = "unit", "Kinh phí của đơn vị"
    ESTABLISHMENT = "establishment", "Vốn của cơ sở"


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own; the Cục, finance and leaders see all; an establishment what was done for it."""
        if not user.is_authenticated:
            return self.none()
        if user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS) or user.has_role("finance"):
            return self
        organisations = [m.organisation_id for m in user.current_memberships]
        return self.filter(
            Q(unit__in=organisations) | Q(served__certificate__product__establishment__organisation__in=organisations)
        ).distinct()


class Activity(Stateful):
    """*Hoạt động hỗ trợ*: what a unit did, when, where, for which products, with what money and result."""

    STEPS = workflow.ACTIVITY_STEPS

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="activities", verbose_name="đơn vị")
    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="activities", verbose_name="nhiệm vụ")
    kind = models.CharField("loại hoạt động", max_length=20, choices=ActivityKind)
    title = models.CharField("tên hoạt động", max_length=300)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    place = models.CharField("địa điểm", max_length=200, blank=True)
    province = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh, thành phố"
    )
    state = models.CharField("trạng thái", max_length=10, choices=ActivityState, default=ActivityState.PLANNED)
    summary = models.TextField("kết quả chính", blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name="tài liệu chứng minh")
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "hoạt động hỗ trợ"
        verbose_name_plural = "hoạt động hỗ trợ"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_begins",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
            models.UniqueConstraint(fields=["unit", "title", "starts_on", "ends_on"], name="activity_recorded_once"),
        ]

    def __str__(self):
        return self.title


class ActivityHistory(StateHistory):
    subject = models.ForeignKey(Activity, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến hoạt động"
        verbose_name_plural = "diễn biến hoạt động"


class ServedProduct(models.Model):
    """A certified product that an activity served."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="served")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="services")

    class Meta:
        verbose_name = "sản phẩm được hỗ trợ"
        verbose_name_plural = "sản phẩm được hỗ trợ"
        constraints = [models.UniqueConstraint(fields=["activity", "certificate"], name="product_served_once")]

    def __str__(self):
        return str(self.certificate)


class ActivityMoney(models.Model):
    """Money spent on an activity by source, in đồng."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="money")
    source = models.CharField("nguồn", max_length=20, choices=MoneySource)
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)

    class Meta:
        verbose_name = "kinh phí hoạt động"
        verbose_name_plural = "kinh phí hoạt động"
        constraints = [
            models.UniqueConstraint(fields=["activity", "source"], name="source_once_per_activity"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]

    def __str__(self):
        return f"{self.get_source_display()}: {self.amount}"


class ActivityResult(models.Model):
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="results")
    indicator = models.CharField("chỉ tiêu", max_length=20, choices=Indicator)
    value = models.DecimalField("giá trị", max_digits=15, decimal_places=0)

    class Meta:
        verbose_name = "kết quả hoạt động"
        verbose_name_plural = "kết quả hoạt động"
        constraints = [
            models.UniqueConstraint(fields=["activity", "indicator"], name="indicator_once_per_activity"),
            models.CheckConstraint(condition=Q(value__gte=0), name="result_not_negative"),
        ]

    def __str__(self):
        return f"{self.get_indicator_display()}: {self.value}"

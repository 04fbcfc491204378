from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from certificates.models import Certificate
from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.geography.queries import same_territory
from cnnt_portal.workflow import Stateful, StateHistory

from .. import workflow
from ..workflow import ActivityState
from .kinds import ActivityKind, Indicator
from .money import MoneyBySource
from .plans import UnitTask


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit sees its own and its predecessors'; a Sở also what served its province; the Cục, finance and leaders
        see all; an establishment what was done for it."""
        if not user.is_authenticated:
            return self.none()
        if _reads_every_unit(user):
            return self
        own = ServedProduct.objects.filter(certificate__product__establishment__organisation__in=user.bodies())
        return self.filter(self._of_offices(user) | Q(pk__in=own.values("activity")))

    def whole_for(self, user):
        """Of what the reader sees, what may be read whole: an office's, or what served the reader's own houses alone.
        Of the rest a house reads its own part."""
        if not user.is_authenticated or _reads_every_unit(user):
            return self.visible_to(user)
        others = ServedProduct.objects.filter(activity=OuterRef("pk")).exclude(
            certificate__product__establishment__organisation__in=user.bodies()
        )
        return self.visible_to(user).filter(self._of_offices(user) | ~Exists(others))

    def seen_by_offices_of(self, user):
        """What the user sees as an official, not as a house."""
        return self if _reads_every_unit(user) else self.filter(self._of_offices(user))

    def _of_offices(self, user):
        seen = Q(unit__in=user.bodies())
        for organisation in user.organisations_of(OrganisationKind.DEPARTMENT):
            if organisation.unit:
                here = ServedProduct.objects.filter(certificate__unit__province__in=same_territory(organisation.unit))
                seen |= Q(pk__in=here.values("activity"))
        return seen


def _reads_every_unit(user):
    return user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS) or user.has_role("finance")


class Activity(Stateful):
    """*Hoạt động hỗ trợ*: what a unit did, when, where, for which products, with what money and result."""

    STEPS = workflow.ACTIVITY_STEPS

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="activities", verbose_name="đơn vị")
    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="activities", verbose_name="nhiệm vụ")
    line = models.ForeignKey(
        "YearPlanLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="việc trong kế hoạch năm",
    )
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
        # Every sum is of a year, every list begins with the latest.
        indexes = [
            models.Index(fields=["ends_on", "state"], name="activity_by_year"),
            models.Index(fields=["-starts_on", "-id"], name="activity_latest_first"),
        ]
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

    @property
    def is_done(self):
        return self.state == ActivityState.DONE


class ActivityHistory(StateHistory):
    subject = models.ForeignKey(Activity, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến hoạt động"
        verbose_name_plural = "diễn biến hoạt động"


class Answer(models.TextChoices):
    """What the establishment says of support that a unit recorded for it."""

    CONFIRMED = "confirmed", "Cơ sở xác nhận"
    DISPUTED = "disputed", "Cơ sở nói chưa đúng"


class ServedProductQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was done for the products of the user's own establishments, planned or done."""
        if not user.is_authenticated:
            return self.none()
        own = [m.organisation_id for m in user.current_memberships]
        return self.filter(certificate__product__establishment__organisation__in=own).exclude(
            activity__state=ActivityState.CANCELLED
        )


class ServedProduct(models.Model):
    """A certified product that an activity served; of the activity's sums, `amount` and `turnover` are its own part."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="served")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="services")
    amount = models.DecimalField("tiền hỗ trợ (đồng)", max_digits=15, decimal_places=0, null=True)
    turnover = models.DecimalField("doanh thu (đồng)", max_digits=15, decimal_places=0, null=True)
    answer = models.CharField("cơ sở trả lời", max_length=10, choices=Answer, blank=True)
    answer_note = models.TextField("ý kiến của cơ sở", blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ServedProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm được hỗ trợ"
        verbose_name_plural = "sản phẩm được hỗ trợ"
        constraints = [
            models.UniqueConstraint(fields=["activity", "certificate"], name="product_served_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answer_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="served_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(turnover__isnull=True) | Q(turnover__gte=0), name="served_turnover_not_negative"
            ),
        ]

    def __str__(self):
        return str(self.certificate)

    @property
    def figures(self):
        """What an establishment confirms or disputes."""
        return self.activity.starts_on, self.activity.ends_on, self.amount, self.turnover


class SupportAnswer(models.Model):
    """What an establishment once said of support recorded for it, and of which figures it said so. A row is never
    changed: the latest one stands on the ServedProduct, as long as the unit leaves the product and its figures alone.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="answers")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    answer = models.CharField("cơ sở trả lời", max_length=10, choices=Answer)
    note = models.TextField("ý kiến của cơ sở", blank=True)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    amount = models.DecimalField("tiền hỗ trợ (đồng)", max_digits=15, decimal_places=0, null=True)
    turnover = models.DecimalField("doanh thu (đồng)", max_digits=15, decimal_places=0, null=True)
    answered_at = models.DateTimeField("trả lời lúc")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "câu trả lời của cơ sở"
        verbose_name_plural = "câu trả lời của cơ sở"
        ordering = ["-answered_at", "-pk"]

    def __str__(self):
        return f"{self.certificate}: {self.get_answer_display()}"

    @property
    def said_of(self):
        """The figures that it speaks of; other ones it has not seen."""
        return self.starts_on, self.ends_on, self.amount, self.turnover


class ActivityMoney(MoneyBySource):
    """What was spent on an activity."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="money")

    class Meta:
        verbose_name = "kinh phí hoạt động"
        verbose_name_plural = "kinh phí hoạt động"
        constraints = [
            models.UniqueConstraint(fields=["activity", "source"], name="source_once_per_activity"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]


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

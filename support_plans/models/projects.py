from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.queries import same_territory
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Establishment, Product

from .. import workflow
from ..workflow import ProjectState
from .activities import Activity
from .yearly import reads_all_units

_DECIDED = [ProjectState.APPROVED, ProjectState.ACCEPTED, ProjectState.SETTLED, ProjectState.STOPPED]


class Fund(models.TextChoices):
    NATIONAL = "national", "Khuyến công quốc gia"
    LOCAL = "local", "Khuyến công địa phương"


class PromotionProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A Sở those of its province, of then and of now; an establishment its own once they are sent; the Cục, finance
        and leaders what has been sent."""
        if not user.is_authenticated:
            return self.none()
        offices = user.organisations_of(OrganisationKind.DEPARTMENT)
        own = Q(proposer__in={body.pk for office in offices for body in [office, *predecessors(office)]})
        for office in offices:
            if office.unit:
                own |= Q(establishment__province__in=same_territory(office.unit))
        sent = Q(establishment__organisation__in=[m.organisation_id for m in user.current_memberships])
        if reads_all_units(user):
            sent = Q()
        return self.filter(own | (sent & ~Q(sent_at=None)))


class PromotionProject(Stateful):
    """*Đề án khuyến công*: a Sở proposes public money for an establishment, which adds its own capital."""

    STEPS = workflow.PROJECT_STEPS
    STATE_TONES = {ProjectState.ACCEPTED: "good", ProjectState.SETTLED: "good", ProjectState.STOPPED: "bad"}

    proposer = models.ForeignKey(Organisation, models.PROTECT, related_name="projects", verbose_name="Sở đề nghị")
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="projects", verbose_name="cơ sở thụ hưởng"
    )
    products = models.ManyToManyField(Product, related_name="projects", blank=True, verbose_name="sản phẩm")
    title = models.CharField("tên đề án", max_length=300)
    content = models.TextField("nội dung")
    fund = models.CharField("nguồn", max_length=10, choices=Fund)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    asked = models.DecimalField("đề nghị hỗ trợ (đồng)", max_digits=15, decimal_places=0)
    own_capital = models.DecimalField("vốn của cơ sở (đồng)", max_digits=15, decimal_places=0)
    state = models.CharField("trạng thái", max_length=10, choices=ProjectState, default=ProjectState.DRAFT)
    drafted_at = models.DateTimeField("soạn lúc")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("gửi lúc", null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved = models.DecimalField("được duyệt (đồng)", max_digits=15, decimal_places=0, null=True)
    approved_on = models.DateField("ngày phê duyệt", null=True)
    approval = models.CharField("quyết định phê duyệt", max_length=200, blank=True)
    accepted_on = models.DateField("ngày nghiệm thu", null=True)
    acceptance = models.CharField("biên bản nghiệm thu", max_length=200, blank=True)
    activity = models.OneToOneField(
        Activity, models.PROTECT, null=True, related_name="project", verbose_name="ghi thành hoạt động"
    )
    settled = models.DecimalField("quyết toán (đồng)", max_digits=15, decimal_places=0, null=True)
    settled_on = models.DateField("ngày quyết toán", null=True)
    settlement = models.CharField("văn bản quyết toán", max_length=200, blank=True)
    papers = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name="tài liệu")

    objects = PromotionProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "đề án khuyến công"
        verbose_name_plural = "đề án khuyến công"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "title", "starts_on"], name="project_proposed_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(asked__gt=0, own_capital__gte=0), name="project_money_not_negative"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="project_sent_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, approved__gt=0, approved_on__isnull=False) & ~Q(approval="")
                | (~Q(state__in=_DECIDED) & Q(approved__isnull=True, approved_on__isnull=True, approval="")),
                name="approved_project_has_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=False) | ~Q(state__in=[ProjectState.ACCEPTED, ProjectState.SETTLED]),
                name="accepted_project_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(settled__isnull=False, settled_on__isnull=False, state=ProjectState.SETTLED)
                | (Q(settled__isnull=True, settled_on__isnull=True) & ~Q(state=ProjectState.SETTLED)),
                name="settled_project_has_its_sum",
            ),
            models.CheckConstraint(
                condition=Q(settled__isnull=True) | Q(settled__gte=0, settled__lte=F("approved")),
                name="settled_within_approved",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def paid(self):
        return sum(payment.amount for payment in self.payments.all())

    @property
    def repaid(self):
        return sum(repayment.amount for repayment in self.repayments.all())

    @property
    def still_to_pay(self):
        """Of what was approved, or of what was settled once it is; negative when the establishment must give back. Of
        a project that was stopped nobody knows: who stopped it says what comes back."""
        due = self.approved if self.settled is None else self.settled
        return None if due is None or self.state == ProjectState.STOPPED else due - self.paid + self.repaid

    @property
    def to_give_back(self):
        """What the establishment was paid beyond what was settled and has not paid back, or 0."""
        return max(0, -(self.still_to_pay or 0))

    @property
    def takes_payments(self):
        return self.can_move("stop")

    @property
    def takes_repayments(self):
        return bool(self.most_to_repay) and self.state in (ProjectState.SETTLED, ProjectState.STOPPED)

    @property
    def most_to_repay(self):
        return self.paid - self.repaid if self.state == ProjectState.STOPPED else self.to_give_back


class PromotionProjectHistory(StateHistory):
    subject = models.ForeignKey(PromotionProject, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến đề án"
        verbose_name_plural = "diễn biến đề án"


class Ground(models.TextChoices):
    """Trades and features that khuyến công prefers; the Sở says which hold (NĐ 45/2012/NĐ-CP)."""

    MECHANICS = "mechanics", "Cơ khí"
    CHEMISTRY = "chemistry", "Hóa chất phục vụ nông nghiệp, nông thôn"
    PROCESSING = "processing", "Chế biến nông, lâm, thủy sản"
    SUPPORTING = "supporting", "Công nghiệp hỗ trợ"
    CLEANER = "cleaner", "Sản xuất sạch hơn"
    EXPORT = "export", "Hàng xuất khẩu"
    MATERIALS = "materials", "Dùng nguyên liệu tại địa phương"
    LABOUR = "labour", "Dùng nhiều lao động"


class ClaimedGround(models.Model):
    """A ground of priority that the Sở states in its proposal, with what shows it."""

    project = models.ForeignKey(PromotionProject, models.CASCADE, related_name="claims")
    ground = models.CharField("căn cứ ưu tiên", max_length=12, choices=Ground)
    reason = models.CharField("Sở nêu", max_length=500)

    class Meta:
        verbose_name = "căn cứ ưu tiên Sở nêu"
        verbose_name_plural = "căn cứ ưu tiên Sở nêu"
        constraints = [models.UniqueConstraint(fields=["project", "ground"], name="ground_claimed_once")]

    def __str__(self):
        return self.get_ground_display()


class ProjectPayment(models.Model):
    """*Đợt cấp tiền*: one part of the approved money, paid on a day."""

    project = models.ForeignKey(PromotionProject, models.PROTECT, related_name="payments")
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)
    paid_on = models.DateField("ngày cấp")
    paper = models.CharField("chứng từ", max_length=200)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đợt cấp tiền"
        verbose_name_plural = "đợt cấp tiền"
        ordering = ["paid_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "paper"], name="payment_recorded_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self):
        return f"{self.paid_on:%d/%m/%Y}: {self.amount}"


class ProjectRepayment(models.Model):
    """*Tiền trả lại*: what the establishment paid back of a project that was settled lower or stopped."""

    project = models.ForeignKey(PromotionProject, models.PROTECT, related_name="repayments")
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)
    repaid_on = models.DateField("ngày trả")
    paper = models.CharField("chứng từ", max_length=200)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tiền trả lại"
        verbose_name_plural = "tiền trả lại"
        ordering = ["repaid_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "paper"], name="repayment_recorded_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_positive"),
        ]

    def __str__(self):
        return f"{self.repaid_on:%d/%m/%Y}: {self.amount}"

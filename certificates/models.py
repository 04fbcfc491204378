from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.text import SearchableQuerySet
from registrations.models import Entry, Product, ProductGroup, Round, VoteLevel

from .validity import validity_on


class RecognitionDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Decisions of the rounds that one's office organises, and of those in whose council one sits."""
        if not user.is_authenticated:
            return self.none()
        offices = [m.organisation_id for m in user.current_memberships]
        return self.filter(Q(round__organiser__in=offices) | Q(round__council__members__user=user)).distinct()

    def held(self):
        """Locked until the commit, so that their facts go on paper as they stand now."""
        return self.select_for_update(of=("self",), no_key=True).select_related("round__organiser", "round__unit")


class RecognitionDecision(models.Model):
    """*Quyết định công nhận*: number, date, signer; its list is what the council proposed and was published."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="decisions", verbose_name="kỳ bình chọn")
    number = models.CharField("số", max_length=60, blank=True)
    decided_on = models.DateField("ngày ký", null=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản quét")
    entered_at = models.DateTimeField("nhập lúc")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    objects = RecognitionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định công nhận"
        verbose_name_plural = "quyết định công nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number", "decided_on"], condition=~Q(number=""), name="decision_once"
            ),
            models.CheckConstraint(
                condition=Q(is_history=True)
                | (~Q(number="") & ~Q(signer_name="") & Q(decided_on__isnull=False, entered_by__isnull=False)),
                name="live_decision_is_whole",
            ),
        ]

    def __str__(self):
        return f"Quyết định {self.number or '(chưa rõ số)'}"


class NumberSeries(models.Model):
    """The last certificate number given by an issuer in a year at a level; locked while one is taken."""

    issuer = models.CharField("cơ quan cấp", max_length=200)
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    year = models.PositiveSmallIntegerField("năm")
    pattern = models.CharField(
        "mẫu số", max_length=60, default="{number:03d}/GCN-{year}", help_text="Gồm {number} và {year}"
    )
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "dãy số giấy chứng nhận"
        verbose_name_plural = "dãy số giấy chứng nhận"
        constraints = [models.UniqueConstraint(fields=["issuer", "level", "year"], name="series_once")]

    def __str__(self):
        return f"{self.issuer} {self.year}: {self.last}"


class CertificateQuerySet(SearchableQuerySet):
    def in_force_on(self, date):
        """Issued by then and not past its last day."""
        return self.filter(issued_on__lte=date, valid_until__gte=date)

    def ended_by(self, date):
        """Past their last day."""
        return self.filter(valid_until__lt=date)

    def of_unknown_days(self):
        """From lists that do not say when they were issued."""
        return self.filter(valid_until__isnull=True)

    def visible_to(self, user):
        """Certificates are public."""
        return self.all()

    def held_by(self, user):
        """Certificates of the establishments in which the user works."""
        return self.filter(
            product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships]
        )

    def papers_visible_to(self, user):
        """Whose signed paper the user may take home: the holder's people and the office that issued it."""
        if not user.is_authenticated:
            return self.none()
        offices = [m.organisation_id for m in user.current_memberships]
        return self.filter(
            Q(product__establishment__organisation__in=offices) | Q(decision__round__organiser__in=offices)
        ).exclude(paper=None)


class Certificate(models.Model):
    """*Giấy chứng nhận*. Every fact on the paper is copied at issue and never read live again.

    A certificate known only from history may lack number, dates and file; nothing is guessed.
    """

    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, related_name="certificates")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="certificate")
    product = models.ForeignKey(Product, models.PROTECT, related_name="certificates")
    code = models.CharField("mã kiểm tra", max_length=16, unique=True)
    number = models.CharField("số giấy chứng nhận", max_length=60, blank=True)
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    level_words = models.CharField("tên cấp", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    round_title = models.CharField("kỳ bình chọn", max_length=250)
    product_name = models.CharField("tên sản phẩm", max_length=300)
    is_set = models.BooleanField("là bộ sản phẩm", default=False)
    group = models.CharField("nhóm", max_length=1, choices=ProductGroup)
    establishment_name = models.CharField("tên cơ sở", max_length=300)
    address = models.CharField("địa chỉ", max_length=600, blank=True)
    search_key = models.CharField(max_length=1250, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="+", verbose_name="đơn vị hành chính lúc cấp"
    )
    unit_name = models.CharField("tên đơn vị lúc cấp", max_length=160)
    issuer = models.CharField("cơ quan cấp", max_length=200)
    issuer_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    issued_on = models.DateField("ngày cấp", null=True)
    valid_until = models.DateField("có giá trị đến hết", null=True)
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản điện tử")
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"], condition=~Q(number=""), name="certificate_number_once"
            ),
            models.CheckConstraint(
                condition=Q(is_history=True)
                | (~Q(number="") & Q(entry__isnull=False, issued_on__isnull=False, valid_until__isnull=False)),
                name="live_certificate_is_whole",
            ),
        ]

    def validity_on(self, day):
        return validity_on(day, issued_on=self.issued_on, valid_until=self.valid_until)

    def was_in_force_between(self, first, last):
        """On at least one day of this span; unknown dates are never guessed."""
        if self.issued_on is None or self.valid_until is None:
            return False
        return self.issued_on <= last and first <= self.valid_until

    def __str__(self):
        return f"Giấy chứng nhận {self.number or '(chưa rõ số)'}: {self.product_name}"

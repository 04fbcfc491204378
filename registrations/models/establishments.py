from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.text import SearchableQuerySet
from registrations import parts
from registrations.identity import PERSONAL_NUMBER
from registrations.workflow import EntryState


class ProductGroup(models.TextChoices):
    """Điều 4, TT 26/2014. The names of a given time are the rule set's; these are today's."""

    A = "A", "Thủ công mỹ nghệ"
    B = "B", "Chế biến nông, lâm, thủy sản và thực phẩm"
    C = "C", "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"
    D = "D", "Sản phẩm khác"


class LegalForm(models.TextChoices):
    """Who may be a cơ sở CNNT: Điều 1(2)(a), NĐ 45/2012 as amended by NĐ 235/2025."""

    ENTERPRISE = "enterprise", "Doanh nghiệp nhỏ và vừa"
    COOPERATIVE = "cooperative", "Hợp tác xã"
    COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
    HOUSEHOLD = "household", "Hộ kinh doanh"


class EstablishmentQuerySet(SearchableQuerySet):
    def visible_to(self, user):
        """One's own establishment; offices see those that entered one of their rounds."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=[m.organisation_id for m in user.current_memberships])
        from .entries import Entry

        received = Q(
            pk__in=Entry.objects.received_by(user).values("product__establishment"),
        )
        return self.filter(own | received)

    def of(self, user):
        """The establishments for which this person works today."""
        return self.filter(organisation__in=[m.organisation_id for m in user.current_memberships])

    def with_tax_code(self, code):
        """Who goes by this code, or went by it before it changed."""
        return self.filter(Q(tax_code=code) | Q(pk__in=TaxCodeChange.objects.left(code).values("establishment")))


# What the owner declares; `commune` brings the province.
DECLARED = (
    "name",
    "legal_form",
    "registration_kind",
    "registration_number",
    "registration_date",
    "registration_issuer",
    "address",
    "phone",
    "email",
    "website",
    "representative",
)
# What an enterprise declares so that it can be seen to be small or medium; others are by their form.
SIZE = ("sme_labour", "sme_revenue", "sme_capital")
PROFILE = (*DECLARED, "commune", *SIZE)


class Establishment(models.Model):
    """A rural industrial establishment. One known only from history has no organisation and no tax code yet."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, related_name="establishment", verbose_name="tổ chức trên cổng"
    )
    name = models.CharField("tên cơ sở", max_length=300)
    search_key = models.CharField(max_length=320, editable=False)
    legal_form = models.CharField("loại hình", max_length=20, choices=LegalForm, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, null=True, blank=True, unique=True)  # noqa: DJ001
    registration_kind = models.CharField("loại giấy đăng ký", max_length=120, blank=True)
    registration_number = models.CharField("số giấy đăng ký", max_length=40, blank=True)
    registration_date = models.DateField("ngày cấp", null=True, blank=True)
    registration_issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    province = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="+", verbose_name="tỉnh (theo tên lúc ghi nhận)"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    address = models.CharField("số nhà, đường, thôn", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    website = models.URLField("trang web", blank=True)
    representative = models.CharField("người đại diện theo pháp luật", max_length=120, blank=True)
    sme_labour = models.PositiveIntegerField("lao động bình quân năm", null=True, blank=True)
    sme_revenue = models.DecimalField("doanh thu năm trước", max_digits=18, decimal_places=0, null=True, blank=True)
    sme_capital = models.DecimalField("tổng nguồn vốn", max_digits=18, decimal_places=0, null=True, blank=True)
    sme_stated_at = models.DateTimeField("cam đoan thuộc đối tượng khuyến công lúc", null=True, blank=True)
    saved_at = models.DateTimeField("lưu lúc", null=True, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ sở công nghiệp nông thôn"
        verbose_name_plural = "cơ sở công nghiệp nông thôn"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True)
                | (
                    Q(tax_code__isnull=False, commune__isnull=False, sme_stated_at__isnull=False)
                    & ~Q(legal_form="")
                    & ~Q(registration_number="")
                    & ~Q(representative="")
                ),
                name="establishment_with_people_is_declared",
            ),
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="establishment_saved_at_and_by",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_address(self):
        """From the house number up to the province, in the units of the time when the address was given: with the
        district between commune and province where there still was one. Pages select_related
        ("province", "commune__parent__parent")."""
        place = self.commune or self.province
        return ", ".join(part for part in (self.address, place.address) if part)

    @property
    def profile(self):
        """What its people say of it and may change, {field: value}."""
        return {field: getattr(self, field) for field in PROFILE}

    @property
    def awaits_personal_number(self):
        """A household business that still goes by a code of before its owner's personal number took its place?"""
        return self.legal_form == LegalForm.HOUSEHOLD and len(self.tax_code or "") != PERSONAL_NUMBER

    @property
    def tax_codes(self):
        """By which it is known: its code of today and those that it went by before."""
        return [code for code in (self.tax_code, *(change.old for change in self.former_tax_codes)) if code]

    @property
    def former_tax_codes(self):
        """The changes by which codes that it really bore were left, the latest first."""
        return [change for change in self.tax_code_changes.all() if not change.is_correction]


class TaxCodeChangeQuerySet(models.QuerySet):
    def left(self, code):
        """Changes by which somebody left this code, which was theirs; one typed by mistake never was."""
        return self.filter(old=code).exclude(cause=TaxCodeChange.Cause.MISTAKE)


class TaxCodeChange(models.Model):
    """An establishment goes by another number: it stays the same, and its old code still leads to it."""

    class Cause(models.TextChoices):
        PERSONAL_NUMBER = "personal_number", "Hộ kinh doanh chuyển sang mã 12 số (số định danh cá nhân của chủ hộ)"
        REFORMED = "reformed", "Đổi loại hình, ví dụ hộ kinh doanh thành doanh nghiệp"
        REISSUED = "reissued", "Cơ quan thuế cấp mã khác"
        MISTAKE = "mistake", "Mã đang ghi là ghi nhầm, nay sửa cho đúng"

    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="tax_code_changes", verbose_name="cơ sở"
    )
    old = models.CharField("mã cũ", max_length=14, db_index=True)
    new = models.CharField("mã mới", max_length=14)
    cause = models.CharField("lý do", max_length=20, choices=Cause)
    changed_on = models.DateField("mã mới dùng từ ngày")
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )

    objects = TaxCodeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "lần đổi mã số thuế"
        verbose_name_plural = "các lần đổi mã số thuế"
        ordering = ["-changed_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(old=models.F("new")), name="tax_code_really_changes")]

    def __str__(self):
        return f"{self.old} → {self.new}"

    @property
    def is_correction(self):
        return self.cause == self.Cause.MISTAKE

    @property
    def held_until(self):
        """The last day of the old code."""
        return self.changed_on - timedelta(days=1)


class ProductQuerySet(SearchableQuerySet):
    def visible_to(self, user):
        """One's own; offices see those that entered one of their rounds."""
        if not user.is_authenticated:
            return self.none()
        from .entries import Entry

        own = Q(establishment__organisation__in=[m.organisation_id for m in user.current_memberships])
        return self.filter(own | Q(pk__in=Entry.objects.received_by(user).values("product")))

    def of(self, user):
        """The products of the establishments for which this person works today."""
        return self.filter(establishment__in=Establishment.objects.of(user))


class Product(models.Model):
    """One product, or one set (*bộ sản phẩm*) with its items in order."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="products", verbose_name="cơ sở")
    name = models.CharField("tên sản phẩm", max_length=300)
    search_key = models.CharField(max_length=320, editable=False)
    group = models.CharField("nhóm", max_length=1, choices=ProductGroup)
    is_set = models.BooleanField("là bộ sản phẩm", default=False)
    saved_at = models.DateTimeField("lưu lúc", null=True, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(saved_at__isnull=True, saved_by__isnull=True)
                | Q(saved_at__isnull=False, saved_by__isnull=False),
                name="product_saved_at_and_by",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def record(self):
        """What its establishment says of it and may change, {field: value}."""
        items = [item.name for item in self.items.all()]
        return {"name": self.name, "group": self.group, "is_set": self.is_set, "items": items}

    @property
    def is_under_judgement(self):
        """Is a filed entry of it being looked at or already in a list? Then its name and group stand still."""
        return self.entries.filter(state__in=[EntryState.SUBMITTED, EntryState.ACCEPTED]).exists()

    @property
    def record_is_asked_for(self):
        """Does an office wait for another name, group or items? What others were given stands with them as filed."""
        return self.entries.filter(
            state=EntryState.RETURNED,
            completion_requests__answered_at__isnull=True,
            completion_requests__points__part=parts.PRODUCT_RECORD,
        ).exists()

    @property
    def keeps_its_record(self):
        """Was an entry of it returned for other parts than its name, group and items? Then these stand as filed."""
        return self.entries.filter(state=EntryState.RETURNED).exists()


class ProductItem(models.Model):
    """One item of a set."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "sản phẩm trong bộ"
        verbose_name_plural = "sản phẩm trong bộ"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["product", "order"], name="item_order_once")]

    def __str__(self):
        return self.name

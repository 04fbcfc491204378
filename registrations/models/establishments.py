from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.text import SearchableQuerySet
from registrations import parts
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
    # What an enterprise declares so that it can be seen to be small or medium; others are by their form.
    sme_labour = models.PositiveIntegerField("lao động bình quân năm", null=True, blank=True)
    sme_revenue = models.DecimalField("doanh thu năm trước", max_digits=18, decimal_places=0, null=True, blank=True)
    sme_capital = models.DecimalField("tổng nguồn vốn", max_digits=18, decimal_places=0, null=True, blank=True)
    sme_stated_at = models.DateTimeField("cam đoan thuộc đối tượng khuyến công lúc", null=True, blank=True)

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
            )
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

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_under_judgement(self):
        """Is a filed entry of it being looked at or already in a list? Then its name and group stand still."""
        return self.entries.filter(state__in=[EntryState.SUBMITTED, EntryState.ACCEPTED]).exists()

    @property
    def keeps_its_record(self):
        """Was an entry of it returned for other parts than its name, group and items? Then these stand as filed."""
        returned = self.entries.filter(state=EntryState.RETURNED)
        named = returned.filter(
            completion_requests__answered_at__isnull=True,
            completion_requests__points__part=parts.PRODUCT_RECORD,
        )
        return returned.exclude(pk__in=named).exists()


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

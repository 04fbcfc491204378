from django.db import models
from django.db.models import F, Q

from cnnt_portal.dated import DatedQuerySet
from cnnt_portal.text import SearchableQuerySet, vietnamese


class Level(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class UnitQuerySet(DatedQuerySet, SearchableQuerySet):
    def provinces(self):
        return self.filter(level=Level.PROVINCE)

    def districts(self):
        return self.filter(level=Level.DISTRICT)

    def communes(self):
        return self.filter(level=Level.COMMUNE)

    def in_order(self):
        """Vietnamese order of names."""
        return self.order_by(vietnamese("name"), "full_name", "pk")


class AdministrativeUnit(models.Model):
    """A province, district or commune between two reorganisations. Never edited into its successor.

    A change of title without a change of land (Đồng Nai, a city since 2026) keeps the row: `full_name` is the last
    one, `full_name_on(date)` answers for the past.
    """

    code = models.CharField("mã", max_length=12, help_text="Mã của Tổng cục Thống kê")
    level = models.CharField("cấp", max_length=10, choices=Level)
    name = models.CharField("tên", max_length=120, help_text="Tên không kèm loại: Vĩnh Long")
    full_name = models.CharField("tên đầy đủ", max_length=160, help_text="Tỉnh Vĩnh Long")
    search_key = models.CharField(max_length=300, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="thuộc")
    province = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="units",
        verbose_name="tỉnh, thành phố",
        help_text="Tỉnh của đơn vị; với cấp tỉnh là chính nó",
    )
    valid_from = models.DateField("có từ", null=True)
    valid_to = models.DateField("đến hết", null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_code_unique_in_its_time"),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=Q(valid_from__isnull=True),
                name="unit_code_unique_before_the_reform",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.full_name

    def exists_on(self, date):
        return (self.valid_from is None or self.valid_from <= date) and (self.valid_to is None or date <= self.valid_to)

    def full_name_on(self, date):
        """“Tỉnh Đồng Nai” on 1/7/2025, “Thành phố Đồng Nai” on 1/7/2026."""
        past = [name for name in self.former_names.all() if date <= name.valid_to]
        return min(past, key=lambda name: name.valid_to).full_name if past else self.full_name

    @property
    def address(self):
        """“Xã Bình Liêu, Tỉnh Quảng Ninh”; list pages select_related("parent__parent")."""
        return f"{self.full_name}, {self.parent.address}" if self.parent else self.full_name


class FormerName(models.Model):
    """What a unit was called up to and including `valid_to`, by whose `decree` that ended."""

    unit = models.ForeignKey(AdministrativeUnit, models.CASCADE, related_name="former_names")
    full_name = models.CharField("tên đầy đủ", max_length=160)
    valid_to = models.DateField("đến hết")
    decree = models.CharField("văn bản", max_length=120)
    is_default = models.BooleanField(
        "mặc định của cổng", default=False, help_text="Ngày tính theo ngày ban hành vì chưa rõ ngày hiệu lực"
    )

    class Meta:
        verbose_name = "tên cũ của đơn vị hành chính"
        verbose_name_plural = "tên cũ của đơn vị hành chính"
        constraints = [models.UniqueConstraint(fields=["unit", "valid_to"], name="former_name_once_a_day")]

    def __str__(self):
        return self.full_name


class Succession(models.Model):
    """On `date`, by `decree`, `old` became (a part of) `new`; `is_partial` when only a part of `old` went there."""

    old = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="predecessions")
    date = models.DateField("từ ngày")
    decree = models.CharField("văn bản", max_length=120)
    is_partial = models.BooleanField("một phần", default=False)

    class Meta:
        verbose_name = "kế thừa đơn vị hành chính"
        verbose_name_plural = "kế thừa đơn vị hành chính"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]

    def __str__(self):
        return f"{self.old} → {self.new}"


class Region(models.Model):
    """A region of the vote (three) or an economic region (six before 1/7/2025, six after)."""

    class Kind(models.TextChoices):
        VOTE = "vote", "Khu vực bình chọn"
        ECONOMIC = "economic", "Vùng kinh tế - xã hội"

    code = models.SlugField("mã", unique=True)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    name = models.CharField("tên", max_length=120)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "khu vực"
        verbose_name_plural = "khu vực"
        ordering = ["kind", "order"]

    def __str__(self):
        return self.name


class RegionMembership(models.Model):
    """A province lies in a region between two dates; `source` says by which text, or [default]."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="region_memberships")
    valid_from = models.DateField("từ", null=True)
    valid_to = models.DateField("đến hết", null=True)
    source = models.CharField("căn cứ", max_length=200)
    is_default = models.BooleanField("mặc định của cổng", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "tỉnh thuộc khu vực"
        verbose_name_plural = "tỉnh thuộc khu vực"
        constraints = [
            models.UniqueConstraint(fields=["region", "unit"], name="region_membership_once"),
        ]

    def __str__(self):
        return f"{self.unit} – {self.region}"

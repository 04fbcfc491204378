from django.db import models
from django.db.models import F, Q

from cnnt_portal.dated import DatedQuerySet


class Level(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class AdministrativeUnit(models.Model):
    """A province, district or commune for as long as it bore this name. Never edited into its successor."""

    code = models.CharField("mã", max_length=12, help_text="Mã của Tổng cục Thống kê")
    level = models.CharField("cấp", max_length=10, choices=Level)
    name = models.CharField("tên", max_length=120, help_text="Tên không kèm loại: Vĩnh Long")
    full_name = models.CharField("tên đầy đủ", max_length=160, help_text="Tỉnh Vĩnh Long")
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name="thuộc")
    valid_from = models.DateField("có từ", null=True)
    valid_to = models.DateField("đến hết", null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_code_unique_in_its_time"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.full_name


class Succession(models.Model):
    """On `date`, by `decree`, (a part of) `old` became (a part of) `new`."""

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

    def __str__(self):
        return f"{self.unit} – {self.region}"

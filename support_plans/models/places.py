from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.dated import DatedQuerySet
from cnnt_portal.geography.models import AdministrativeUnit

from .plans import works_in_an_office


class PlaceKind(models.TextChoices):
    """Places whose projects khuyến công money prefers (NĐ 45/2012/NĐ-CP)."""

    DIFFICULT = "difficult", "Địa bàn kinh tế – xã hội khó khăn"
    SPECIALLY_DIFFICULT = "specially_difficult", "Địa bàn kinh tế – xã hội đặc biệt khó khăn"
    NEW_RURAL = "new_rural", "Xã trong chương trình nông thôn mới"
    HIGHLAND = "highland", "Vùng cao"
    ISLAND = "island", "Hải đảo"
    BORDER = "border", "Biên giới"
    MINORITY = "minority", "Vùng đồng bào dân tộc thiểu số"
    POOR_DISTRICT = "poor_district", "Huyện nghèo"


class PlaceListQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Offices, as the plan itself."""
        return self if works_in_an_office(user) else self.none()


class PlaceList(models.Model):
    """*Danh mục địa bàn*: the units that one paper names, and from when to when it holds."""

    kind = models.CharField("loại địa bàn", max_length=20, choices=PlaceKind)
    paper = models.CharField("theo văn bản", max_length=200)
    valid_from = models.DateField("có hiệu lực từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    units = models.ManyToManyField(AdministrativeUnit, related_name="+", verbose_name="các địa bàn")
    entered_at = models.DateTimeField("nhập lúc")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PlaceListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh mục địa bàn"
        verbose_name_plural = "danh mục địa bàn"
        ordering = ["kind", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "paper"], name="place_list_once_per_paper"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="place_list_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.paper})"

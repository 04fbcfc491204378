from django.conf import settings
from django.db import models

from registrations.models import Entry

from .meeting import Meeting


class ProductSet(models.Model):
    """*Bộ sản phẩm* into which the council merges passing entries of one establishment, after scoring.

    It keeps code and mean of the entry that leads it, the best of them [default]: no mean is ever made up.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="product_sets")
    lead = models.OneToOneField(Entry, models.PROTECT, related_name="leads_set")
    name = models.CharField("tên bộ sản phẩm", max_length=300)
    merged_at = models.DateTimeField("gộp lúc")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bộ sản phẩm do hội đồng gộp"
        verbose_name_plural = "bộ sản phẩm do hội đồng gộp"
        ordering = ["pk"]

    def __str__(self):
        return self.name


class MergedEntry(models.Model):
    """An entry that goes on as part of a set, beside the one that leads it."""

    product_set = models.ForeignKey(ProductSet, models.CASCADE, related_name="merged")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="merged_into")

    class Meta:
        verbose_name = "sản phẩm gộp vào bộ"
        verbose_name_plural = "sản phẩm gộp vào bộ"
        ordering = ["entry__code"]

    def __str__(self):
        return f"{self.entry.code} – {self.product_set}"

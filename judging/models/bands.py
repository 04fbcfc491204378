from django.db import models
from django.db.models import F, Q

from registrations.models import ProductGroup

from .council import Council


class Band(models.Model):
    """*Khung điểm*: what the panel agreed, before it scores, that a criterion is worth in one product group.

    The law has no sub-scores: bands are data of the round, within the maxima of its rule set, and are asked for in
    words when points lie outside. `maximum` is copied so that the database can hold it.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="bands")
    group = models.CharField("nhóm sản phẩm", max_length=1, choices=ProductGroup)
    criterion = models.CharField("tiêu chí", max_length=20)
    maximum = models.DecimalField("điểm tối đa", max_digits=5, decimal_places=2)
    lowest = models.DecimalField("từ điểm", max_digits=5, decimal_places=2)
    highest = models.DecimalField("đến điểm", max_digits=5, decimal_places=2)
    wording = models.TextField("hướng dẫn chấm", blank=True)

    class Meta:
        verbose_name = "khung điểm"
        verbose_name_plural = "khung điểm"
        ordering = ["group", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "group", "criterion"], name="band_once"),
            models.CheckConstraint(
                condition=Q(lowest__gte=0) & Q(highest__gte=F("lowest")) & Q(highest__lte=F("maximum")),
                name="band_within_its_maximum",
            ),
        ]

    def __str__(self):
        return f"{self.get_group_display()}, {self.criterion}: {self.lowest} – {self.highest}"

    def holds(self, value):
        return self.lowest <= value <= self.highest

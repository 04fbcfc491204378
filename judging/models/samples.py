from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registrations.models import Entry


class Sample(models.Model):
    """A physical product (*hiện vật*) that an establishment brought to the council, until it has it back."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="samples")
    description = models.CharField("hiện vật", max_length=200)
    arrived_on = models.DateField("ngày nhận")
    brought_by = models.CharField("người giao", max_length=150)
    condition = models.CharField("tình trạng khi nhận", max_length=300)
    received_at = models.DateTimeField("ghi nhận lúc")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_on = models.DateField("ngày trả", null=True)
    taken_by = models.CharField("người nhận lại", max_length=150, blank=True)
    condition_back = models.CharField("tình trạng khi trả", max_length=300, blank=True)
    returned_at = models.DateTimeField("ghi trả lúc", null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "hiện vật"
        verbose_name_plural = "hiện vật"
        ordering = ["entry__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    returned_on__isnull=True, returned_at__isnull=True, returned_by__isnull=True, taken_by="",
                    condition_back="",
                )
                | (
                    Q(returned_on__gte=F("arrived_on"), returned_at__isnull=False, returned_by__isnull=False)
                    & ~Q(taken_by="")
                    & ~Q(condition_back="")
                ),
                name="returned_sample_says_to_whom_and_how",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.entry.code}: {self.description}"

    @property
    def is_returned(self):
        return self.returned_on is not None

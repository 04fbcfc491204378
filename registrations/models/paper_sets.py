from django.conf import settings
from django.db import models
from django.db.models import Q

from .entries import Entry


class PaperSetsQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(struck_at__isnull=True)


class PaperSets(models.Model):
    """Paper sets of a filed dossier that reached the office. A record made by mistake is struck, never deleted."""

    class Way(models.TextChoices):
        HAND = "hand", "Nộp trực tiếp"
        POST = "post", "Qua bưu điện"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="paper_sets")
    sets = models.PositiveSmallIntegerField("số bộ")
    way = models.CharField("cách nộp", max_length=10, choices=Way)
    arrived_on = models.DateField("ngày nhận")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    received_at = models.DateTimeField("ghi lúc")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    struck_at = models.DateTimeField("gạch lúc", null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PaperSetsQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhận hồ sơ giấy"
        verbose_name_plural = "lần nhận hồ sơ giấy"
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sets__gte=1), name="paper_sets_are_some"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="paper_sets_struck_at_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.sets} bộ, {self.get_way_display().lower()}"

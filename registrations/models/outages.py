from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Pulse(models.Model):
    """One row: when the portal last showed that its web, database and worker were alive."""

    # The key of the row, so that two first signs of life at one moment do not make two.
    ONLY = 1

    at = models.DateTimeField("lúc")
    address = models.CharField("địa chỉ đã hỏi", max_length=500, blank=True)

    class Meta:
        verbose_name = "nhịp hoạt động"
        verbose_name_plural = "nhịp hoạt động"

    def __str__(self):
        return f"{timezone.localtime(self.at):%H:%M %d/%m/%Y}"


class Outage(models.Model):
    """The portal was down between two moments: noticed by itself, or reported by its administrator. Never edited."""

    class Source(models.TextChoices):
        NOTICED = "noticed", "Máy chủ tự ghi"
        REPORTED = "reported", "Quản trị cổng ghi"

    started_at = models.DateTimeField("ngừng từ")
    ended_at = models.DateTimeField("hoạt động lại lúc")
    source = models.CharField("nguồn", max_length=10, choices=Source)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "lần cổng ngừng hoạt động"
        verbose_name_plural = "lần cổng ngừng hoạt động"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="outage_ends_after_it_begins"),
            models.UniqueConstraint(fields=["started_at", "ended_at"], name="outage_recorded_once"),
        ]

    def __str__(self):
        return f"Ngừng {self.minutes} phút"

    @property
    def minutes(self):
        """Begun minutes count."""
        return -(-int((self.ended_at - self.started_at).total_seconds()) // 60)

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile

from .rounds import Round


class SentListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the rounds that one's office holds."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(round__organiser__in=user.bodies())


class SentList(models.Model):
    """A list of nominated products that came in Excel, with the certified copies; first looked at, then taken in."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sent_lists")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp danh sách")
    copies = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản sao")
    kept_at = models.DateTimeField("gửi lúc")
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField("nhập lúc", null=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_count = models.PositiveIntegerField("số sản phẩm đã đưa vào", default=0)

    objects = SentListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách gửi lên"
        verbose_name_plural = "danh sách gửi lên"
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at__isnull=True, imported_by__isnull=True)
                | Q(imported_at__isnull=False, imported_by__isnull=False),
                name="sent_list_imported_at_and_by",
            )
        ]

    def __str__(self):
        return f"{self.file} – {self.round}"

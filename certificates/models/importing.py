from django.conf import settings
from django.db import models
from django.db.models import Q


class HistoryImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The portal's administrators."""
        return self.all() if user.is_authenticated and user.is_portal_administrator else self.none()


class HistoryImport(models.Model):
    """*Bảng nhập lịch sử*: products recognised before the portal, as the table was brought."""

    name = models.CharField("tên tệp", max_length=200)
    cells = models.JSONField("các ô của bảng")
    brought_at = models.DateTimeField("đưa lên lúc")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Numbers of the lines that were new when somebody pressed: afterwards they are known like any other.
    entered_lines = models.JSONField("các dòng đã nhập", default=list)
    entered_at = models.DateTimeField("nhập lúc", null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HistoryImportQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng nhập lịch sử"
        verbose_name_plural = "bảng nhập lịch sử"
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True, entered_by__isnull=True)
                | Q(entered_at__isnull=False, entered_by__isnull=False),
                name="history_import_entered_by_and_at",
            )
        ]

    def __str__(self):
        return self.name

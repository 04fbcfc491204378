import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile
from cnnt_portal.jobs.models import Job


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's: the rows were chosen for this reader."""
        return self.filter(requested_by=user) if user.is_authenticated else self.none()


class Export(models.Model):
    """A long list made into a file in the background. It is kept for some days; then the row stays without its file."""

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    listing = models.CharField("danh sách", max_length=80, help_text="Tên đăng ký trong listings.py")
    title = models.CharField("tên danh sách", max_length=200)
    wish = models.TextField("bộ lọc", blank=True, help_text="Chuỗi truy vấn của trang danh sách")
    form = models.CharField("dạng", max_length=4, choices=Form)
    standing = models.CharField("tư cách lúc yêu cầu", max_length=64)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người")
    requested_at = models.DateTimeField("yêu cầu lúc")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="việc chạy nền")
    count = models.PositiveIntegerField("số dòng", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="tệp")
    made_at = models.DateTimeField("tạo xong lúc", null=True)
    expires_at = models.DateTimeField("giữ đến", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp xuất"
        verbose_name_plural = "tệp xuất"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True, file__isnull=True)
                | Q(made_at__isnull=False, expires_at__isnull=False, count__isnull=False),
                name="made_export_has_its_term",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.get_form_display()})"

    def is_kept_at(self, moment):
        return self.file_id is not None and moment < self.expires_at


def standing_of(user):
    """What a person is in the portal today, as one value to compare: whoever changes office exports anew."""
    held = sorted((row.organisation_id, row.role) for row in user.current_memberships)
    return hashlib.sha256(repr((held, user.is_portal_administrator)).encode()).hexdigest()

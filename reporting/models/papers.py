"""What is laid beside a report: evidence, a version edited in Word, a sentence for each flag."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile

from .reports import HalfYearReport, ReportVersion


class ReportPaper(models.Model):
    """A file beside a report. Evidence is sent with it; a version edited in Word comes back to what was sent and
    changes nothing of it."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "Tài liệu kèm theo"
        EDITED = "edited", "Bản sửa trong Word"

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=10, choices=Kind)
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, related_name="papers", verbose_name="của bản đã gửi"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm")
    added_at = models.DateTimeField("thêm lúc")

    class Meta:
        verbose_name = "tài liệu của báo cáo"
        verbose_name_plural = "tài liệu của báo cáo"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="evidence", version__isnull=True) | Q(kind="edited", version__isnull=False),
                name="edited_paper_has_its_version",
            ),
        ]

    def __str__(self):
        return f"{self.report}: {self.file.name}"


class FlagAnswer(models.Model):
    """The unit's one sentence to what the portal asked to look at."""

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="flag_answers")
    flag = models.CharField("mã lưu ý", max_length=80)
    sentence = models.CharField("giải trình", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người giải trình")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "giải trình lưu ý"
        verbose_name_plural = "giải trình lưu ý"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "flag"], name="flag_answered_once")]

    def __str__(self):
        return f"{self.report}: {self.sentence}"

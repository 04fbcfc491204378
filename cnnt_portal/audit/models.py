from django.conf import settings
from django.db import models


class Event(models.Model):
    """One act, for investigators. Rows are only ever added: a trigger in the database refuses anything else."""

    name = models.CharField("hành động", max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người")
    at = models.DateTimeField("lúc", db_index=True)
    request_id = models.CharField("mã yêu cầu", max_length=32, blank=True)
    subjects = models.JSONField("đối tượng", help_text='["registrations.entry:12", …]')

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M} {self.name}"

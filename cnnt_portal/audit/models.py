from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils import timezone


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_portal_administrator else self.none()

    def about(self, subject):
        """Events that name this object: "registrations.entry:12"."""
        if connection.vendor == "postgresql":
            return self.filter(subjects__contains=[subject])
        text = Cast("subjects", models.TextField())
        return self.annotate(subjects_text=text).filter(subjects_text__contains=f'"{subject}"')


class Event(models.Model):
    """One act, for investigators. Rows are only ever added: a trigger in the database refuses anything else."""

    name = models.CharField("hành động", max_length=120, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người")
    at = models.DateTimeField("lúc", db_index=True)
    request_id = models.CharField("mã yêu cầu", max_length=32, blank=True)
    subjects = models.JSONField("đối tượng", help_text='["registrations.entry:12", …]')

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M} {self.name}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from .establishments import Establishment


class JoinRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent to the establishments for which this person works."""
        return self.filter(establishment__in=Establishment.objects.of(user)) if user.is_authenticated else self.none()

    def waiting(self):
        return self.filter(answered_at__isnull=True)


class JoinRequest(models.Model):
    """Somebody typed the tax code of an establishment that is here already, and asks its owner to be let in."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="join_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("xin lúc")
    is_granted = models.BooleanField("được nhận", default=False)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "lời xin vào cơ sở"
        verbose_name_plural = "lời xin vào cơ sở"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "asked_by"], condition=Q(answered_at__isnull=True), name="join_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="join_request_answered_at_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.asked_by} xin vào {self.establishment}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.workflow import Stateful, StateHistory

from .workflow import STEPS, ErasureState


class ErasureRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; administrators see all."""
        return self if user.is_portal_administrator else self.filter(person=user)

    def waiting(self):
        return self.filter(state=ErasureState.ASKED)


class ErasureRequest(Stateful):
    """A person asks that what the portal keeps about them be deleted (Luật 91/2025/QH15)."""

    class Ground(models.TextChoices):
        ASKED = "asked", "Yêu cầu xóa dữ liệu"
        CONSENT = "consent", "Rút lại sự đồng ý"

    STEPS = STEPS

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure_requests", verbose_name="người yêu cầu"
    )
    ground = models.CharField("căn cứ", max_length=10, choices=Ground)
    state = models.CharField("trạng thái", max_length=12, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField("yêu cầu lúc")
    due_on = models.DateField("xóa trong ngày")
    carried_out_at = models.DateTimeField("xóa lúc", null=True)
    kept = models.JSONField("phần phải giữ lại", default=list, help_text='[{"label": …, "count": …, "reason": …}]')

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu xóa dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu xóa dữ liệu cá nhân"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="erasure_waits_once"),
            models.CheckConstraint(
                condition=Q(state="carried_out", carried_out_at__isnull=False)
                | (~Q(state="carried_out") & Q(carried_out_at__isnull=True)),
                name="erasure_carried_out_at_matches_state",
            ),
        ]

    def __str__(self):
        return f"{self.get_ground_display()} – {self.person}"


class ErasureRequestHistory(StateHistory):
    subject = models.ForeignKey(ErasureRequest, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "lịch sử yêu cầu xóa"
        verbose_name_plural = "lịch sử yêu cầu xóa"

from django.conf import settings
from django.db import models
from django.db.models import Q

from registrations.models import Entry

from .council import Judge, in_season


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A judge's own, while the season lasts; those that were taken back are gone for the judge."""
        if not user.is_authenticated:
            return self.none()
        return self.in_force().filter(in_season("judge__panel__council__"), judge__user=user)

    def in_force(self):
        return self.filter(released_at__isnull=True)


class Assignment(models.Model):
    """This judge scores this entry. Before the declaration only product, establishment and place are seen."""

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("phân công lúc")
    released_at = models.DateTimeField("thôi phân công lúc", null=True)
    release_reason = models.TextField("lý do thôi phân công", blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công chấm"
        verbose_name_plural = "phân công chấm"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(release_reason=""), name="released_assignment_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.judge} – {self.entry}"


class ConflictDeclaration(models.Model):
    """What a judge declared before opening an entry. A conflict closes the entry to that judge."""

    class Kind(models.TextChoices):
        NONE = "none", "Không có xung đột lợi ích"
        FAMILY = "family", "Người thân có lợi ích tại cơ sở"
        EMPLOYMENT = "employment", "Đang hoặc đã làm việc cho cơ sở"
        ADVICE = "advice", "Đã tư vấn cho cơ sở hoặc sản phẩm"
        OWNERSHIP = "ownership", "Có vốn góp hoặc quyền lợi tài chính"
        OTHER = "other", "Lý do khác"

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="declarations")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="declarations")
    kind = models.CharField("nội dung khai", max_length=12, choices=Kind)
    reason = models.TextField("giải thích", blank=True)
    declared_at = models.DateTimeField("khai lúc")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "khai báo xung đột lợi ích"
        verbose_name_plural = "khai báo xung đột lợi ích"
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry"], name="declaration_once"),
            models.CheckConstraint(condition=Q(kind="none") | ~Q(reason=""), name="conflict_says_why"),
        ]

    def __str__(self):
        return f"{self.judge} – {self.entry}: {self.get_kind_display()}"

    @property
    def is_conflict(self):
        return self.kind != self.Kind.NONE

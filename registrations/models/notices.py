from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation


class OfficeNoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What stands, stands for everybody."""
        return self.standing().select_related("organisation")

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class OfficeNotice(models.Model):
    """What an office that holds rounds tells everybody on its own page. Withdrawn it is no longer shown, but kept."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="notices", verbose_name="cơ quan")
    title = models.CharField("tiêu đề", max_length=200)
    text = models.TextField("nội dung")
    published_at = models.DateTimeField("đăng lúc")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("gỡ lúc", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficeNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo của cơ quan"
        verbose_name_plural = "thông báo của cơ quan"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="office_notice_withdrawn_at_and_by",
            )
        ]

    def __str__(self):
        return self.title

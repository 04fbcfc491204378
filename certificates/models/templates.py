from django.conf import settings
from django.db import models

from cnnt_portal.accounts.models import Organisation
from registrations.models import VoteLevel


class PaperTemplateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of one's own office; a portal administrator sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_administrator:
            return self.all()
        return self.filter(organisation__in=user.bodies())

    def current(self, organisation, level):
        """The latest version of an office's template at a level; None while it uses the standard one."""
        return self.filter(organisation=organisation, level=level).order_by("version").last()


class PaperTemplate(models.Model):
    """*Mẫu giấy chứng nhận* of an office at a level, one row a version; a paper keeps the one it was issued with."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="cơ quan cấp")
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    version = models.PositiveSmallIntegerField("bản số")
    design = models.JSONField("thiết kế")
    created_at = models.DateTimeField("lưu lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu giấy chứng nhận"
        verbose_name_plural = "mẫu giấy chứng nhận"
        ordering = ["organisation", "level", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "level", "version"], name="template_version_once")
        ]

    def __str__(self):
        return f"Mẫu giấy {self.get_level_display().lower()}, bản {self.version}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation

from .kinds import ActivityKind
from .plans import UnitTask


class ActivityImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of the unit that brought it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(unit__in=[m.organisation_id for m in user.current_memberships])


class ActivityImport(models.Model):
    """*Bảng nhập*: a table of activities and products as it was brought; what it would enter is computed from it."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị")
    task = models.ForeignKey(UnitTask, models.PROTECT, related_name="+", verbose_name="nhiệm vụ")
    kind = models.CharField("loại hoạt động", max_length=20, choices=ActivityKind, blank=True)
    title = models.CharField("tên hoạt động", max_length=300, blank=True)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    cells = models.JSONField("các ô của bảng")
    columns = models.JSONField("cột đã chọn", default=dict)  # {place in the row: key of importing.HEADERS}
    products = models.JSONField("sản phẩm đã chọn", default=dict)  # {names as typed: certificate}
    entered = models.JSONField("dòng đã nhập", default=dict)  # {activity: how many lines of this table}
    brought_at = models.DateTimeField("đưa lên lúc")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc", null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ActivityImportQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng nhập hoạt động"
        verbose_name_plural = "bảng nhập hoạt động"
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True, entered_by__isnull=True)
                | Q(entered_at__isnull=False, entered_by__isnull=False),
                name="import_entered_by_and_at",
            )
        ]

    def __str__(self):
        return f"Bảng nhập của {self.unit}"

    @property
    def chosen_columns(self):
        return {int(place): key for place, key in self.columns.items()}

    @property
    def given(self):
        """What holds for every row that does not say otherwise."""
        facts = {name: getattr(self, name) for name in ("kind", "title", "starts_on", "ends_on", "place")}
        return {name: value for name, value in facts.items() if value}

from django.conf import settings
from django.db import models


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner=user) if user.is_authenticated else self.none()


class SavedView(models.Model):
    """A table of the statistics page that somebody wants to find again: its name and its query string."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu")
    name = models.CharField("tên bảng", max_length=120)
    query = models.CharField("lựa chọn", max_length=400, help_text="Chuỗi truy vấn của trang thống kê")
    saved_at = models.DateTimeField("lưu lúc")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng thống kê đã lưu"
        verbose_name_plural = "bảng thống kê đã lưu"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self):
        return self.name

from django.conf import settings
from django.db import models

from certificates.models import PeriodicList
from cnnt_portal.accounts.models import Organisation


class ListReceipt(models.Model):
    """*Xác nhận đã nhận danh sách*: a unit says that it has the focal point's periodic list."""

    sent = models.ForeignKey(PeriodicList, models.PROTECT, related_name="receipts", verbose_name="danh sách")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị")
    received_at = models.DateTimeField("nhận lúc")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "xác nhận đã nhận danh sách"
        verbose_name_plural = "xác nhận đã nhận danh sách"
        constraints = [models.UniqueConstraint(fields=["sent", "unit"], name="list_received_once_per_unit")]

    def __str__(self):
        return f"{self.unit}: {self.sent}"

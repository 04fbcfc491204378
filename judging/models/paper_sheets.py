from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile

from .scoring import ScoreSheet


class KeyedPaper(models.Model):
    """A paper sheet as the secretary keyed it in, with its scan; rows are never removed, so a sheet reopened and keyed
    again keeps every scan. The judge says of each whether it is what they wrote."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="keyings")
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="bản quét phiếu giấy")
    keyed_at = models.DateTimeField("nhập lúc")
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="thư ký nhập")
    confirmed_at = models.DateTimeField("giám khảo xác nhận lúc", null=True)
    objection = models.TextField("giám khảo thấy sai ở đâu", blank=True)
    objected_at = models.DateTimeField("giám khảo báo sai lúc", null=True)
    may_key_again = models.BooleanField("giám khảo nhờ thư ký nhập lại", default=False)

    class Meta:
        verbose_name = "lần nhập phiếu giấy"
        verbose_name_plural = "lần nhập phiếu giấy"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True, objection="")
                | (Q(objected_at__isnull=False, confirmed_at__isnull=True) & ~Q(objection="")),
                name="keyed_paper_objection_says_why",
            )
        ]

    def __str__(self):
        return f"Phiếu giấy {self.sheet.entry.code}"

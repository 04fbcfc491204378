import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.text import nfc

from .dossiers import DossierVersion
from .reasons import Reason


def mark_of(found):
    """By which a page knows later whether another finding has taken the place of the one that it showed.

    `found`: a PartCheck, or (is_met, Reason or None, note); None, not checked yet, has the mark "".
    """
    if found is None:
        return ""
    is_met, reason, note = (found.is_met, found.reason, found.note) if isinstance(found, PartCheck) else found
    said = [bool(is_met), "" if is_met or reason is None else reason.code, nfc(note).strip()]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


class PartCheck(models.Model):
    """What the officer found in one part of a filed version: it passes, or it fails for one of the shared reasons."""

    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="checks", verbose_name="phiên bản")
    part = models.CharField("thành phần hồ sơ", max_length=40)
    is_met = models.BooleanField("đạt")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, related_name="+", verbose_name="lý do không đạt")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    checked_at = models.DateTimeField("kiểm tra lúc")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kiểm tra thành phần hồ sơ"
        verbose_name_plural = "kiểm tra thành phần hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["version", "part"], name="part_checked_once_per_version"),
            models.CheckConstraint(
                condition=Q(is_met=True) | Q(reason__isnull=False), name="failed_part_has_its_reason"
            ),
        ]

    def __str__(self):
        return f"{self.part}: {'đạt' if self.is_met else 'không đạt'}"

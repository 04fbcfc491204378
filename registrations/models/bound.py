from django.db import models

from cnnt_portal.files.models import StoredFile

from .dossiers import DossierVersion
from .entries import Entry


class BoundDossier(models.Model):
    """A filed version bound as one PDF for printing, made once."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="bound")
    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    bound_at = models.DateTimeField("lập lúc")

    class Meta:
        verbose_name = "hồ sơ đóng tập"
        verbose_name_plural = "hồ sơ đóng tập"
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="version_bound_once_per_entry")]

    def __str__(self):
        return f"{self.entry}, lần {self.version.number}"

from django.db import models

from cnnt_portal.ui.formats import number

from .kinds import MoneySource


class MoneyBySource(models.Model):
    """So much from one source, in đồng; subclasses say what for."""

    source = models.CharField("nguồn", max_length=20, choices=MoneySource)
    amount = models.DecimalField("số tiền (đồng)", max_digits=15, decimal_places=0)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.get_source_display()}: {number(self.amount)}"

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from registrations.models import Entry

from .complaints import Complaint
from .council import Council
from .scoring import ScoringPass
from .stages import Stage


class Reopening(models.Model):
    """A closed pass, or a meeting that was over, was opened again for a few named entries. All others keep what they
    have; what stood before for the named ones is copied here."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="reopenings")
    stage = models.CharField("bước mở lại", max_length=12, choices=Stage)
    scoring_pass = models.ForeignKey(ScoringPass, models.PROTECT, null=True, related_name="reopenings")
    entries = models.ManyToManyField(Entry, related_name="reopenings", verbose_name="sản phẩm mở lại")
    complaint = models.OneToOneField(Complaint, models.PROTECT, null=True, related_name="reopening")
    reason = models.TextField("lý do")
    # results: [code, mean, counted, is_passed]; outcomes: {columns of an Outcome}; sets: [name, lead, [codes]].
    before = models.JSONField("kết quả trước khi mở lại", encoder=DjangoJSONEncoder)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lần mở lại"
        verbose_name_plural = "lần mở lại"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_says_why"),
            models.CheckConstraint(
                condition=Q(stage=Stage.MEETING, scoring_pass__isnull=True)
                | (~Q(stage=Stage.MEETING) & Q(scoring_pass__isnull=False)),
                name="reopened_pass_is_named",
            ),
        ]

    def __str__(self):
        return f"{self.council}: mở lại {self.get_stage_display().lower()}"

    @property
    def codes(self):
        return ", ".join(sorted(entry.code for entry in self.entries.all()))

from django.db import models
from django.db.models import Q

from registrations.models import Entry

from .council import CouncilMember
from .meeting import Meeting


class BallotBox(models.Model):
    """The counts of a secret ballot on one entry: nothing here or in the ledger ties a choice to a member."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="boxes")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="boxes")
    agree = models.PositiveSmallIntegerField("đồng ý", default=0)
    disagree = models.PositiveSmallIntegerField("không đồng ý", default=0)
    abstain = models.PositiveSmallIntegerField("không biểu quyết", default=0)

    class Meta:
        verbose_name = "hòm phiếu kín"
        verbose_name_plural = "hòm phiếu kín"
        constraints = [models.UniqueConstraint(fields=["meeting", "entry"], name="one_box_per_entry")]

    def __str__(self):
        return f"Hòm phiếu {self.entry.code}"


class CastBallot(models.Model):
    """That a member has put a secret ballot in, never which; without a moment, so that order tells nothing."""

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="secret_ballots")

    class Meta:
        verbose_name = "lượt bỏ phiếu kín"
        verbose_name_plural = "lượt bỏ phiếu kín"
        constraints = [models.UniqueConstraint(fields=["box", "member"], name="one_secret_ballot_per_member")]

    def __str__(self):
        return f"{self.member} đã bỏ phiếu"


class Prize(models.Model):
    """*Giải* of a recognised product, where the round grades its products (a provincial extra)."""

    outcome = models.OneToOneField("judging.Outcome", models.PROTECT, related_name="prize")
    grade = models.CharField("giải", max_length=60)
    amount = models.DecimalField("tiền thưởng (đồng)", max_digits=12, decimal_places=0, null=True)

    class Meta:
        verbose_name = "giải thưởng"
        verbose_name_plural = "giải thưởng"
        constraints = [
            models.CheckConstraint(condition=~Q(grade=""), name="prize_has_a_grade"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="prize_money_is_positive"),
        ]

    def __str__(self):
        return self.grade

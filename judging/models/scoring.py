from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.files.models import StoredFile
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry, Round

from .. import workflow
from ..workflow import PassState, SheetState
from .council import CouncilMember, Judge, Seat, in_season


class ScoringPassQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The passes of councils in which the user has a seat; after publication those that the user judged."""
        if not user.is_authenticated:
            return self.none()
        seats = CouncilMember.objects.of(user).values("council__round")
        judged = Judge.objects.filter(in_season("panel__council__"), user=user)
        judged = judged.filter(panel__council__published_at__isnull=False)
        found = self.filter(Q(round__in=seats) | Q(round__in=judged.values("panel__council__round")))
        found = found.select_related("round__rule_set", "round__organiser", "round__council")
        return found.prefetch_related("round__council__members__user")


class ScoringPass(Stateful):
    """Pass 1 (on the dossiers) or pass 2 (after the field visits) of a round."""

    STEPS = workflow.PASS_STEPS

    round = models.ForeignKey(Round, models.PROTECT, related_name="passes", verbose_name="kỳ bình chọn")
    number = models.PositiveSmallIntegerField("lượt")
    state = models.CharField("trạng thái", max_length=10, choices=PassState, default=PassState.PREPARING)
    opened_at = models.DateTimeField("mở lúc", null=True)
    closed_at = models.DateTimeField("khóa lúc", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ScoringPassQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt chấm"
        verbose_name_plural = "lượt chấm"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="pass_number_once"),
            models.CheckConstraint(
                condition=~Q(state=PassState.CLOSED) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_pass_has_closer",
            ),
        ]

    def __str__(self):
        return f"Lượt {self.number} – {self.round}"

    @property
    def is_open(self):
        return self.state == PassState.OPEN

    @property
    def is_closed(self):
        return self.state == PassState.CLOSED

    @property
    def waits(self):
        """An earlier pass was opened again: this one goes on when that is closed."""
        return self.state == PassState.SUSPENDED

    @property
    def last_reopening(self):
        return self.reopenings.order_by("-pk").first()


class PassHistory(StateHistory):
    subject = models.ForeignKey(ScoringPass, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến lượt chấm"
        verbose_name_plural = "diễn biến lượt chấm"


class ScoreSheetQuerySet(models.QuerySet):
    def kept_by(self, user):
        """The sheets of the councils whose secretary is the user: that they exist, never what they say."""
        if not user.is_authenticated:
            return self.none()
        seats = CouncilMember.objects.filter(user=user, seat=Seat.SECRETARY).values("council__round")
        return self.valid().filter(scoring_pass__round__in=seats)

    def valid(self):
        """Without those that count no more and are gone for their judge too: voided by a conflict or by an assignment
        taken back, or, when a pass that waited goes on, because their entry has fallen. The last come back with it."""
        return self.filter(voided_at__isnull=True)

    def submitted(self):
        return self.filter(state=SheetState.SUBMITTED)


class ScoreSheet(Stateful):
    """*Phiếu chấm điểm* (Phụ lục 4, TT 26/2014): one judge, one entry, one pass.

    A submitted sheet has a total or, when the judge leaves the entry unscored, a reason: that is not zero.
    """

    STEPS = workflow.SHEET_STEPS

    scoring_pass = models.ForeignKey(ScoringPass, models.PROTECT, related_name="sheets")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheets")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sheets")
    state = models.CharField("trạng thái", max_length=10, choices=SheetState, default=SheetState.DRAFT)
    total = models.DecimalField("tổng điểm", max_digits=5, decimal_places=2, null=True)
    remarks = models.TextField("nhận xét", blank=True)
    not_scored_reason = models.TextField("lý do không chấm", blank=True)
    saved_at = models.DateTimeField("lưu lúc", null=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True)
    voided_at = models.DateTimeField("không còn tính từ lúc", null=True)
    # A sheet filled in on paper: who keyed it in, and the scan that shows what the judge wrote and signed.
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản quét phiếu giấy"
    )
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="thư ký nhập phiếu giấy"
    )

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu chấm điểm"
        verbose_name_plural = "phiếu chấm điểm"
        constraints = [
            models.UniqueConstraint(fields=["scoring_pass", "judge", "entry"], name="one_sheet_per_judge"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.SUBMITTED)
                | (Q(submitted_at__isnull=False) & (Q(total__isnull=False) | ~Q(not_scored_reason=""))),
                name="submitted_sheet_is_scored_or_says_why",
            ),
            models.CheckConstraint(condition=Q(total__isnull=True) | Q(total__range=(0, 100)), name="total_in_range"),
            models.CheckConstraint(
                condition=Q(scan__isnull=True, keyed_by__isnull=True)
                | Q(scan__isnull=False, keyed_by__isnull=False, state=SheetState.SUBMITTED),
                name="keyed_sheet_has_its_scan",
            ),
        ]

    def __str__(self):
        return f"Phiếu của {self.judge} cho {self.entry.code}"

    @property
    def is_submitted(self):
        return self.state == SheetState.SUBMITTED

    def standing(self):
        """{name of the field on the page: what stands there}; a field that was never filled in is missing."""
        stands = {"nhan_xet": self.remarks, "ly_do_khong_cham": self.not_scored_reason}
        for score in self.scores.all():
            stands[f"diem_{score.criterion}"], stands[f"ghi_chu_{score.criterion}"] = score.value, score.note
        return stands

    @property
    def is_paper(self):
        return self.scan_id is not None


class SheetHistory(StateHistory):
    subject = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến phiếu chấm"
        verbose_name_plural = "diễn biến phiếu chấm"


class Score(models.Model):
    """Points for one criterion; `maximum` is copied from the round's rule set so that the database can hold it.

    A draft may hold a note without points yet.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    criterion = models.CharField("tiêu chí", max_length=20)
    maximum = models.DecimalField("điểm tối đa", max_digits=5, decimal_places=2)
    value = models.DecimalField("điểm", max_digits=5, decimal_places=2, null=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "điểm"
        verbose_name_plural = "điểm"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="criterion_once_per_sheet"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | (Q(value__gte=0) & Q(value__lte=F("maximum"))),
                name="score_within_its_maximum",
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"


class PassResult(models.Model):
    """What a closed pass says of an entry, copied at the moment of closing.

    No mean: nobody scored, which is not zero.
    """

    scoring_pass = models.ForeignKey(ScoringPass, models.PROTECT, related_name="results")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="pass_results")
    mean = models.DecimalField("điểm bình quân", max_digits=5, decimal_places=2, null=True)
    counted = models.PositiveSmallIntegerField("số phiếu được tính")
    is_passed = models.BooleanField("đạt điểm yêu cầu")

    class Meta:
        verbose_name = "kết quả lượt chấm"
        verbose_name_plural = "kết quả lượt chấm"
        constraints = [
            models.UniqueConstraint(fields=["scoring_pass", "entry"], name="pass_result_once"),
            models.CheckConstraint(
                condition=Q(mean__isnull=True, counted=0, is_passed=False) | Q(mean__isnull=False, counted__gt=0),
                name="mean_of_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.entry.code}: {self.mean}"


class LedgerRecord(models.Model):
    """One event of scoring in a round, chained: `hash` = SHA-256(previous hash + canonical content)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="ledger")
    sequence = models.PositiveIntegerField("số thứ tự")
    content = models.TextField("nội dung", help_text="JSON chuẩn tắc: khóa xếp thứ tự, không khoảng trắng")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "dòng sổ điểm"
        verbose_name_plural = "sổ điểm"
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["round", "sequence"], name="ledger_sequence_once")]

    def __str__(self):
        return f"{self.round} #{self.sequence}"

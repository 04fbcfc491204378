from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry, Round

from . import workflow
from .workflow import MeetingState, PassState, SheetState


class Seat(models.TextChoices):
    CHAIR = "chair", "Chủ tịch"
    DEPUTY = "deputy", "Phó chủ tịch"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Thư ký"


class CouncilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Councils in which the user has a seat."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(members__user=user).distinct()


class Council(models.Model):
    """*Hội đồng bình chọn* of one round (Điều 10, TT 26/2014)."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="council", verbose_name="kỳ bình chọn")
    name = models.CharField("tên hội đồng", max_length=250)
    decision_number = models.CharField("số quyết định thành lập", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "hội đồng bình chọn"
        verbose_name_plural = "hội đồng bình chọn"

    def __str__(self):
        return self.name

    def seats_of(self, user):
        return {member.seat for member in self.members.all() if member.user_id == user.pk}


class CouncilMember(models.Model):
    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats")
    seat = models.CharField("vị trí", max_length=10, choices=Seat)
    title = models.CharField("chức danh", max_length=200, blank=True)

    class Meta:
        verbose_name = "thành viên hội đồng"
        verbose_name_plural = "thành viên hội đồng"
        constraints = [models.UniqueConstraint(fields=["council", "user"], name="one_seat_per_council")]

    def __str__(self):
        return f"{self.user} – {self.get_seat_display()}"

    @property
    def votes(self):
        """The secretary keeps the record and has no vote of their own [default]."""
        return self.seat != Seat.SECRETARY


class Panel(models.Model):
    """*Ban Giám khảo* set up by a council."""

    council = models.OneToOneField(Council, models.PROTECT, related_name="panel")
    decision_number = models.CharField("số quyết định thành lập", max_length=60, blank=True)

    class Meta:
        verbose_name = "ban giám khảo"
        verbose_name_plural = "ban giám khảo"

    def __str__(self):
        return f"Ban giám khảo – {self.council}"


class Judge(models.Model):
    """A person's seat in one panel. A judge knows entries by their code."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="judges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judge_seats")
    title = models.CharField("chức danh", max_length=200, blank=True)

    class Meta:
        verbose_name = "giám khảo"
        verbose_name_plural = "giám khảo"
        constraints = [models.UniqueConstraint(fields=["panel", "user"], name="judge_once_per_panel")]

    def __str__(self):
        return str(self.user)


class Assignment(models.Model):
    """This judge scores this entry. Before the declaration only product, establishment and place are seen."""

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="assignments")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("phân công lúc")

    class Meta:
        verbose_name = "phân công chấm"
        verbose_name_plural = "phân công chấm"
        constraints = [models.UniqueConstraint(fields=["judge", "entry"], name="assignment_once")]

    def __str__(self):
        return f"{self.judge} – {self.entry}"


class ConflictDeclaration(models.Model):
    """What a judge declared before opening an entry. A conflict closes the entry to that judge."""

    class Kind(models.TextChoices):
        NONE = "none", "Không có xung đột lợi ích"
        FAMILY = "family", "Người thân có lợi ích tại cơ sở"
        EMPLOYMENT = "employment", "Đang hoặc đã làm việc cho cơ sở"
        ADVICE = "advice", "Đã tư vấn cho cơ sở hoặc sản phẩm"
        OWNERSHIP = "ownership", "Có vốn góp hoặc quyền lợi tài chính"
        OTHER = "other", "Lý do khác"

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="declarations")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="declarations")
    kind = models.CharField("nội dung khai", max_length=12, choices=Kind)
    reason = models.TextField("giải thích", blank=True)
    declared_at = models.DateTimeField("khai lúc")

    class Meta:
        verbose_name = "khai báo xung đột lợi ích"
        verbose_name_plural = "khai báo xung đột lợi ích"
        constraints = [models.UniqueConstraint(fields=["judge", "entry"], name="declaration_once")]

    def __str__(self):
        return f"{self.judge} – {self.entry}: {self.get_kind_display()}"

    @property
    def is_conflict(self):
        return self.kind != self.Kind.NONE


class ScoringPass(Stateful):
    """Pass 1 (on the dossiers) or pass 2 (after the field visits) of a round."""

    STEPS = workflow.PASS_STEPS

    round = models.ForeignKey(Round, models.PROTECT, related_name="passes", verbose_name="kỳ bình chọn")
    number = models.PositiveSmallIntegerField("lượt")
    state = models.CharField("trạng thái", max_length=10, choices=PassState, default=PassState.PREPARING)
    opened_at = models.DateTimeField("mở lúc", null=True)
    closed_at = models.DateTimeField("khóa lúc", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

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


class PassHistory(StateHistory):
    subject = models.ForeignKey(ScoringPass, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến lượt chấm"
        verbose_name_plural = "diễn biến lượt chấm"


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
        ]

    def __str__(self):
        return f"Phiếu của {self.judge} cho {self.entry.code}"


class SheetHistory(StateHistory):
    subject = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến phiếu chấm"
        verbose_name_plural = "diễn biến phiếu chấm"


class Score(models.Model):
    """Points for one criterion; `maximum` is copied from the round's rule set so that the database can hold it."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    criterion = models.CharField("tiêu chí", max_length=20)
    maximum = models.DecimalField("điểm tối đa", max_digits=5, decimal_places=2)
    value = models.DecimalField("điểm", max_digits=5, decimal_places=2)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "điểm"
        verbose_name_plural = "điểm"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="criterion_once_per_sheet"),
            models.CheckConstraint(
                condition=Q(value__gte=0) & Q(value__lte=F("maximum")), name="score_within_its_maximum"
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"


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


class Meeting(Stateful):
    """A council's meeting that votes on the entries of its round."""

    STEPS = workflow.MEETING_STEPS

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    held_on = models.DateField("ngày họp")
    place = models.CharField("địa điểm", max_length=200)
    state = models.CharField("trạng thái", max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    notes = models.TextField("ý kiến tại phiên họp", blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "phiên họp hội đồng"
        verbose_name_plural = "phiên họp hội đồng"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CLOSED) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_meeting_has_closer",
            )
        ]

    def __str__(self):
        return f"Phiên họp {self.held_on:%d/%m/%Y} – {self.council}"


class MeetingHistory(StateHistory):
    subject = models.ForeignKey(Meeting, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến phiên họp"
        verbose_name_plural = "diễn biến phiên họp"


class Attendance(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendances")
    is_present = models.BooleanField("có mặt")

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self):
        return f"{self.member}: {'có mặt' if self.is_present else 'vắng'}"


class Vote(models.Model):
    class Choice(models.TextChoices):
        AGREE = "agree", "Đồng ý"
        DISAGREE = "disagree", "Không đồng ý"
        ABSTAIN = "abstain", "Không biểu quyết"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="votes")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="ballots")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="votes")
    choice = models.CharField("ý kiến", max_length=10, choices=Choice)
    cast_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "phiếu biểu quyết"
        verbose_name_plural = "phiếu biểu quyết"
        constraints = [models.UniqueConstraint(fields=["meeting", "member", "entry"], name="one_vote_per_member")]

    def __str__(self):
        return f"{self.member}: {self.get_choice_display()}"


class Outcome(models.Model):
    """What a round decided about an entry, written when the council's meeting closes; secret until published.

    Recognition and nomination upward are two decisions.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="outcome")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="outcomes")
    mean = models.DecimalField("điểm bình quân", max_digits=5, decimal_places=2, null=True)
    agreed = models.PositiveSmallIntegerField("số phiếu đồng ý", null=True)
    present = models.PositiveSmallIntegerField("số thành viên có mặt", null=True)
    is_recognised = models.BooleanField("được đề nghị công nhận")
    decided_at = models.DateTimeField("kết luận lúc")
    published_at = models.DateTimeField("công bố lúc", null=True)
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    class Meta:
        verbose_name = "kết quả bình chọn"
        verbose_name_plural = "kết quả bình chọn"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_history=True) | Q(meeting__isnull=False), name="live_outcome_has_meeting"
            )
        ]

    def __str__(self):
        return f"{self.entry}: {'công nhận' if self.is_recognised else 'không công nhận'}"


class Nomination(models.Model):
    """The council sends a recognised product to the next level."""

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="nomination")
    nominated_at = models.DateTimeField("đề cử lúc")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đề cử"
        verbose_name_plural = "đề cử"

    def __str__(self):
        return f"Đề cử {self.outcome.entry}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry

from .. import workflow
from ..workflow import MeetingState
from .assigning import ConflictDeclaration
from .council import Council, CouncilMember


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        seats = CouncilMember.objects.of(user).values("council")
        found = self.filter(council__in=seats).select_related("council__round__rule_set", "council__round__organiser")
        return found.prefetch_related("council__members__user")


class Meeting(Stateful):
    """A council's meeting that votes on the entries of its round."""

    STEPS = workflow.MEETING_STEPS

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    held_on = models.DateField("ngày họp")
    starts = models.TimeField("giờ họp", null=True)
    place = models.CharField("địa điểm", max_length=200)
    state = models.CharField("trạng thái", max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    is_secret = models.BooleanField("bỏ phiếu kín", default=False)
    notes = models.TextField("ý kiến tại phiên họp", blank=True)
    cut_note = models.TextField("quyết định khi bằng điểm tại vạch cắt", blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên họp hội đồng"
        verbose_name_plural = "phiên họp hội đồng"
        constraints = [
            models.UniqueConstraint(
                fields=["council"], condition=~Q(state=MeetingState.CLOSED), name="one_meeting_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CLOSED) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_meeting_has_closer",
            ),
        ]

    def __str__(self):
        return f"Phiên họp {self.held_on:%d/%m/%Y} – {self.council}"

    @property
    def when(self):
        """As people are invited: “8:30 ngày 21/11/2026”, the day alone where no hour is settled."""
        hour = f"{self.starts.hour}:{self.starts:%M} " if self.starts else ""
        return f"{hour}ngày {self.held_on:%d/%m/%Y}"

    @property
    def voting(self):
        return "bỏ phiếu kín" if self.is_secret else "biểu quyết công khai"

    @property
    def invitation(self):
        """All that whoever is invited was told, in a line."""
        return f"{self.when}, {self.place}, {self.voting}"

    @property
    def is_planned(self):
        return self.state == MeetingState.PLANNED

    @property
    def is_open(self):
        return self.state == MeetingState.OPEN

    @property
    def is_closed(self):
        return self.state == MeetingState.CLOSED


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


class Discussion(models.Model):
    """What the council said about an entry before it voted, as the secretary wrote it down for the minutes."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="discussions")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="discussions")
    text = models.TextField("ý kiến thảo luận")
    noted_at = models.DateTimeField("ghi lúc")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ý kiến thảo luận"
        verbose_name_plural = "ý kiến thảo luận"
        ordering = ["entry__code"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "entry"], name="one_discussion_per_entry"),
            models.CheckConstraint(condition=~Q(text=""), name="discussion_says_something"),
        ]

    def __str__(self):
        return f"{self.entry.code}: {self.text}"


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
    cast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        help_text="Thành viên, hoặc thư ký ghi giơ tay",
    )

    class Meta:
        verbose_name = "phiếu biểu quyết"
        verbose_name_plural = "phiếu biểu quyết"
        constraints = [models.UniqueConstraint(fields=["meeting", "member", "entry"], name="one_vote_per_member")]

    def __str__(self):
        return f"{self.member}: {self.get_choice_display()}"


class MemberRecusal(models.Model):
    """A council member with a conflict of interest does not vote on the entry, and the quorum counts without them."""

    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="recusals")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="member_recusals")
    kind = models.CharField("xung đột lợi ích", max_length=12, choices=ConflictDeclaration.Kind)
    reason = models.TextField("giải thích")
    declared_at = models.DateTimeField("khai lúc")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "thành viên không biểu quyết"
        verbose_name_plural = "thành viên không biểu quyết"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "entry"], name="recusal_once_per_member"),
            models.CheckConstraint(
                condition=~Q(kind=ConflictDeclaration.Kind.NONE) & ~Q(reason=""), name="recusal_names_its_conflict"
            ),
        ]

    def __str__(self):
        return f"{self.member} – {self.entry}: {self.get_kind_display()}"


class OutcomeQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def recognised(self):
        return self.filter(is_recognised=True)


class Outcome(models.Model):
    """What a round decided about an entry, written when the council's meeting closes; secret until published.

    Recognition and nomination upward are two decisions.
    """

    class Ground(models.TextChoices):
        RECOGNISED = "recognised", "Được hội đồng đề nghị công nhận"
        NOT_AGREED = "not_agreed", "Không đủ số phiếu đồng ý của hội đồng"
        BEYOND_PLACES = "beyond_places", "Ngoài số lượng dự kiến công nhận của kỳ"
        BELOW_THRESHOLD = "below_threshold", "Chưa đạt điểm yêu cầu"
        NOT_SCORED = "not_scored", "Không được chấm điểm"
        MERGED = "merged", "Đã gộp vào bộ sản phẩm"

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="outcome")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="outcomes")
    mean = models.DecimalField("điểm bình quân", max_digits=5, decimal_places=2, null=True)
    agreed = models.PositiveSmallIntegerField("số phiếu đồng ý", null=True)
    present = models.PositiveSmallIntegerField("số thành viên có mặt", null=True)
    is_recognised = models.BooleanField("được đề nghị công nhận")
    ground = models.CharField("căn cứ", max_length=20, choices=Ground, blank=True)
    # Copied when the meeting closes: what the product is recognised as, if the council merged it with others.
    set_name = models.CharField("tên bộ sản phẩm", max_length=300, blank=True)
    decided_at = models.DateTimeField("kết luận lúc")
    published_at = models.DateTimeField("công bố lúc", null=True)
    # A recognition decision holds it: from then on it is that decision that is mended, not this row.
    taken_at = models.DateTimeField("đưa vào quyết định công nhận lúc", null=True)
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả bình chọn"
        verbose_name_plural = "kết quả bình chọn"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_history=True)
                | Q(is_recognised=True, ground="recognised")
                | (Q(is_recognised=False) & ~Q(ground__in=["", "recognised"])),
                name="outcome_has_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(is_history=True) | Q(meeting__isnull=False), name="live_outcome_has_meeting"
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True) | Q(agreed__lte=models.F("present")),
                name="outcome_votes_within_those_present",
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {'công nhận' if self.is_recognised else 'không công nhận'}"

    @property
    def recognised_name(self):
        """The set that the council made of it, or the product itself."""
        return self.set_name or self.entry.filed_name

    @property
    def has_failed(self):
        """Recognised neither by itself nor as part of the set that the council merged it into."""
        if self.ground == self.Ground.MERGED:
            return not self.entry.merged_into.product_set.lead.outcome.is_recognised
        return not self.is_recognised


class Nomination(models.Model):
    """The council sends a recognised product to the next level: a decision of its own, with its day and its paper."""

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="nomination")
    decided_on = models.DateField("ngày hội đồng quyết định", null=True)
    ground = models.CharField("căn cứ đề cử", max_length=250, blank=True)
    # Where the council voted a second time, on whom to nominate.
    agreed = models.PositiveSmallIntegerField("số phiếu đồng ý đề cử", null=True)
    present = models.PositiveSmallIntegerField("số thành viên bỏ phiếu đề cử", null=True)
    nominated_at = models.DateTimeField("đề cử lúc")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đề cử"
        verbose_name_plural = "đề cử"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, present__isnull=True) | Q(agreed__lte=models.F("present")),
                name="nomination_votes_within_those_present",
            )
        ]

    def __str__(self):
        return f"Đề cử {self.outcome.entry}"

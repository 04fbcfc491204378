from django.conf import settings
from django.db import models
from django.db.models import Q

from .assigning import ConflictDeclaration
from .council import Council, Judge
from .meeting import Outcome


class Stage(models.TextChoices):
    """The life of a round, in its order."""

    INTAKE = "intake", "Nhận hồ sơ"
    LIST = "list", "Chốt danh sách"
    PANEL = "panel", "Lập hội đồng, ban giám khảo"
    CONFLICTS = "conflicts", "Phân công, khai xung đột"
    PASS_1 = "pass_1", "Chấm lượt 1"
    VISITS = "visits", "Thẩm định thực tế"
    PASS_2 = "pass_2", "Chấm lượt 2"
    MEETING = "meeting", "Họp hội đồng"
    INTENDED = "intended", "Lấy ý kiến danh sách dự kiến"
    SUBMISSION = "submission", "Trình cấp có thẩm quyền"
    PUBLICATION = "publication", "Công bố kết quả"
    RECOGNITION = "recognition", "Quyết định công nhận"
    NOMINATION = "nomination", "Đề cử lên cấp trên"
    CLOSED = "closed", "Kết thúc kỳ"


# What the portal does not see by itself: the secretary says that it is done. Where the decision is entered on the
# portal, the results tell of the recognition, and of the submission that led to it (`is_recognised`).
BY_HAND = {Stage.VISITS, Stage.INTENDED, Stage.SUBMISSION, Stage.RECOGNITION, Stage.CLOSED}
MAY_BE_SKIPPED = {Stage.VISITS, Stage.PASS_2, Stage.INTENDED, Stage.SUBMISSION, Stage.NOMINATION}

# As many passes as there are stages for them.
PASSES = (Stage.PASS_1, Stage.PASS_2)

# Opened again entry by entry, for reasons that speak of scores and votes: those are the council's.
OF_ENTRIES = {Stage.PASS_1, Stage.PASS_2, Stage.MEETING}


def stage_of_pass(number):
    return Stage.PASS_1 if number == 1 else Stage.PASS_2


def pass_of(council, stage):
    """The pass of this stage, or None before it was opened."""
    passes = [one for one in council.round.passes.all() if stage_of_pass(one.number) == stage]
    return max(passes, key=lambda one: one.number, default=None)


def has_results(council, stage):
    """Is this a stage that is opened again for named entries alone? The passes and the meeting are."""
    return stage == Stage.MEETING or pass_of(council, stage) is not None


def is_recognised(council):
    """Did all that was published come into a recognition decision? On which day that was decided is not said here: the
    results only know when somebody entered it."""
    if council.awaits_publication:
        return False
    listed = Outcome.objects.published().recognised().filter(entry__round=council.round_id)
    taken = list(listed.values_list("taken_at", flat=True))
    return bool(taken) and None not in taken


class StagePlan(models.Model):
    """The day by which a stage is to be done, as the council plans it."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="plans")
    stage = models.CharField("bước", max_length=12, choices=Stage)
    planned_on = models.DateField("ngày dự kiến xong")

    class Meta:
        verbose_name = "lịch của kỳ bình chọn"
        verbose_name_plural = "lịch của kỳ bình chọn"
        constraints = [models.UniqueConstraint(fields=["council", "stage"], name="stage_planned_once")]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.planned_on:%d/%m/%Y}"


class StageMark(models.Model):
    """Somebody said that a stage is done, is skipped or is open again. Rows are only added; the last one counts."""

    class Kind(models.TextChoices):
        DONE = "done", "Đã xong"
        SKIPPED = "skipped", "Bỏ qua"
        REOPENED = "reopened", "Mở lại"

    council = models.ForeignKey(Council, models.PROTECT, related_name="marks")
    stage = models.CharField("bước", max_length=12, choices=Stage)
    kind = models.CharField("việc", max_length=10, choices=Kind)
    reason = models.TextField("lý do", blank=True)
    at = models.DateTimeField("lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "diễn biến các bước của kỳ"
        verbose_name_plural = "diễn biến các bước của kỳ"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="done") | ~Q(reason=""), name="stage_skipped_or_reopened_says_why")
        ]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.get_kind_display()}"

    def reason_for(self, *, is_council):
        """The office reads why a stage was skipped, never why scores or a decision were opened again."""
        is_secret = self.kind == self.Kind.REOPENED and self.stage in OF_ENTRIES
        return "" if is_secret and not is_council else self.reason


class ConflictReview(models.Model):
    """What the secretary decided about a conflict that the portal suggested; `ground` is copied at that moment."""

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="reviews")
    entry = models.ForeignKey("registrations.Entry", models.PROTECT, related_name="conflict_reviews")
    kind = models.CharField("loại xung đột", max_length=12, choices=ConflictDeclaration.Kind)
    ground = models.TextField("điều cổng nhận thấy")
    is_conflict = models.BooleanField("là xung đột lợi ích")
    reason = models.TextField("lý do quyết định")
    decided_at = models.DateTimeField("quyết định lúc")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "quyết định về gợi ý xung đột"
        verbose_name_plural = "quyết định về gợi ý xung đột"
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry"], name="conflict_reviewed_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_review_says_why"),
        ]

    def __str__(self):
        return f"{self.judge} – {self.entry}: {'xung đột' if self.is_conflict else 'không xung đột'}"

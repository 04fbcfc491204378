from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry, Establishment

from .. import workflow
from ..workflow import VisitState
from .assigning import ConflictDeclaration
from .council import Council, CouncilMember, in_season


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The council's, and those on which the user goes: that there is a visit, where and when. What was found there
        is fenced in `visibility.visited`."""
        if not user.is_authenticated:
            return self.none()
        seats = CouncilMember.objects.of(user).values("council")
        going = VisitParticipant.objects.filter(in_season("visit__council__"), user=user).values("visit")
        found = self.filter(Q(council__in=seats) | Q(pk__in=going))
        return found.select_related("council__round", "establishment").prefetch_related("council__members__user")

    def planned(self):
        return self.filter(state=VisitState.PLANNED)

    def held(self):
        return self.filter(state=VisitState.HELD)

    def not_called_off(self):
        return self.exclude(state=VisitState.CALLED_OFF)


class Visit(Stateful):
    """*Thẩm định thực tế*: some of the council's people go to an establishment on one day and see its products."""

    STEPS = workflow.VISIT_STEPS

    council = models.ForeignKey(Council, models.PROTECT, related_name="visits")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="visits", verbose_name="cơ sở")
    day = models.DateField("ngày đi")
    arrival = models.TimeField("giờ đến", null=True)
    place = models.CharField("địa điểm", max_length=300)
    instructions = models.TextField("dặn đoàn", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    held_at = models.DateTimeField("ghi đã thẩm định lúc", null=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "chuyến thẩm định thực tế"
        verbose_name_plural = "chuyến thẩm định thực tế"
        ordering = ["day", "arrival", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VisitState.HELD, held_at__isnull=False, held_by__isnull=False)
                | (~Q(state=VisitState.HELD) & Q(held_at__isnull=True, held_by__isnull=True)),
                name="held_visit_says_who_and_when",
            )
        ]

    def __str__(self):
        return f"{self.establishment}, {self.day:%d/%m/%Y}"

    @property
    def is_planned(self):
        return self.state == VisitState.PLANNED

    @property
    def is_held(self):
        return self.state == VisitState.HELD


class VisitHistory(StateHistory):
    subject = models.ForeignKey(Visit, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến chuyến thẩm định"
        verbose_name_plural = "diễn biến chuyến thẩm định"


class VisitParticipant(models.Model):
    """Who goes. Before declaring they see product, establishment, place and day; a conflict closes the visit to them.

    No `kind`: not declared yet.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    kind = models.CharField("nội dung khai", max_length=12, choices=ConflictDeclaration.Kind, blank=True)
    reason = models.TextField("giải thích", blank=True)
    declared_at = models.DateTimeField("khai lúc", null=True)

    class Meta:
        verbose_name = "người đi thẩm định"
        verbose_name_plural = "người đi thẩm định"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="goes_once_on_a_visit"),
            models.CheckConstraint(
                condition=Q(kind="", declared_at__isnull=True)
                | (Q(declared_at__isnull=False) & (Q(kind="none") | (~Q(kind="") & ~Q(reason="")))),
                name="visitor_with_a_conflict_says_why",
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def is_cleared(self):
        return self.kind == ConflictDeclaration.Kind.NONE

    @property
    def has_conflict(self):
        return self.kind not in ("", ConflictDeclaration.Kind.NONE)


class VisitCheck(models.Model):
    """One question of the council's checklist, the same for every product; it stays once somebody has answered."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="visit_checks")
    position = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("nội dung kiểm tra", max_length=300)

    class Meta:
        verbose_name = "nội dung kiểm tra khi thẩm định"
        verbose_name_plural = "nội dung kiểm tra khi thẩm định"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["council", "position"], name="visit_check_position_once")]

    def __str__(self):
        return self.text


class VisitedEntry(models.Model):
    """A product seen on a visit: checklist, notes and photos hang on it, because a conflict is about one product."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="visited")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="visited")

    class Meta:
        verbose_name = "sản phẩm được thẩm định"
        verbose_name_plural = "sản phẩm được thẩm định"
        ordering = ["entry__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "entry"], name="entry_once_per_visit")]

    def __str__(self):
        return f"{self.entry.code}, {self.visit}"


class VisitAnswer(models.Model):
    class Finding(models.TextChoices):
        YES = "yes", "Đạt"
        NO = "no", "Chưa đạt"
        UNSEEN = "unseen", "Không xem được"

    visited = models.ForeignKey(VisitedEntry, models.PROTECT, related_name="answers")
    question = models.ForeignKey(VisitCheck, models.PROTECT, related_name="answers")
    finding = models.CharField("kết quả", max_length=6, choices=Finding)
    remark = models.CharField("ghi rõ", max_length=300, blank=True)
    answered_at = models.DateTimeField("ghi lúc")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "kết quả kiểm tra"
        verbose_name_plural = "kết quả kiểm tra"
        ordering = ["question__position"]
        constraints = [
            models.UniqueConstraint(fields=["visited", "question"], name="visit_check_answered_once"),
            models.CheckConstraint(condition=Q(finding="yes") | ~Q(remark=""), name="visit_finding_says_why"),
        ]

    def __str__(self):
        return f"{self.question}: {self.get_finding_display()}"


class VisitNote(models.Model):
    """Rows are only added, so two people who write at once lose nothing."""

    visited = models.ForeignKey(VisitedEntry, models.PROTECT, related_name="notes")
    text = models.TextField("ghi chú")
    written_at = models.DateTimeField("ghi lúc")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ghi chú khi thẩm định"
        verbose_name_plural = "ghi chú khi thẩm định"
        ordering = ["pk"]

    def __str__(self):
        return self.text[:60]


class VisitPhoto(models.Model):
    visited = models.ForeignKey(VisitedEntry, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    caption = models.CharField("chú thích", max_length=200, blank=True)
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ảnh khi thẩm định"
        verbose_name_plural = "ảnh khi thẩm định"
        ordering = ["pk"]

    def __str__(self):
        return self.caption or str(self.file)

from django.conf import settings
from django.db import models
from django.db.models import Q

from registrations.models import Round

from ..ledger import GENESIS


class Seat(models.TextChoices):
    CHAIR = "chair", "Chủ tịch"
    DEPUTY = "deputy", "Phó chủ tịch"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Thư ký"
    SUPPORT = "support", "Tổ giúp việc"


def in_season(path=""):
    """A condition on what leads to a council by `path`: its round has not come to its end."""
    return Q(**{f"{path}ended_at__isnull": True})


class CouncilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Councils in which the user has a seat, for as long as its season lasts; at all times those whose papers the
        user keeps and those of the office that set them up."""
        if not user.is_authenticated:
            return self.none()
        offices = user.bodies()
        seats = CouncilMember.objects.of(user).values("council")
        found = self.filter(Q(pk__in=seats) | Q(round__organiser__in=offices))
        # Every page asks who sits here, and of which round.
        return found.select_related("round__organiser", "round__rule_set", "panel").prefetch_related("members__user")


class Council(models.Model):
    """*Hội đồng bình chọn* of one round (Điều 10, TT 26/2014)."""

    class Feedback(models.TextChoices):
        NONE = "none", "Chỉ báo kết quả"
        MEANS = "means", "Kèm điểm bình quân từng tiêu chí"
        REMARKS = "remarks", "Kèm điểm bình quân từng tiêu chí và nhận xét, không nêu tên giám khảo"

    round = models.OneToOneField(Round, models.PROTECT, related_name="council", verbose_name="kỳ bình chọn")
    name = models.CharField("tên hội đồng", max_length=250)
    decision_number = models.CharField("số quyết định thành lập", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    # The end of the round's score ledger is kept here too: who cuts lines off the ledger must forge this as well.
    ledger_length = models.PositiveIntegerField("số dòng sổ điểm", default=0)
    ledger_head = models.CharField("mã cuối sổ điểm", max_length=64, default=GENESIS)
    # One more whenever bands are agreed: what a running process has read of them, it keeps under this number.
    bands_version = models.PositiveIntegerField("lần thống nhất khung điểm", default=0)
    # What an establishment whose product was not recognised may read, and how long a complaint may take [default].
    feedback = models.CharField(
        "góp ý cho sản phẩm không được công nhận", max_length=10, choices=Feedback, default="none"
    )
    complaint_days = models.PositiveSmallIntegerField("số ngày làm việc để trả lời khiếu nại", default=10)
    published_at = models.DateTimeField("công bố kết quả lúc", null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Since when something that was decided is open again; empty once its new result is published.
    reopened_at = models.DateTimeField("mở lại lúc", null=True)
    # Since when the season is over: its pages are the secretary's and the office's alone.
    ended_at = models.DateTimeField("kết thúc kỳ lúc", null=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "hội đồng bình chọn"
        verbose_name_plural = "hội đồng bình chọn"
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="council_published_by_and_at",
            )
        ]

    def __str__(self):
        return self.name

    def seat_of(self, user):
        """The user's seat, or None; from the prefetched members where they are."""
        return next((member for member in self.members.all() if member.user_id == user.pk), None)

    def holds(self, user, *seats):
        """Does the user sit in this council (on one of these seats, if given)?"""
        member = self.seat_of(user)
        return member is not None and (not seats or member.seat in seats)

    def is_panelled(self, user):
        """Is the user a judge of this round?"""
        return Judge.objects.filter(panel__council=self, user=user).exists()

    # Asked again each time, unless a page has fetched them for itself: what an operation asks under its lock is new.
    @property
    def last_pass(self):
        """The pass that is scored now or was scored last. While a later one waits, that is the earlier one, opened or
        closed again: whoever means the highest number asks the round."""
        begun = [one for one in self.round.passes.all() if not one.waits]
        return max(begun, key=lambda one: one.number, default=None)

    @property
    def waiting_pass(self):
        """The pass that goes on next, where an earlier one was opened again."""
        waiting = [one for one in self.round.passes.all() if one.waits]
        return min(waiting, key=lambda one: one.number, default=None)

    @property
    def is_scored(self):
        """Is every pass closed that was begun? Only then is anything decided or given out."""
        passes = self.round.passes.all()
        return bool(passes) and all(one.is_closed for one in passes)

    @property
    def meeting(self):
        """The present meeting: a council has one at a time."""
        return max(self.meetings.all(), key=lambda one: one.pk, default=None)

    @property
    def awaits_publication(self):
        """Is there, or will there be, a result that nobody was told yet?"""
        return self.published_at is None or self.reopened_at is not None

    def must_meet_again(self, meeting):
        """Was something opened again after this meeting, which only another one can decide?"""
        return bool(self.reopened_at and meeting and meeting.is_closed and meeting.closed_at < self.reopened_at)


class CouncilMemberQuerySet(models.QuerySet):
    def of(self, user):
        """The seats that open a council's pages to this person: a season's seats, and a secretary's for good."""
        return self.filter(in_season("council__") | Q(seat=Seat.SECRETARY), user=user)


class CouncilMember(models.Model):
    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats")
    seat = models.CharField("vị trí", max_length=10, choices=Seat)
    title = models.CharField("chức danh", max_length=200, blank=True)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên hội đồng"
        verbose_name_plural = "thành viên hội đồng"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "user"], name="one_seat_per_council"),
            models.UniqueConstraint(fields=["council"], condition=Q(seat=Seat.CHAIR), name="one_chair_per_council"),
        ]

    def __str__(self):
        return f"{self.user} – {self.get_seat_display()}"

    @property
    def votes(self):
        """Secretary and support team (*tổ giúp việc*) keep the record and have no vote of their own [default]."""
        return self.seat not in (Seat.SECRETARY, Seat.SUPPORT)


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
    """A person's seat in one panel. A judge knows entries by their code. A substitute gets nothing to score before
    taking somebody's place."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="judges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judge_seats")
    title = models.CharField("chức danh", max_length=200, blank=True)
    is_substitute = models.BooleanField("dự khuyết", default=False)
    groups = models.JSONField("nhóm sản phẩm được chấm", default=list, help_text="Để trống: mọi nhóm")

    class Meta:
        verbose_name = "giám khảo"
        verbose_name_plural = "giám khảo"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "user"], name="judge_once_per_panel")]

    def __str__(self):
        return str(self.user)

    def judges_group(self, group):
        return not self.groups or group in self.groups

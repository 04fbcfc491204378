from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit, Level, Region
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.workflow import Stateful, StateHistory
from registrations import workflow
from registrations.workflow import RoundState


class VoteLevel(models.TextChoices):
    """The four levels of the vote. `LOWEST` is the district until 30/6/2025, the commune since."""

    LOWEST = "lowest", "Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)"
    PROVINCE = "province", "Cấp tỉnh"
    REGION = "region", "Cấp khu vực"
    NATION = "nation", "Cấp quốc gia"

    @property
    def below(self):
        """The level whose certificates open this one; None at the lowest."""
        place = list(VoteLevel).index(self)
        return list(VoteLevel)[place - 1] if place else None


def lowest_name(level, unit):
    """“Cấp xã”: the unit that votes names the lowest level; "" of others, or where only its province is known."""
    return unit.get_level_display() if level == VoteLevel.LOWEST and unit and unit.level != Level.PROVINCE else ""


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees announced rounds; those in preparation are their organiser's."""
        public = ~Q(state=RoundState.DRAFT)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(organiser__in=user.bodies()))

    def open_at(self, at):
        """Rounds that take dossiers at this moment."""
        still = Q(closes_at__gt=at) | Q(grace_until__gt=at)
        return self.filter(still, state=RoundState.OPEN, opens_at__lte=at)


class Round(Stateful):
    """A *kỳ bình chọn* of one level, unit and year, under the rule set that it pins."""

    STEPS = workflow.ROUND_STEPS

    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị hành chính"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="khu vực")
    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("tên kỳ", max_length=250)
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="rounds", verbose_name="cơ quan thường trực"
    )
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rounds", verbose_name="bộ quy định áp dụng")
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    opens_at = models.DateTimeField("nhận hồ sơ từ", null=True, blank=True)
    closes_at = models.DateTimeField("nhận hồ sơ đến", null=True, blank=True)
    # Time given back for outages of the portal before the deadline (lateness.py).
    grace_until = models.DateTimeField("nhận bù đến", null=True, blank=True)
    announcement = models.TextField("thông báo", blank=True)
    has_field_visits = models.BooleanField("có thẩm định thực tế tại cơ sở", default=False)
    intended_list_days = models.PositiveSmallIntegerField(
        "số ngày lấy ý kiến về danh sách dự kiến", null=True, blank=True
    )
    prizes = models.TextField("giải và mức thưởng", blank=True)
    places = models.PositiveSmallIntegerField("số sản phẩm dự kiến công nhận", null=True, blank=True)
    requires_lower_level = models.BooleanField("phải qua cấp dưới", default=False)
    # The law is silent on it: refused before the deadline, with its reason, a dossier may be mended and filed again,
    # unless the office says otherwise before it announces the round.
    takes_refused_again = models.BooleanField("nhận lại sản phẩm đã bị từ chối", default=True)
    answer_days = models.PositiveSmallIntegerField(
        "số ngày làm việc để trả lời", null=True, blank=True, help_text="Tính từ ngày nhận hồ sơ"
    )
    reminder_days = models.JSONField(
        "nhắc trước hạn (ngày)", default=list, blank=True, help_text="Số ngày trước khi hết hạn nhận hồ sơ"
    )
    # What later rooms did with it, for everybody to know: that it was done, never what came out.
    handed_over_at = models.DateTimeField("giao hội đồng lúc", null=True, blank=True)
    results_published_at = models.DateTimeField("công bố kết quả lúc", null=True, blank=True)
    certified_at = models.DateTimeField("cấp giấy chứng nhận từ", null=True, blank=True)
    is_history = models.BooleanField("nhập từ lịch sử", default=False)
    entered_count = models.PositiveIntegerField("số dự (lịch sử)", null=True, blank=True)
    recognised_count = models.PositiveIntegerField("số công nhận (lịch sử)", null=True, blank=True)
    source_note = models.TextField("ghi chú nguồn", blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ bình chọn"
        verbose_name_plural = "kỳ bình chọn"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_history=True)
                | Q(state=RoundState.DRAFT)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="announced_round_has_dates",
                violation_error_message="Kỳ đã công bố phải có ngày bắt đầu và ngày kết thúc nhận hồ sơ.",
            ),
            models.CheckConstraint(
                condition=Q(is_history=True) | Q(organiser__isnull=False, answer_days__gte=1),
                name="live_round_has_organiser",
            ),
            models.CheckConstraint(
                condition=Q(results_published_at__isnull=True) | Q(handed_over_at__isnull=False),
                name="published_round_was_handed_over",
            ),
        ]

    def __str__(self):
        return self.title

    def takes_dossiers(self, at):
        return self.state == RoundState.OPEN and self.opens_at <= at < self.ends_at

    def reminder_due(self, at):
        """How many days before the deadline the reminder that is now due was meant for; None when none is."""
        if not self.takes_dossiers(at):
            return None
        left = (self.last_day - timezone.localdate(at)).days
        return min((days for days in self.reminder_days if days >= left), default=None)

    @property
    def last_day(self):
        return timezone.localdate(self.ends_at)

    @property
    def ends_at(self):
        """The moment up to which dossiers are taken: the deadline, or what outages of the portal made of it."""
        return self.grace_until or self.closes_at

    @property
    def has_fixed_list(self):
        """Is it decided who competes, so that something may have come of it?"""
        return self.state == RoundState.CLOSED

    @property
    def comes_from_below(self):
        """Does a product get here only from the level below? Always at the region and the nation."""
        return self.requires_lower_level or self.level in (VoteLevel.REGION, VoteLevel.NATION)

    @property
    def level_name(self):
        """“Cấp xã”: the lowest level is called by the unit that votes."""
        return lowest_name(self.level, self.unit) or self.get_level_display()

    @property
    def place(self):
        return self.unit or self.region or "cả nước"

    def covers(self, establishment):
        """Does the establishment lie where this round votes?"""
        if self.level == VoteLevel.LOWEST:
            return self.unit_id in (establishment.commune_id, getattr(establishment.commune, "parent_id", None))
        if self.level == VoteLevel.PROVINCE:
            return self.unit_id == establishment.province_id
        return True


class RoundHistory(StateHistory):
    subject = models.ForeignKey(Round, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến kỳ bình chọn"
        verbose_name_plural = "diễn biến kỳ bình chọn"


class DeadlineReminder(models.Model):
    """Establishments with drafts were told, `days` before the deadline, that the round closes; once per deadline."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    closes_at = models.DateTimeField("hạn lúc nhắc")
    days = models.PositiveSmallIntegerField("nhắc trước (ngày)")
    sent_at = models.DateTimeField("nhắc lúc")
    told = models.PositiveIntegerField("số hồ sơ được nhắc")

    class Meta:
        verbose_name = "lần nhắc hạn nộp"
        verbose_name_plural = "lần nhắc hạn nộp"
        ordering = ["sent_at"]
        constraints = [models.UniqueConstraint(fields=["round", "closes_at", "days"], name="deadline_reminder_once")]

    def __str__(self):
        return f"Nhắc {self.told} hồ sơ trước hạn {self.days} ngày"


class DeadlineExtension(models.Model):
    """The office moved the deadline, and said why."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="extensions")
    before = models.DateTimeField("hạn cũ")
    after = models.DateTimeField("hạn mới")
    reason = models.TextField("lý do")
    extended_at = models.DateTimeField("gia hạn lúc")
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lần gia hạn nhận hồ sơ"
        verbose_name_plural = "lần gia hạn nhận hồ sơ"
        ordering = ["extended_at"]
        constraints = [models.CheckConstraint(condition=Q(after__gt=F("before")), name="extension_moves_forward")]

    def __str__(self):
        return f"Gia hạn đến {timezone.localtime(self.after):%H:%M %d/%m/%Y}"


class RoundAttachment(models.Model):
    """A file beside the announcement: the plan, a decision, a guide."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    title = models.CharField("tên tài liệu", max_length=200)
    added_at = models.DateTimeField("đính kèm lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tài liệu của kỳ bình chọn"
        verbose_name_plural = "tài liệu của kỳ bình chọn"
        ordering = ["pk"]

    def __str__(self):
        return self.title

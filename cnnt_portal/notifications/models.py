from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own inbox, nobody else's."""
        return self.filter(recipient=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One line in a person's inbox."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="người nhận"
    )
    kind = models.CharField("loại", max_length=80)
    key = models.CharField(max_length=200, help_text="Một khóa chỉ báo một lần cho một người")
    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    link = models.CharField("đường dẫn", max_length=300, blank=True)
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]
        constraints = [models.UniqueConstraint(fields=["recipient", "kind", "key"], name="notice_once")]

    def __str__(self):
        return self.title

    @property
    def is_read(self):
        return self.read_at is not None


class MailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The outbox holds everybody's mail: administrators only."""
        return self if user.is_portal_administrator else self.none()

    def due(self, now):
        """Waiting and allowed to go; or taken by a sender that has been silent too long."""
        return self.filter(
            Q(state=Mail.State.WAITING, due_at__lte=now) | Q(state=Mail.State.SENDING, leased_until__lte=now)
        )


class Mail(models.Model):
    """The outbox: what goes out by mail, and what became of it.

    `outbox.py` holds every change of state, each a compare-and-swap on state and lease like those of a job.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    to = models.EmailField("địa chỉ nhận", help_text="Chữ thường")
    to_name = models.CharField("người nhận", max_length=120, blank=True)
    kind = models.CharField("loại", max_length=80)
    key = models.CharField(max_length=200, help_text="Một khóa chỉ gửi một lần cho một địa chỉ")
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    due_at = models.DateTimeField("gửi từ lúc")
    leased_until = models.DateTimeField("giữ đến", null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "thư"
        verbose_name_plural = "thư"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_state_due"),
            models.Index(fields=["to", "sent_at"], name="mail_to_sent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["to", "kind", "key"], name="mail_once"),
            models.CheckConstraint(
                condition=(Q(state="sending", leased_until__isnull=False) & ~Q(lease_token=""))
                | (~Q(state="sending") & Q(leased_until__isnull=True, lease_token="")),
                name="mail_lease_matches_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_at_matches_state"
            ),
        ]

    def __str__(self):
        return f"{self.to}: {self.subject}"


class Delivery(models.Model):
    """One attempt to send a mail and what the server answered."""

    mail = models.ForeignKey(Mail, models.PROTECT, related_name="deliveries", verbose_name="thư")
    at = models.DateTimeField("lúc")
    succeeded = models.BooleanField("thành công")
    answer = models.TextField("trả lời của máy chủ", blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M}"

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One line in a person's inbox."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField("loại", max_length=80)
    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    link = models.CharField("đường dẫn", max_length=300, blank=True)
    key = models.CharField(max_length=200, help_text="Một khóa chỉ báo một lần cho một người")
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="notice_once")]

    def __str__(self):
        return self.title


class Mail(models.Model):
    """The outbox: what goes out by mail, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    notice = models.OneToOneField(Notice, models.PROTECT, null=True, related_name="mail")
    to = models.EmailField("người nhận")
    subject = models.CharField("tiêu đề", max_length=250)
    body = models.TextField("nội dung")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING, db_index=True)
    created_at = models.DateTimeField("tạo lúc")
    sent_at = models.DateTimeField("gửi lúc", null=True)

    class Meta:
        verbose_name = "thư"
        verbose_name_plural = "thư"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.to}: {self.subject}"


class Delivery(models.Model):
    """One attempt to send a mail."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="deliveries")
    at = models.DateTimeField("lúc")
    succeeded = models.BooleanField("thành công")
    answer = models.TextField("trả lời của máy chủ", blank=True)

    class Meta:
        verbose_name = "lần gửi"
        verbose_name_plural = "lần gửi"
        ordering = ["at"]

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M}"

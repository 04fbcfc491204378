from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """Long work: what, for whom, how far. Celery only wakes it; the lease decides who works on it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Xong"
        FAILED = "failed", "Hỏng"
        CANCELLED = "cancelled", "Đã hủy"

    kind = models.CharField("loại", max_length=80, help_text="Tên đăng ký trong tasks.py: certificates.issue")
    key = models.CharField("khóa", max_length=200, unique=True, help_text="Cùng một việc thì cùng một khóa")
    label = models.CharField("tên hiển thị", max_length=200)
    arguments = models.JSONField("tham số", default=dict, help_text="Chỉ mã số và giá trị đơn giản")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING, db_index=True)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    leased_until = models.DateTimeField("giữ đến", null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    done_count = models.PositiveIntegerField("đã làm", default=0)
    total_count = models.PositiveIntegerField("tổng số", default=0)
    result = models.JSONField("kết quả", null=True)
    error = models.TextField("lỗi", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    requested_at = models.DateTimeField("yêu cầu lúc")
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_at_matches_state",
            )
        ]

    def __str__(self):
        return self.label

from django.conf import settings
from django.db import models
from django.db.models import Q


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own jobs; an administrator sees all."""
        return self if user.is_portal_administrator else self.filter(requested_by=user)

    def due(self, now):
        """Nobody works on them and they may start: new ones, and those whose worker is silent."""
        return self.filter(
            Q(state=Job.State.WAITING, due_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lte=now)
        )

    def open(self):
        return self.filter(state__in=Job.OPEN)


class Job(models.Model):
    """Long work: what, for whom, how far. Celery only wakes it; the lease decides who works on it.

    `leasing.py` holds every change of state: each is a compare-and-swap on state *and* lease, which is why
    `workflow.move` (which knows states only) is not used here.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Bị lỗi"
        CANCELLED = "cancelled", "Đã hủy"

    OPEN = [State.WAITING, State.RUNNING]
    ENDED = [State.DONE, State.FAILED, State.CANCELLED]

    kind = models.CharField("loại", max_length=80, help_text="Tên đăng ký trong tasks.py: certificates.issue")
    key = models.CharField("khóa", max_length=200, unique=True, help_text="Cùng một việc thì cùng một khóa")
    label = models.CharField("tên hiển thị", max_length=200)
    arguments = models.JSONField("tham số", default=dict, help_text="Chỉ mã số và giá trị đơn giản")
    link = models.CharField("trang kết quả", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    due_at = models.DateTimeField("chạy từ lúc")
    woken_at = models.DateTimeField("đánh thức lúc", null=True)
    leased_until = models.DateTimeField("giữ đến", null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    done_count = models.PositiveIntegerField("đã làm", default=0)
    total_count = models.PositiveIntegerField("tổng số", default=0)
    result = models.JSONField("kết quả", null=True)
    error = models.TextField("lỗi", blank=True, help_text="Câu dành cho người dùng")
    traceback = models.TextField("vết lỗi", blank=True, help_text="Dành cho bộ phận kỹ thuật")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs", verbose_name="người yêu cầu"
    )
    requested_at = models.DateTimeField("yêu cầu lúc")
    finished_at = models.DateTimeField("kết thúc lúc", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="job_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_at_matches_state",
            ),
            models.CheckConstraint(
                condition=(Q(state="running", leased_until__isnull=False) & ~Q(lease_token=""))
                | (~Q(state="running") & Q(leased_until__isnull=True, lease_token="")),
                name="job_lease_matches_state",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def result_link(self):
        """Where the result is to be seen: what the work itself found out, else what was known when it was asked for."""
        return (self.result or {}).get("link") or self.link

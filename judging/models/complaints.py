from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cnnt_portal.files.models import StoredFile
from cnnt_portal.rulebook.calendar import add_working_days
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry

from .. import workflow
from ..workflow import ComplaintState
from .council import CouncilMember
from .stages import Stage


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The establishment's own, those of councils in which the user sits, and of rounds whose office the user is."""
        if not user.is_authenticated:
            return self.none()
        houses = [m.organisation_id for m in user.current_memberships]
        seats = CouncilMember.objects.of(user).values("council__round")
        found = self.filter(
            Q(entry__product__establishment__organisation__in=houses)
            | Q(entry__round__in=seats)
            | Q(entry__round__organiser__in=houses)
        )
        return found.select_related(
            "entry__round__council", "entry__round__organiser", "entry__round__unit", "entry__product__establishment"
        ).prefetch_related("entry__round__council__members__user")

    def open(self):
        return self.filter(state=ComplaintState.RECEIVED)


class Complaint(Stateful):
    """*Khiếu nại* of an establishment against the result of its entry (Điều 10, TT 26/2014). The clock runs in working
    days from its receipt, as many as the council's settings say [default]."""

    STEPS = workflow.COMPLAINT_STEPS

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="complaints")
    state = models.CharField("trạng thái", max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED)
    subject = models.TextField("nội dung khiếu nại")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bằng chứng")
    filed_at = models.DateTimeField("nhận lúc")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_paper = models.BooleanField("nhận bản giấy, thư ký nhập", default=False)
    due_on = models.DateField("hạn trả lời")
    is_upheld = models.BooleanField("khiếu nại đúng", null=True)
    answer = models.TextField("trả lời", blank=True)
    reopens = models.CharField("bước mở lại", max_length=12, choices=Stage, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "khiếu nại"
        verbose_name_plural = "khiếu nại"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=ComplaintState.RECEIVED), name="one_open_complaint_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.RECEIVED)
                | (Q(is_upheld__isnull=False, answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_complaint_says_what",
            ),
        ]

    def __str__(self):
        return f"Khiếu nại về {self.entry}"

    @staticmethod
    def due_after(council, at):
        return add_working_days(timezone.localdate(at), council.complaint_days)

    @property
    def is_open(self):
        return self.state == ComplaintState.RECEIVED


class ComplaintHistory(StateHistory):
    subject = models.ForeignKey(Complaint, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến khiếu nại"
        verbose_name_plural = "diễn biến khiếu nại"

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.geography.queries import same_territory
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Product

from .. import workflow
from ..workflow import RequestState
from .plans import PlanContent


class SupportRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own establishment's; those whose content is a task of the user's office, for a Sở in its province; the
        Cục sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.works_at(OrganisationKind.AGENCY):
            return self
        offices = [m.organisation for m in user.current_memberships]
        seen = Q(product__establishment__organisation__in=offices)
        for office in offices:
            if office.kind != OrganisationKind.ESTABLISHMENT:
                seen |= Q(pk__in=self.model.objects.for_office(office).values("pk"))
        return self.filter(seen)

    def for_office(self, office):
        bodies = [office, *predecessors(office)]
        given = Q(content__tasks__lead__in=bodies) | Q(content__tasks__participants__in=bodies)
        rows = self.filter(given | Q(content__tasks__lead_kind=office.kind))
        if office.kind == OrganisationKind.DEPARTMENT and office.unit:
            rows = rows.filter(product__establishment__province__in=same_territory(office.unit))
        return rows


class SupportRequest(Stateful):
    """*Đề nghị hỗ trợ*: an establishment asks for one content of the plan for one of its products."""

    STEPS = workflow.REQUEST_STEPS

    product = models.ForeignKey(Product, models.PROTECT, related_name="support_requests", verbose_name="sản phẩm")
    content = models.ForeignKey(PlanContent, models.PROTECT, related_name="requests", verbose_name="nội dung hỗ trợ")
    need = models.TextField("cần gì")
    state = models.CharField("trạng thái", max_length=10, choices=RequestState, default=RequestState.WAITING)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="taken_requests", verbose_name="đơn vị nhận"
    )
    asked_at = models.DateTimeField("gửi lúc")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị hỗ trợ"
        verbose_name_plural = "đề nghị hỗ trợ"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "content"],
                condition=Q(state__in=[RequestState.WAITING, RequestState.TAKEN]),
                name="one_open_request_per_product_and_content",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True, state__in=[RequestState.WAITING, RequestState.WITHDRAWN])
                | (Q(unit__isnull=False) & ~Q(state=RequestState.WAITING)),
                name="taken_request_has_a_unit",
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.content.name}"


class SupportRequestHistory(StateHistory):
    subject = models.ForeignKey(SupportRequest, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến đề nghị"
        verbose_name_plural = "diễn biến đề nghị"

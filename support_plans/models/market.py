from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.dated import DatedQuerySet
from cnnt_portal.files.models import StoredFile
from registrations.models import Product


class OutletQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Of one's own products, and what one's unit wrote down; what is sold today is public on its own page."""
        if not user.is_authenticated:
            return self.none()
        own = Q(product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships])
        return self.filter(own | Q(unit__in=user.bodies(Role.OFFICER, Role.HEAD)))


class Outlet(models.Model):
    """*Nơi bán*: a distribution system, shop or online stall that sells a product, since and until when."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="outlets", verbose_name="sản phẩm")
    system = models.CharField("hệ thống, cửa hàng", max_length=200)
    place = models.CharField("ở đâu", max_length=200, blank=True)
    link = models.URLField("trang bán hàng", blank=True)
    valid_from = models.DateField("bán từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hợp đồng, ảnh"
    )
    # Nothing where the establishment wrote it down itself.
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi bán"
        verbose_name_plural = "nơi bán"
        ordering = ["system", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "system", "place", "valid_from"], name="outlet_recorded_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="outlet_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.system}, {self.place}" if self.place else self.system


class EnquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of the establishment that is asked, nobody else: a buyer's telephone number is the buyer's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships]
        )


class Enquiry(models.Model):
    """*Hỏi mua*: a buyer's question from the public page. It goes to the establishment, whose address is not shown."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="enquiries", verbose_name="sản phẩm")
    name = models.CharField("người hỏi", max_length=120)
    contact = models.CharField("điện thoại hoặc thư điện tử", max_length=200)
    message = models.TextField("nội dung hỏi")
    asked_at = models.DateTimeField("hỏi lúc")
    answered_at = models.DateTimeField("đã trả lời lúc", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "khách hỏi mua"
        verbose_name_plural = "khách hỏi mua"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="enquiry_answered_by_and_at",
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.product}"

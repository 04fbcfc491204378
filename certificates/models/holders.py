"""What belongs to the holders of certificates: their word that photos and story may be shown, the award's logo."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.files.models import StoredFile
from registrations.models import Product


class ShowConsentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class ShowConsent(models.Model):
    """*Đồng ý công khai ảnh và câu chuyện* of one product, from the day it is given to the day it is taken back.

    Law 91/2025: nothing is taken as agreed by default, and what was agreed can be taken back; every row stays.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="show_consents", verbose_name="sản phẩm")
    given_at = models.DateTimeField("đồng ý lúc")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ShowConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "đồng ý công khai ảnh và câu chuyện"
        verbose_name_plural = "đồng ý công khai ảnh và câu chuyện"
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(withdrawn_at__isnull=True), name="one_standing_consent_per_product"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_consent_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"Công khai ảnh và câu chuyện: {self.product}"


class LogoFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees which there are; who may take them home is asked of each."""
        return self.offered()

    def offered(self):
        return self.filter(removed_at__isnull=True).select_related("file")


class LogoFile(models.Model):
    """*Biểu trưng chương trình* in one form, as the focal point offers it to the holders of certificates in force."""

    label = models.CharField("tên gọi", max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    added_at = models.DateTimeField("đưa lên lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("gỡ lúc", null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = LogoFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp biểu trưng"
        verbose_name_plural = "tệp biểu trưng"
        ordering = ["label", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_logo_says_by_whom",
            )
        ]

    def __str__(self):
        return self.label

from django.db import models

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.files.models import StoredFile

# Who works with the lists: the focal point that sends them and the bodies that support the products.
READERS = (
    OrganisationKind.AGENCY,
    OrganisationKind.MINISTRY_UNIT,
    OrganisationKind.PRESS,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.LEADERS,
)


class PeriodicListQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated or not user.works_at(*READERS):
            return self.none()
        return self.all()


class PeriodicList(models.Model):
    """*Danh sách sản phẩm còn hiệu lực* as the focal point sends it to the units on a set day, kept as it was sent."""

    day = models.DateField("tính đến ngày", unique=True)
    count = models.PositiveIntegerField("số giấy chứng nhận còn hiệu lực")
    sheet = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="danh sách (Excel)")
    letter = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="công văn (Word)")
    made_at = models.DateTimeField("lập lúc")

    objects = PeriodicListQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách định kỳ"
        verbose_name_plural = "danh sách định kỳ"
        ordering = ["-day"]

    def __str__(self):
        return f"Danh sách sản phẩm còn hiệu lực tính đến ngày {self.day:%d/%m/%Y}"

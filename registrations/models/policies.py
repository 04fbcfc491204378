from itertools import groupby

from django.conf import settings
from django.db import models
from django.db.models import Q


class PolicyPage(models.Model):
    """One page of the khuyến công policy in plain words. What it says stands in its versions; the last one is shown."""

    slug = models.SlugField("địa chỉ", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "trang chính sách"
        verbose_name_plural = "trang chính sách"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.slug


class PolicyVersionQuerySet(models.QuerySet):
    def latest_of_each(self):
        """What is shown now: one version a page, in the order of the pages."""
        newest = self.model.objects.filter(page=models.OuterRef("page")).order_by("-number").values("pk")[:1]
        return self.filter(pk=models.Subquery(newest)).order_by("page__order", "page")


class PolicyVersion(models.Model):
    """What a page said from one moment to the next; never edited."""

    page = models.ForeignKey(PolicyPage, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("lần")
    title = models.CharField("tên trang", max_length=150)
    summary = models.CharField("tóm tắt", max_length=300, blank=True)
    note = models.CharField("vì sao sửa", max_length=300, blank=True)
    published_at = models.DateTimeField("công bố lúc")
    # None: the portal's own first text.
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản trang chính sách"
        verbose_name_plural = "phiên bản trang chính sách"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="policy_version_number_once")]

    def __str__(self):
        return f"{self.title}, lần {self.number}"

    @property
    def sections(self):
        """[(heading, [statements])] in order; a statement without a heading goes on under the last one."""
        return in_sections(self.statements.all())


def in_sections(statements):
    found, heading = [], ""
    for statement in statements:
        heading = statement.heading or heading
        found.append((heading, statement))
    return [(name, [statement for _, statement in rows]) for name, rows in groupby(found, key=lambda row: row[0])]


class PolicyStatement(models.Model):
    """One statement, with the article that it stands on."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="statements")
    order = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("đề mục", max_length=150, blank=True)
    text = models.TextField("nội dung")
    article = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "câu của trang chính sách"
        verbose_name_plural = "câu của trang chính sách"
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(article=""), name="policy_statement_has_its_article")
        ]

    def __str__(self):
        return self.text[:60]

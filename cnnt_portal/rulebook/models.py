from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models

from cnnt_portal.dated import DatedQuerySet

from .wording import in_words


@dataclass(frozen=True)
class Criterion:
    """One criterion of Phụ lục 4, TT 26/2014; `maximum` in points."""

    code: str
    name: str
    maximum: Decimal


@dataclass(frozen=True)
class Group:
    """A product group (A–D)."""

    code: str
    name: str


@dataclass(frozen=True)
class LevelRule:
    """One level of the vote: `code` is district, commune, province, region or nation."""

    code: str
    name: str
    organiser: str
    standing_body: str
    certifier: str


@dataclass(frozen=True)
class DossierPart:
    code: str
    name: str
    detail: str
    required: bool


class RuleSet(models.Model):
    """The law of the vote between two dates. Rounds pin one; results are recomputed under it for ever."""

    code = models.SlugField("mã", unique=True)
    title = models.CharField("tên", max_length=200)
    basis = models.TextField("căn cứ")
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("đến hết", null=True, blank=True)
    # One more with every correction: what a running process has read of the rules, it keeps under this number.
    version = models.PositiveIntegerField("lần chỉnh sửa", default=1)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ quy định"
        verbose_name_plural = "bộ quy định"
        ordering = ["valid_from"]

    def __str__(self):
        return self.title

    def value(self, key):
        """The raw value of one parameter; a missing key is our mistake and raises KeyError."""
        if not hasattr(self, "_values"):
            self._values = {p.key: p.value for p in self.parameters.all()}
        return self._values[key]

    def article(self, key):
        """Where a parameter comes from, for the sentence that applies it."""
        return next(parameter.article for parameter in self.parameters.all() if parameter.key == key)

    @property
    def criteria(self):
        return tuple(Criterion(c["code"], c["name"], Decimal(c["maximum"])) for c in self.value("criteria"))

    @property
    def groups(self):
        return tuple(Group(g["code"], g["name"]) for g in self.value("groups"))

    @property
    def levels(self):
        """From the lowest up."""
        return tuple(LevelRule(**level) for level in self.value("levels"))

    @property
    def lowest_level(self):
        """`district` until 30/6/2025, `commune` since."""
        return self.value("lowest_level")

    @property
    def dossier_parts(self):
        return tuple(DossierPart(**part) for part in self.value("dossier_parts"))

    @property
    def paper_sets(self):
        """How many equal sets on paper go with the electronic file."""
        return self.value("paper_sets")

    @property
    def quorum(self):
        """The share of a council's members that must be present."""
        return Fraction(self.value("quorum"))

    @property
    def majority(self):
        """Approval needs more than this share of those present."""
        return Fraction(self.value("majority"))

    @property
    def threshold(self):
        """Points a mean must reach to pass (70)."""
        return Decimal(self.value("threshold"))

    def valid_until(self, issued_on):
        """Last day of a certificate issued on that day: 31 December of the n-th year, the year of issue being
        the first (TT 26/2014 Điều 17(3))."""
        return date(issued_on.year + self.value("validity_years") - 1, 12, 31)


class Parameter(models.Model):
    """One rule with the article it comes from. `mark` says how sure it is."""

    class Mark(models.TextChoices):
        LAW = "law", "Quy định của pháp luật"
        PRACTICE = "practice", "Theo thực tế"
        DEFAULT = "default", "Mặc định của cổng"

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="parameters")
    key = models.CharField("khóa", max_length=60)
    label = models.CharField("nội dung", max_length=200)
    value = models.JSONField("giá trị")
    article = models.CharField("điều khoản", max_length=200, blank=True)
    mark = models.CharField("mức chắc chắn", max_length=10, choices=Mark)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "quy định"
        verbose_name_plural = "quy định"
        ordering = ["rule_set", "order"]
        constraints = [models.UniqueConstraint(fields=["rule_set", "key"], name="parameter_once_per_rule_set")]

    def __str__(self):
        return self.label

    @property
    def words(self):
        """The value as a reader sees it."""
        return in_words(self.key, self.value)

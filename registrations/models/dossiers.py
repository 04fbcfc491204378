import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import cached_property

from cnnt_portal.files.models import StoredFile
from registrations import fields, parts
from registrations.papers import PHOTO_KINDS, REQUIRED_PAPERS, PaperKind
from registrations.workflow import EntryState

from .establishments import Product, ProductItem

_WITH_AN_OFFICE = (EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED)


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts are the establishment's alone; offices read the frozen versions of entries."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships]
        )

    def written(self):
        """Without those that came by list: filed, yet without an answer."""
        return self.exclude(Q(answers={}) & Exists(DossierVersion.objects.filter(dossier=OuterRef("pk"))))


class Dossier(models.Model):
    """The living dossier of a product for one cycle; it serves all levels. Entries freeze versions of it.

    `answers` holds what Phụ lục 1 and 2 ask, keyed by the definition in `fields.py`. `revision` counts saves;
    `section_revisions` remembers at which of them each section was last written, so that two people in one section
    notice each other and two people in different sections are left in peace.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="dossiers", verbose_name="sản phẩm")
    answers = models.JSONField("nội dung khai", default=dict)
    revision = models.PositiveIntegerField("lần lưu", default=0)
    section_revisions = models.JSONField("lần lưu của từng phần", default=dict)
    # The dossier of an earlier cycle from which this one was filled in.
    begun_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField("bắt đầu lúc")
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"

    def __str__(self):
        return f"Hồ sơ {self.product}"

    @property
    def years(self):
        """The last three years before the dossier was begun, newest first: what Phụ lục 2 asks figures for."""
        year = timezone.localdate(self.started_at).year
        return (year - 1, year - 2, year - 3)

    @property
    def is_filed(self):
        """Has an office a version of it that stands? Then the product's next entry begins another dossier."""
        return self.entries.filter(state__in=_WITH_AN_OFFICE).exists()

    def open_parts(self):
        """The parts (see parts.py) that may be written now: all of a draft, those that an office named, or none."""
        states = set(self.entries.filter(state__in=_WITH_AN_OFFICE).values_list("state", flat=True))
        if not states:
            return parts.ALL
        if EntryState.RETURNED not in states:
            return frozenset()
        asked = self.entries.filter(state=EntryState.RETURNED, completion_requests__answered_at__isnull=True)
        return frozenset(asked.values_list("completion_requests__points__part", flat=True)) & parts.ALL

    @cached_property
    def rule_set(self):
        """The rules of the round that it was begun for, or that it has climbed to."""
        entry = self.entries.select_related("round__rule_set").order_by("-pk")[0]
        return entry.round.rule_set

    def left_for_papers(self, besides=None):
        """(how many files, how many bytes) more the rules let it hold `besides` one paper; below 0 where they have
        become stricter."""
        there = self.papers.exclude(pk=besides.pk if besides else None).aggregate(
            count=Count("pk"), size=Sum("file__size")
        )
        most, most_mb = self.rule_set.value("papers_max"), self.rule_set.value("papers_max_mb")
        return most - there["count"], most_mb * 1024 * 1024 - (there["size"] or 0)

    def section_revision(self, key):
        return self.section_revisions.get(key, 0)

    def missing(self):
        """What still stands between this dossier and the office: the list on the page that also blocks the button."""
        found = []
        for section in fields.SECTIONS:
            found += [
                Missing(section.key, field.label, f"{section.title}: chưa có “{field.label}”.")
                for field in section.unanswered(self.answers, self.years)
            ]
        shares = [self.answers.get(key) for key in fields.MARKET_SHARES]
        if all(shares) and sum(map(int, shares)) != 100:
            found.append(Missing("business", "Thị trường", "Ba ô thị trường phải cộng lại bằng 100 %."))
        if self.product.is_set and self.product.items.count() < 2:
            found.append(Missing("product_record", "Các món trong bộ", "Bộ sản phẩm phải có ít nhất hai món."))
        return found + self._missing_papers()

    def _missing_papers(self):
        kinds = [paper.kind for paper in self.papers.all()]
        found = [
            Missing(parts.PAPERS, PaperKind(kind).label, f"Chưa có: {PaperKind(kind).label.lower()}.")
            for kind in REQUIRED_PAPERS
            if kind not in kinds
        ]
        fewest = self.rule_set.value("photos_min")
        if not found and sum(kind in PHOTO_KINDS for kind in kinds) < fewest:
            found.append(Missing(parts.PAPERS, "Ảnh sản phẩm", f"Cần ít nhất {fewest} ảnh màu."))
        return found

    def to_renew(self, day):
        """What a dossier filled in from an earlier one must bring anew: [Missing]; nothing for a first dossier.

        The statements, the figures of years that the last one did not know, and papers out of force by that day.
        """
        if self.begun_from_id is None:
            return []
        found = []
        for section in fields.SECTIONS:
            for field in section.fields:
                value = self.answers.get(field.key) or {}
                new = [str(year) for year in self.years if not value.get(str(year))] if field.is_yearly else []
                if new:
                    words = f"{field.label}: thêm số liệu năm {', '.join(new)}."
                    found.append(Missing(section.key, field.label, words))
                elif field.kind == fields.Kind.CONFIRM and not value:
                    found.append(Missing(section.key, field.label, f"Cam đoan lại: {field.label.lower()}."))
        for paper in self.papers_expiring_by(day):
            found.append(Missing(parts.PAPERS, paper.get_kind_display(), f"Thay giấy đã hoặc sắp hết hạn: {paper}."))
        return found

    def papers_expiring_by(self, day):
        """Papers that lose force on or before that day: shown, because the council asks for papers in force."""
        return [paper for paper in self.papers.all() if paper.expires_on and paper.expires_on <= day]


@dataclass(frozen=True)
class Missing:
    """One thing that a dossier lacks; `part` is the section's key, or the place where it can be mended."""

    part: str
    label: str
    sentence: str


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of a living dossier are the establishment's alone."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))


class Paper(models.Model):
    """A photo or a paper attached to the living dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=20, choices=PaperKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    # Which item of a set a photo shows; empty for the whole.
    item = models.ForeignKey(ProductItem, models.SET_NULL, null=True, related_name="photos", verbose_name="món")
    caption = models.CharField("chú thích", max_length=200, blank=True)
    issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    number = models.CharField("số", max_length=60, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    expires_on = models.DateField("ngày hết hạn", null=True, blank=True)
    width = models.PositiveIntegerField("rộng", null=True, help_text="Điểm ảnh của ảnh khi đứng thẳng")
    height = models.PositiveIntegerField("cao", null=True)
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy tờ kèm theo"
        verbose_name_plural = "giấy tờ kèm theo"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
                name="paper_expires_after_its_issue",
                violation_error_message="Ngày hết hạn phải sau ngày cấp.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file.name}"

    @property
    def is_photo(self):
        return self.kind in PHOTO_KINDS


def canonical(content):
    """The one spelling of a content: sorted keys, no spaces, UTF-8. What the hash is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(content):
    return hashlib.sha256(canonical(content).encode()).hexdigest()


BY_LIST = (
    "Cơ quan cấp dưới gửi sản phẩm này bằng danh sách, nên trên cổng chưa có bản thuyết minh, số liệu, ảnh và giấy "
    "đăng ký. Xem các phần đó trong bộ hồ sơ giấy."
)


class DossierVersion(models.Model):
    """What was filed, frozen: facts of establishment and product, answers, papers with their hashes.

    `content` is the canonical JSON whose SHA-256 is `sha256`; never edited.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("lần")
    content = models.JSONField("nội dung đóng băng")
    sha256 = models.CharField("SHA-256", max_length=64)
    frozen_at = models.DateTimeField("đóng băng lúc")
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "phiên bản hồ sơ"
        verbose_name_plural = "phiên bản hồ sơ"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.dossier}, lần {self.number}"

    @property
    def is_intact(self):
        """Do content and papers still have the hashes that the receipt names? Asked of the rows; `lost_papers` reads
        the files themselves."""
        prefetch_related_objects([self], "papers__file")
        filed = sorted((paper["kind"], paper["sha256"]) for paper in self.content["papers"])
        kept = sorted((paper.kind, paper.file.sha256) for paper in self.papers.all())
        return content_hash(self.content) == self.sha256 and filed == kept

    def lost_papers(self):
        """The papers whose bytes are gone or are not those that were filed."""
        return [paper for paper in self.papers.select_related("file") if not paper.file.has_its_bytes()]

    @property
    def establishment(self):
        """Who filed it, as of the filing: `name`, `tax_code`, `address` and the rest of the profile, as texts."""
        return self.content["establishment"]

    @property
    def group(self):
        return self.content["product"]["group"]

    @property
    def came_by_list(self):
        """Is it a line of a list that an office sent, without the forms of the dossier?"""
        return not self.content["answers"]

    def readable_sections(self):
        """The frozen answers as people read them: [(heading, [(label, text)])]; unanswered fields are left out.

        Without the establishment's particulars: judges know an entry by its code.
        """
        if self.came_by_list:
            return [("Hồ sơ đến bằng danh sách", [("Cần biết", BY_LIST)])]
        answers, sections = self.content["answers"], []
        for section in fields.SECTIONS:
            rows = []
            for field in section.fields:
                text = fields.shown(field, answers)
                if field.is_yearly:
                    text = "; ".join(f"{year}: {value}" for year, value in text)
                if text:
                    rows.append((field.label, text))
            if rows:
                sections.append((section.title, rows))
        return sections


class VersionPaper(models.Model):
    """A file that belongs to a frozen version; keeps it from being deleted."""

    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=20, choices=PaperKind)
    item_name = models.CharField("món", max_length=200, blank=True)
    caption = models.CharField("chú thích", max_length=200, blank=True)
    issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    number = models.CharField("số", max_length=60, blank=True)
    issued_on = models.DateField("ngày cấp", null=True)
    expires_on = models.DateField("ngày hết hạn", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ của phiên bản"
        verbose_name_plural = "giấy tờ của phiên bản"
        ordering = ["kind", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file.name}"

    @property
    def is_photo(self):
        return self.kind in PHOTO_KINDS

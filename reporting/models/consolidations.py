import datetime
import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.files.models import StoredFile
from cnnt_portal.workflow import Stateful, StateHistory

from .. import workflow
from ..data_forms import is_filled
from ..workflow import ConsolidationState
from .regimes import ReportingPeriod
from .reports import ReportVersion


class ConsolidationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The Cục's own work; leaders see what was submitted; the offices that report see what was approved."""
        if not user.is_authenticated:
            return self.none()
        if user.works_at(OrganisationKind.AGENCY):
            return self
        if user.works_at(OrganisationKind.LEADERS):
            return self.exclude(state=ConsolidationState.DRAFT)
        if user.works_at(OrganisationKind.MINISTRY_UNIT, OrganisationKind.PRESS, OrganisationKind.DEPARTMENT):
            return self.filter(state=ConsolidationState.APPROVED)
        return self.none()


class Consolidation(Stateful):
    """*Báo cáo tổng hợp* of one period for the ministry's leaders, made of accepted versions and of nothing else."""

    STEPS = workflow.CONSOLIDATION_STEPS

    period = models.OneToOneField(
        ReportingPeriod, models.PROTECT, related_name="consolidation", verbose_name="kỳ báo cáo"
    )
    state = models.CharField("trạng thái", max_length=10, choices=ConsolidationState, default=ConsolidationState.DRAFT)
    gathered_at = models.DateTimeField("lấy số liệu lúc")
    submitted_at = models.DateTimeField("trình lúc", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signer_title = models.CharField("chức vụ người trình", max_length=120, blank=True)
    approved_at = models.DateTimeField("phê duyệt lúc", null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConsolidationQuerySet.as_manager()

    class Meta:
        verbose_name = "tổng hợp báo cáo"
        verbose_name_plural = "tổng hợp báo cáo"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ConsolidationState.SUBMITTED, ConsolidationState.APPROVED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_consolidation_has_signer",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsolidationState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_consolidation_has_leader",
            ),
        ]

    def __str__(self):
        return f"Tổng hợp {self.period.name.removeprefix('Báo cáo ')}"

    @property
    def submission(self):
        """Names this submission: what was returned and submitted again is another one. Empty before the first."""
        return self.submitted_at.astimezone(datetime.UTC).isoformat() if self.submitted_at else ""

    @property
    def is_open(self):
        return self.state in (ConsolidationState.DRAFT, ConsolidationState.RETURNED)

    def is_read_live_by(self, user):
        """While the Cục rewrites what was returned only its own people read along."""
        return self.state != ConsolidationState.RETURNED or user.works_at(OrganisationKind.AGENCY)

    def digest(self):
        """SHA-256 of everything that is printed: documents made under another one are out of date."""
        sources = self.sources.values_list("organisation__name", "version__sha256", "left_out")
        sections = self.sections.values_list("key", "title", "text")
        content = [list(sources), list(sections), self.submission]
        if self.state in (ConsolidationState.RETURNED, ConsolidationState.APPROVED):
            # The paper of the same words bears another mark than while it waits.
            content.append(self.state)
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


class ConsolidationHistory(StateHistory):
    subject = models.ForeignKey(Consolidation, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến tổng hợp"
        verbose_name_plural = "diễn biến tổng hợp"


class ConsolidationSource(models.Model):
    """One unit of the period: the accepted version that is summed, or none; `left_out` is why it is not summed."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="sources")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="đơn vị")
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="+", verbose_name="bản báo cáo")
    left_out = models.TextField("lý do không đưa vào", blank=True)

    class Meta:
        verbose_name = "nguồn tổng hợp"
        verbose_name_plural = "nguồn tổng hợp"
        ordering = ["organisation__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["consolidation", "organisation"], name="source_once")]

    def __str__(self):
        return f"{self.consolidation}: {self.organisation}"

    @property
    def is_summed(self):
        return self.version_id is not None and not self.left_out

    @property
    def is_idle(self):
        """It is summed, and tells of nothing done."""
        if not self.is_summed:
            return False
        facts = self.version.facts
        return not facts["lines"] and not any(is_filled(rows) for _, _, rows in facts.get("tables", []))

    @property
    def is_left_out(self):
        """There is a report to sum, and a reason not to."""
        return self.version_id is not None and bool(self.left_out)


class ConsolidationSection(models.Model):
    """What the units wrote in one section, each under its name, and what the Cục made of it."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="sections")
    order = models.PositiveSmallIntegerField("thứ tự")
    key = models.SlugField("khóa")
    title = models.CharField("mục", max_length=250)
    gathered = models.TextField("lời của các đơn vị", blank=True)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "mục tổng hợp"
        verbose_name_plural = "mục tổng hợp"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["consolidation", "key"], name="consolidated_section_once")]

    def __str__(self):
        return self.title


class ConsolidationDocument(models.Model):
    """A printed form of the consolidated report as it stood under that hash."""

    consolidation = models.ForeignKey(Consolidation, models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    form = models.CharField("dạng", max_length=4, choices=[("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")])
    sha256 = models.CharField("SHA-256 của nội dung", max_length=64)
    made_at = models.DateTimeField("tạo lúc")

    class Meta:
        verbose_name = "bản in tổng hợp"
        verbose_name_plural = "bản in tổng hợp"
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "sha256", "form"], name="form_once_per_content"),
        ]

    def __str__(self):
        return f"{self.consolidation} ({self.form})"

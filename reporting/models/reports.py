import hashlib
import json
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.files.models import StoredFile
from cnnt_portal.workflow import Stateful, StateHistory
from support_plans.models import Activity

from .. import drafting, workflow
from ..workflow import SENT, ReportState
from .regimes import ReportingPeriod


class HalfYearReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A unit's own; the Cục and the leaders see what was sent."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=user.bodies())
        if user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS):
            return self.filter(own | ~Q(state=ReportState.DRAFT))
        return self.filter(own)

    def on_record(self):
        """What the unit has delivered: sent, or accepted once and now being corrected."""
        accepted = ReportVersion.objects.filter(report=OuterRef("pk"), accepted_at__isnull=False)
        return self.filter(Q(state__in=SENT) | Exists(accepted))


class HalfYearReport(Stateful):
    """*Báo cáo 6 tháng* of one unit, drafted from the activities that it recorded."""

    STEPS = workflow.REPORT_STEPS
    NIL_NEEDS_REASON = "Hãy ghi lý do trong kỳ không có hoạt động nào."

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports", verbose_name="kỳ báo cáo")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="half_year_reports", verbose_name="đơn vị"
    )
    state = models.CharField("trạng thái", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    drafted_at = models.DateTimeField("dự thảo lúc", null=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signer_title = models.CharField("chức vụ người ký", max_length=120, blank=True)
    sha256 = models.CharField("SHA-256 của bản đã gửi", max_length=64, blank=True)
    nil_reason = models.TextField("lý do không có hoạt động", blank=True)

    objects = HalfYearReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo 6 tháng"
        verbose_name_plural = "báo cáo 6 tháng"
        constraints = [
            models.UniqueConstraint(fields=["period", "organisation"], name="one_report_per_unit_and_period"),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="sent_report_has_signer",
            ),
        ]

    def __str__(self):
        return f"{self.period} – {self.organisation}"

    @cached_property
    def bodies(self):
        """The unit, and the bodies whose work had come to it when the figures closed."""
        closed = self.period.cut_off_on
        gone = [body for body in predecessors(self.organisation) if body.valid_to and body.valid_to <= closed]
        return [self.organisation, *gone]

    @property
    def version_on_record(self):
        """The last accepted sending, else the last; None while nothing was sent."""
        sent = list(self.versions.all())
        return ([version for version in sent if version.accepted_at] or sent or [None])[-1]

    @property
    def is_corrected(self):
        """Was it accepted once, and is open again?"""
        return self.state != ReportState.ACCEPTED and self.versions.filter(accepted_at__isnull=False).exists()

    @property
    def is_asked_for(self):
        """The receiver gave it back to be mended: it may be sent again on whatever day."""
        return self.state == ReportState.RETURNED or self.is_corrected

    @property
    def is_nil(self):
        """Sent in one act: nothing was done in the period, with the reason."""
        return bool(self.nil_reason)

    @property
    def is_nil_on_record(self):
        """As `is_nil`, of what was delivered: what is being rewritten changes nothing before it is sent."""
        if not self.is_open:
            return self.is_nil
        version = self.version_on_record
        return bool(version and version.facts["nil_reason"])

    @property
    def is_open(self):
        """May its text and numbers still change?"""
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def is_unwritten_draft(self):
        """Did nobody add words or papers to it? What somebody wrote is read before it is signed."""
        has_words = any(section.text not in ("", section.proposed) for section in self.sections.all())
        return self.state == ReportState.DRAFT and not has_words and not self.papers.all()

    @property
    def is_unfilled_draft(self):
        """Without activities too, it can still be sent as a nil report."""
        return self.is_unwritten_draft and not any(table.is_filled for table in self.tables.all())

    def is_read_live_by(self, user):
        """While a returned report is rewritten only the unit's own people read along; to others it is what was sent."""
        return self.state != ReportState.RETURNED or user.belongs_to(self.organisation)

    def content(self, flagged):
        """Everything that is sent, as canonical JSON: what its hash is taken of. `flagged`: [[key, words of the portal,
        the unit's sentence or ""]], so that what was asked and answered cannot change under its readers' eyes."""
        lines = self.lines.values_list(
            "activity",
            "content",
            "title",
            "starts_on",
            "ends_on",
            "place",
            "products",
            "establishments",
            "amount",
            "results",
            "corrections",
            "adjusts",
        )
        tables = self.tables.all()
        departures = [[table.key, *cell] for table in tables for cell in table.departures]
        evidence = self.papers.filter(kind="evidence").values_list("file__name", "file__sha256")
        content = {
            "period": self.period.name,
            "organisation": self.organisation.name,
            "nil_reason": self.nil_reason,
            "sections": [[section.key, section.title, section.text] for section in self.sections.all()],
            "lines": [[*line, adjusts] if adjusts else line for *line, adjusts in lines],
            **({"tables": [[table.key, table.title, table.rows] for table in tables]} if tables else {}),
            **({"departures": departures} if departures else {}),
            **({"evidence": [list(paper) for paper in evidence]} if evidence else {}),
            **({"flags": flagged} if flagged else {}),
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

    def sent_documents(self):
        """The printed forms of what was last sent; none while the report is (again) being written."""
        if self.is_open:
            return self.documents.none()
        # The same words sent again bear another day and perhaps another signer.
        return self.documents.filter(sha256=self.sha256, made_at__gte=self.submitted_at)

    def missing(self):
        """What keeps the report from being sent; the page shows the same list."""
        missing = []
        if self.drafted_at is None:
            missing.append("dự thảo chưa soạn xong")
        missing += [f"mục “{section.title}” còn trống" for section in self.sections.all() if not section.text.strip()]
        for section in self.sections.all():
            said = drafting.contradiction(section.text, section.proposed)
            if said:
                missing.append(f"mục “{section.title}” còn ghi “{said}”, khác biểu số liệu: hãy sửa cho khớp")
        missing += [
            f"“{table.title}” chưa điền" for table in self.tables.all() if not table.is_filled and not table.is_nothing
        ]
        missing += [
            f"“{table.title}” khác số đã ghi trên cổng mà chưa ghi lý do"
            for table in self.tables.all()
            if any(not cell.reason for cell in table.departures)
        ]
        return missing


def digest_of(content):
    """SHA-256 of what `HalfYearReport.content` gives."""
    return hashlib.sha256(content.encode()).hexdigest()


class ReportVersion(models.Model):
    """What was sent, frozen: the very text that the hash was taken of. A report sent again is a version more."""

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("lần gửi")
    content = models.TextField("nội dung đã gửi (JSON)")
    sha256 = models.CharField("SHA-256", max_length=64)
    sent_at = models.DateTimeField("gửi lúc")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ký")
    # It is this version that is summed until a corrected one is accepted.
    accepted_at = models.DateTimeField("chấp nhận lúc", null=True)

    class Meta:
        verbose_name = "bản báo cáo đã gửi"
        verbose_name_plural = "bản báo cáo đã gửi"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_version_once")]

    def __str__(self):
        return f"{self.report} – lần {self.number}"

    @cached_property
    def facts(self):
        return json.loads(self.content)


class ReportHistory(StateHistory):
    subject = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến báo cáo"
        verbose_name_plural = "diễn biến báo cáo"


class ReportSection(models.Model):
    """One section of the outline: the sentence proposed from the records, and what the unit wrote."""

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="sections")
    order = models.PositiveSmallIntegerField("thứ tự")
    key = models.SlugField("khóa")
    title = models.CharField("mục", max_length=250)
    proposed = models.TextField("câu đề xuất từ số liệu", blank=True)
    text = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "mục báo cáo"
        verbose_name_plural = "mục báo cáo"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="section_once_per_report")]

    def __str__(self):
        return self.title


class ReportRemark(models.Model):
    """Why a section of a sent version was returned."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="remarks")
    section = models.ForeignKey(ReportSection, models.PROTECT, related_name="remarks")
    text = models.TextField("cần sửa")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người trả lại")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "ý kiến trả lại"
        verbose_name_plural = "ý kiến trả lại"
        ordering = ["section__order"]
        constraints = [models.UniqueConstraint(fields=["version", "section"], name="remark_once_per_section")]

    def __str__(self):
        return f"{self.section}: {self.text}"


class ReportLine(models.Model):
    """One activity as the report counted it, copied at drafting; `activity` is where the number comes from."""

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="lines")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="report_lines")
    order = models.PositiveIntegerField("thứ tự")
    content = models.CharField("nội dung hỗ trợ", max_length=400)
    title = models.CharField("hoạt động", max_length=300)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    place = models.CharField("địa điểm", max_length=200, blank=True)
    adjusts = models.BooleanField(
        "điều chỉnh kỳ trước", default=False, help_text="Các số là chênh lệch so với những gì kỳ trước đã báo cáo"
    )
    products = models.IntegerField("số sản phẩm")
    establishments = models.IntegerField("số cơ sở")
    amount = models.DecimalField("kinh phí (đồng)", max_digits=15, decimal_places=0)
    results = models.JSONField("kết quả", default=dict, help_text="{chỉ tiêu: giá trị}")
    corrections = models.JSONField(
        "sửa so với số đã ghi", default=dict, help_text="{cột: {recorded: số đã ghi, value: số sửa, reason: lý do}}"
    )

    class Meta:
        verbose_name = "dòng báo cáo"
        verbose_name_plural = "dòng báo cáo"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "activity"], name="activity_once_per_report")]

    def __str__(self):
        return self.title

    @property
    def numbers(self):
        """What the unit may correct."""
        return [self.products, self.establishments, str(self.amount)]

    def recorded(self, column):
        """What was recorded of it when the line was drawn, whatever the unit corrected."""
        return Decimal(self.corrections.get(column, {}).get("recorded", getattr(self, column)))


class ReportDocument(models.Model):
    """A printed form (PDF, docx, xlsx) of what was sent under that hash; a report sent again is printed again."""

    report = models.ForeignKey(HalfYearReport, models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    form = models.CharField("dạng", max_length=4, choices=[("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")])
    sha256 = models.CharField("SHA-256 của bản đã gửi", max_length=64)
    made_at = models.DateTimeField("tạo lúc")

    class Meta:
        verbose_name = "bản in báo cáo"
        verbose_name_plural = "bản in báo cáo"
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256", "form", "made_at"], name="form_once_per_sending")
        ]

    def __str__(self):
        return f"{self.report} ({self.form})"

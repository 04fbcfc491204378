from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, Prefetch, Q, When
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.rulebook.calendar import legal_clock
from cnnt_portal.text import SearchableQuerySet
from cnnt_portal.workflow import Stateful, StateHistory
from registrations import parts, workflow
from registrations.workflow import EntryState

from .checks import PartCheck
from .dossiers import Dossier, DossierVersion, VersionPaper
from .establishments import Product, ProductGroup
from .reasons import Reason
from .rounds import Round

# States in which an entry no longer stands in its round.
GONE = (EntryState.REFUSED, EntryState.WITHDRAWN, EntryState.MOVED)


@dataclass(frozen=True)
class Ground:
    """Why a product may enter an upper round: facts of the lower decision and certificate, copied at the act."""

    decision_number: str
    decision_date: date | None
    certificate_number: str
    valid_until: date

    def as_fields(self):
        return {
            "ground_decision": self.decision_number,
            "ground_decision_date": self.decision_date,
            "ground_certificate": self.certificate_number,
            "ground_valid_until": self.valid_until,
        }


class EntryQuerySet(SearchableQuerySet):
    def visible_to(self, user):
        """The establishment's own, and what an office received in its rounds."""
        if not user.is_authenticated:
            return self.none()
        if not user.works_at(OrganisationKind.ESTABLISHMENT):
            return self.received_by(user)
        own = user.bodies()
        received = Q(round__organiser__in=own, submitted_at__isnull=False)
        return self.filter(received | Q(product__establishment__organisation__in=own))

    def received_by(self, user):
        """Entries that reached an office in which the user works; drafts have not."""
        return self.filter(round__organiser__in=user.bodies(), submitted_at__isnull=False)

    def for_desk(self):
        """With everything that the office's page shows of one entry."""
        return self.select_related(
            "round__organiser",
            "round__rule_set",
            "product__establishment",
            "version",
        ).prefetch_related(
            "completion_requests__points",
            Prefetch("version__checks", PartCheck.objects.select_related("reason", "checked_by")),
            Prefetch("version__papers", VersionPaper.objects.select_related("file")),
            # Most have neither: asking apart spares a join of fifteen tables.
            "climbed_from__round__organiser",
            "transferred_from__round__organiser",
        )

    def of(self, user):
        """The entries of the establishments for which this person works today."""
        if not user.is_authenticated:
            return self.none()
        own = user.bodies()
        return self.filter(product__establishment__organisation__in=own)

    def waiting_first(self):
        """What waits for the office, the nearest day first; then what waits for establishments, and what is done."""
        rank = Case(When(state=EntryState.SUBMITTED, then=0), When(state=EntryState.RETURNED, then=1), default=2)
        return self.order_by(rank, "answer_due_on", "-submitted_at", "-pk")

    def accepted(self):
        return self.filter(state=EntryState.ACCEPTED)


class Entry(Stateful):
    """One product's *đăng ký dự bình chọn* in one round."""

    STEPS = workflow.ENTRY_STEPS

    round = models.ForeignKey(Round, models.PROTECT, related_name="entries", verbose_name="kỳ bình chọn")
    product = models.ForeignKey(Product, models.PROTECT, related_name="entries", verbose_name="sản phẩm")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="entries", verbose_name="hồ sơ")
    version = models.ForeignKey(
        DossierVersion, models.PROTECT, null=True, related_name="entries", verbose_name="phiên bản đã nộp"
    )
    # All that its office was given: what was filed there or came with it, and each completion. What the dossier was
    # filed with elsewhere is not for this office to read.
    versions = models.ManyToManyField(DossierVersion, related_name="+", verbose_name="các lần nộp")
    state = models.CharField("trạng thái", max_length=10, choices=EntryState, default=EntryState.DRAFT)
    code = models.CharField("mã số bình chọn", max_length=20, blank=True)
    search_key = models.CharField(max_length=700, editable=False, blank=True)
    tracking_code = models.CharField("mã tra cứu hồ sơ", max_length=16, null=True, unique=True)  # noqa: DJ001
    started_at = models.DateTimeField("bắt đầu lúc")
    submitted_at = models.DateTimeField("nộp lúc", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField("tiếp nhận lúc", null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # As they were when it was taken into the list: the tables of past years do not move with the establishment.
    group = models.CharField("nhóm khi tiếp nhận", max_length=1, choices=ProductGroup, blank=True)
    province = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, related_name="+", verbose_name="tỉnh, thành phố khi tiếp nhận"
    )
    answer_due_on = models.DateField(
        "ngày hẹn trả lời", null=True, help_text="Trống trong khi chờ cơ sở bổ sung: thời hạn tạm dừng"
    )
    refusal_reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, related_name="+", verbose_name="lý do từ chối"
    )
    # The climb: why a product may enter an upper round, copied at the moment of nomination.
    ground_decision = models.CharField("quyết định công nhận cấp dưới", max_length=120, blank=True)
    ground_decision_date = models.DateField("ngày quyết định công nhận cấp dưới", null=True)
    ground_certificate = models.CharField("giấy chứng nhận cấp dưới", max_length=60, blank=True)
    ground_valid_until = models.DateField("giấy chứng nhận có giá trị đến", null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người xử lý"
    )
    transferred_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="transferred_to", verbose_name="chuyển đến từ hồ sơ"
    )
    climbed_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="climbs")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký dự bình chọn"
        verbose_name_plural = "đăng ký dự bình chọn"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "product"],
                condition=~Q(state__in=GONE),
                name="product_enters_a_round_once",
                violation_error_message="Sản phẩm này đã đăng ký trong kỳ bình chọn.",
            ),
            models.UniqueConstraint(fields=["round", "code"], condition=~Q(code=""), name="entry_code_once_per_round"),
            models.CheckConstraint(
                condition=Q(state__in=[EntryState.DRAFT, EntryState.WITHDRAWN])
                | Q(
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    version__isnull=False,
                    tracking_code__isnull=False,
                ),
                name="submitted_entry_has_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.ACCEPTED)
                | (Q(accepted_at__isnull=False, accepted_by__isnull=False) & ~Q(code="")),
                name="accepted_entry_has_code",
            ),
        ]

    def __str__(self):
        return f"{self.product} – {self.round}"

    @property
    def filed_name(self):
        """The product as the dossier names it that was judged, whatever it is called today; of what is known from
        history alone there is no dossier."""
        return self.version.content["product"]["name"] if self.version else self.product.name

    def missing(self):
        """The same list that the page shows and that blocks the button; empty when it may be filed.

        Of an entry that was returned only the parts that its office asked for count: the others stand as filed.
        """
        lacks = self.dossier.missing()
        if self.state != EntryState.RETURNED:
            return lacks
        asked = self.asked_parts()
        return [lack for lack in lacks if lack.part in asked]

    def asked_parts(self):
        """The parts (see parts.py) that this office's open request names; another office's are not counted."""
        ask = self.open_request
        return parts.ALL.intersection(point.part for point in ask.points.all()) if ask else frozenset()

    def clock(self, today):
        """The office's time limit as it stands: it rests from a request until the establishment answers."""
        pauses = [
            (timezone.localdate(ask.asked_at), ask.answered_at and timezone.localdate(ask.answered_at))
            for ask in self.completion_requests.all()
        ]
        return legal_clock(
            started=timezone.localdate(self.submitted_at),
            working_days=self.round.answer_days,
            pauses=pauses,
            today=today,
        )

    def papers_to_renew(self):
        """Papers that lose force before the round stops taking dossiers."""
        return self.dossier.papers_expiring_by(self.round.last_day)

    @property
    def came_from_below(self):
        """Was it put here on the ground of a lower decision, instead of being filed by its establishment?"""
        return self.ground_valid_until is not None

    def stands_for(self, lower):
        """Is this the upper entry to which the lower one climbed, and does it still stand?"""
        return self.climbed_from_id == lower.pk and self.state not in GONE

    def binding_key(self, person):
        """The key of the job that binds the version now filed for somebody: a failed one is its asker's to repeat."""
        return f"registrations.bind:{self.pk}:{self.version_id}:{person.pk}"

    def sets_to_send(self):
        """How many paper sets the office has still to get; none of what ended."""
        if self.state in (*GONE, EntryState.DRAFT):
            return 0
        arrived = sum(row.sets for row in self.paper_sets.standing())
        return max(self.round.rule_set.paper_sets - arrived, 0)

    @property
    def tax_code_since(self):
        """The establishment's tax code of today, if it changed since this was filed; else ""."""
        now, then = self.product.establishment.tax_code, self.version.establishment["tax_code"]
        return now if now and then and now != then else ""

    @property
    def failed_checks(self):
        """What the officer found wanting in the version now filed."""
        return [check for check in self.version.checks.all() if not check.is_met]

    @property
    def is_filed(self):
        return self.submitted_at is not None

    @property
    def times_filed(self):
        """How often its office was given a version."""
        return 1 if self.version.number == 1 else self.versions.count()

    def papers_filed(self):
        """Papers of all that its office was given."""
        return VersionPaper.objects.filter(version__in=self.versions.all()).select_related("file")

    @property
    def is_with_the_office(self):
        """Does its clock run or rest, instead of having ended?"""
        return self.state in (EntryState.SUBMITTED, EntryState.RETURNED)

    @property
    def is_refused(self):
        return self.state == EntryState.REFUSED

    @property
    def awaits_office(self):
        return self.state == EntryState.SUBMITTED

    @property
    def open_request(self):
        """The completion request that waits for the establishment's answer, if there is one."""
        return next((ask for ask in self.completion_requests.all() if ask.answered_at is None), None)


class EntryHistory(StateHistory):
    subject = models.ForeignKey(Entry, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến hồ sơ dự bình chọn"
        verbose_name_plural = "diễn biến hồ sơ dự bình chọn"


class CompletionRequest(models.Model):
    """*Phiếu yêu cầu bổ sung*: what is missing, under which rule, what to bring."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="completion_requests")
    asked_at = models.DateTimeField("yêu cầu lúc")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField("bổ sung trước ngày", null=True)
    answered_at = models.DateTimeField("đã bổ sung lúc", null=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answered_at__isnull=True), name="one_open_request_per_entry"
            )
        ]

    def __str__(self):
        return f"Yêu cầu bổ sung {self.entry}"

    @property
    def title(self):
        return f"{self.entry.round.organiser} đề nghị bổ sung"


class CompletionPoint(models.Model):
    """One point of a request: the part of the dossier, the rule, what to bring."""

    request = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="points")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, related_name="points", verbose_name="lý do")
    part = models.CharField("phần hồ sơ", max_length=40)
    article = models.CharField("theo điều", max_length=200)
    bring = models.TextField("cần bổ sung")

    class Meta:
        verbose_name = "điểm cần bổ sung"
        verbose_name_plural = "điểm cần bổ sung"

    def __str__(self):
        return self.bring[:60]

    @property
    def part_label(self):
        return parts.LABELS.get(self.part, "")

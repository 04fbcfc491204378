import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.rulebook.calendar import add_working_days
from cnnt_portal.text import SearchableQuerySet
from cnnt_portal.workflow import Stateful, StateHistory
from registrations.models import Entry, Product, ProductGroup, VoteLevel

from .. import workflow
from ..validity import Suspension, validity_on, was_in_force_between
from ..workflow import ActState
from .decisions import RecognitionDecision
from .templates import PaperTemplate


class Ending(models.TextChoices):
    """What ended a certificate before its last day."""

    REVOKED = "revoked", "Đã bị thu hồi"
    REPLACED = "replaced", "Đã được thay bằng giấy khác"


class CertificateQuerySet(SearchableQuerySet):
    def published(self):
        """Whose paper exists, or that are known from history: what the public knows of.

        A number is taken before its paper is printed, and a job may stop in between.
        """
        return self.filter(Q(paper__isnull=False) | Q(is_history=True))

    def in_force_on(self, date):
        """Published, issued by then, not past its last day, neither revoked nor replaced nor suspended on that day."""
        suspended = CertificateAct.objects.suspensions().filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=date), certificate=OuterRef("pk"), effective_on__lte=date
        )
        return (
            self.published()
            .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=date), issued_on__lte=date, valid_until__gte=date)
            .exclude(Exists(suspended))
        )

    def current_on(self, date):
        """Of papers that stand in each other's place the one that counts on that day."""
        # A list of the few that were replaced is looked up once; asked of each row it would slow the whole register.
        replaced = self.model.objects.filter(
            ended_by=Ending.REPLACED, ended_on__lte=date, successor__paper__isnull=False
        ).values("pk")
        return self.exclude(pk__in=replaced).filter(Q(replaces__isnull=True) | Q(issued_on__lte=date))

    def without_force_on(self, date):
        """Past their last day, revoked or replaced."""
        return self.filter(Q(valid_until__lt=date) | Q(ended_on__lte=date))

    def with_standing(self):
        """What `validity_on` asks, in one query for the whole list."""
        return self.select_related("replaces").prefetch_related(
            Prefetch("acts", CertificateAct.objects.suspensions(), to_attr="suspending_acts")
        )

    def with_successor_number(self):
        """`successor_number`: of the published paper in whose favour this one ended, or None."""
        successors = self.model.objects.published().filter(replaces=OuterRef("pk"))
        return self.annotate(successor_number=Subquery(successors.values("number")))

    def awaiting_signature(self, decision):
        """Printed and handed out to be signed outside, not yet back."""
        return self.filter(decision=decision, ended_on=None, original=None, to_sign__isnull=False).select_related(
            "to_sign"
        )

    def of_unknown_days(self):
        """From lists that do not say when they were issued."""
        return self.filter(valid_until__isnull=True)

    def visible_to(self, user):
        """Certificates are public."""
        return self.all()

    def held_by(self, user):
        """Certificates of the establishments in which the user works."""
        return self.filter(product__establishment__organisation__in=user.bodies())

    def papers_visible_to(self, user):
        """Whose signed paper the user may take home."""
        return self.of_holder_or_office(user).exclude(paper=None)

    def of_holder_or_office(self, user):
        """The holder's people and the office that issued it."""
        if not user.is_authenticated:
            return self.none()
        offices = user.bodies()
        return self.filter(
            Q(product__establishment__organisation__in=offices) | Q(decision__round__organiser__in=offices)
        )


class Certificate(models.Model):
    """*Giấy chứng nhận*. Every fact on the paper is copied at issue and never read live again.

    A certificate known only from history may lack number, dates and file; nothing is guessed.
    """

    decision = models.ForeignKey(RecognitionDecision, models.PROTECT, related_name="certificates")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="certificate")
    product = models.ForeignKey(Product, models.PROTECT, related_name="certificates")
    code = models.CharField("mã kiểm tra", max_length=16, unique=True)
    number = models.CharField("số giấy chứng nhận", max_length=60, blank=True)
    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    level_words = models.CharField("tên cấp", max_length=40)
    year = models.PositiveSmallIntegerField("năm")
    round_title = models.CharField("kỳ bình chọn", max_length=250)
    product_name = models.CharField("tên sản phẩm", max_length=300)
    is_set = models.BooleanField("là bộ sản phẩm", default=False)
    group = models.CharField("nhóm", max_length=1, choices=ProductGroup)
    establishment_name = models.CharField("tên cơ sở", max_length=300)
    address = models.CharField("địa chỉ", max_length=600, blank=True)
    search_key = models.CharField(max_length=1250, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="+", verbose_name="đơn vị hành chính lúc cấp"
    )
    unit_name = models.CharField("tên đơn vị lúc cấp", max_length=160)
    issuer = models.CharField("cơ quan cấp", max_length=200)
    issuer_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    issued_on = models.DateField("ngày cấp", null=True)
    valid_until = models.DateField("có giá trị đến hết", null=True)
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản in")
    original = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản điện tử có chữ ký số"
    )
    to_sign = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản giao để ký ngoài cổng"
    )
    signed_by = models.CharField("người ký số ngoài cổng", max_length=200, blank=True)
    signed_root = models.CharField("chứng thư gốc bảo đảm người ký ngoài cổng", max_length=200, blank=True)
    template = models.ForeignKey(
        PaperTemplate, models.PROTECT, null=True, related_name="+", verbose_name="mẫu giấy, nếu không phải mẫu chuẩn"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="successor", verbose_name="thay cho giấy chứng nhận"
    )
    ended_on = models.DateField("hết hiệu lực từ ngày", null=True)
    ended_by = models.CharField("lý do hết hiệu lực", max_length=10, choices=Ending, blank=True)
    is_history = models.BooleanField("nhập từ lịch sử", default=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_organisation", "level", "number"],
                condition=~Q(number=""),
                name="certificate_number_once_in_an_office",
            ),
            models.CheckConstraint(
                condition=Q(number="") | Q(issuer_organisation__isnull=False),
                name="numbered_certificate_has_its_office",
            ),
            models.CheckConstraint(
                condition=Q(is_history=True)
                | (
                    ~Q(number="")
                    & Q(issued_on__isnull=False, valid_until__isnull=False)
                    & (Q(entry__isnull=False) | Q(replaces__isnull=False))
                ),
                name="live_certificate_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="") | (Q(ended_on__isnull=False) & ~Q(ended_by="")),
                name="ended_certificate_says_why",
            ),
        ]

    @property
    def suspensions(self):
        if not hasattr(self, "suspending_acts"):
            self.suspending_acts = list(self.acts.suspensions())
        return [Suspension(act.effective_on, act.ends_on, act.words) for act in self.suspending_acts]

    def is_suspended_from(self, day):
        """Does a suspension cover this day or one that comes after it?"""
        return any(one.ends_on is None or one.ends_on >= day for one in self.suspensions)

    def validity_on(self, day):
        return validity_on(
            day,
            issued_on=self.issued_on,
            valid_until=self.valid_until,
            is_published=self.is_published,
            ended_on=self.ended_on,
            ended_by=self.ended_by,
            suspensions=self.suspensions,
            replaces=self.replaces.number if self.replaces_id else "",
        )

    @property
    def is_published(self):
        return self.is_history or self.paper_id is not None

    @property
    def issuing_act(self):
        """The decision by which this paper took the place of another; None for a first paper."""
        if self.replaces_id is None:
            return None
        return self.replaces.acts.confirmed().get(kind__in=NEW_PAPER)

    @property
    def has_credential(self):
        """May it leave as a credential? Of what came from history the portal saw no paper."""
        return self.paper_id is not None

    def was_in_force_between(self, first, last):
        """On at least one day of this span; unknown dates are never guessed."""
        if not self.is_published or self.issued_on is None or self.valid_until is None:
            return False
        ends = [self.valid_until, last]
        if self.ended_on:
            ends.append(self.ended_on - datetime.timedelta(days=1))
        return was_in_force_between(max(self.issued_on, first), min(ends), self.suspensions)

    def __str__(self):
        return f"Giấy chứng nhận {self.number or '(chưa rõ số)'}: {self.product_name}"


class ActQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office that issued the certificate, and its holder."""
        if not user.is_authenticated:
            return self.none()
        own = user.bodies()
        found = self.filter(
            Q(certificate__issuer_organisation__in=own) | Q(certificate__product__establishment__organisation__in=own)
        )
        return found.select_related(
            "certificate__issuer_organisation",
            "certificate__product__establishment__organisation",
            "evidence",
            "scan",
            "proposed_by",
            "closed_by",
            "replied_by",
        )

    def open(self):
        return self.filter(state=ActState.PROPOSED)

    def confirmed(self):
        return self.filter(state=ActState.CONFIRMED)

    def suspensions(self):
        """Without those that were lifted before they began."""
        return self.confirmed().filter(kind=CertificateAct.Kind.SUSPEND).exclude(ends_on__lt=F("effective_on"))


class CertificateAct(Stateful):
    """An administrative decision about one certificate: one person prepares it, the office's head confirms it.

    What the holder may say against a revocation or a suspension stands beside it. Public for ever once confirmed.
    """

    STEPS = workflow.ACT_STEPS

    class Kind(models.TextChoices):
        REVOKE = "revoke", "Thu hồi giấy chứng nhận"
        SUSPEND = "suspend", "Tạm đình chỉ hiệu lực"
        RESTORE = "restore", "Cho giấy có hiệu lực trở lại"
        REPLACE = "replace", "Cấp đổi vì sai sót hoặc đổi tên"
        REISSUE = "reissue", "Cấp lại vì mất hoặc hỏng"

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="acts")
    kind = models.CharField("việc", max_length=10, choices=Kind)
    state = models.CharField("trạng thái", max_length=10, choices=ActState, default=ActState.PROPOSED)
    ground = models.TextField("căn cứ, lý do")
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="tài liệu")
    product_name = models.CharField("tên sản phẩm ghi lại", max_length=300, blank=True)
    establishment_name = models.CharField("tên cơ sở ghi lại", max_length=300, blank=True)
    address = models.CharField("địa chỉ ghi lại", max_length=600, blank=True)
    proposed_at = models.DateTimeField("lập lúc")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reply_until = models.DateField("cơ sở giải trình đến hết ngày", null=True)
    reply = models.TextField("cơ sở giải trình", blank=True)
    replied_at = models.DateTimeField("giải trình lúc", null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày ký", null=True)
    effective_on = models.DateField("có hiệu lực từ ngày", null=True)
    ends_on = models.DateField("đến hết ngày", null=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=200, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="bản quét quyết định"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định về giấy chứng nhận"
        verbose_name_plural = "quyết định về giấy chứng nhận"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state=ActState.PROPOSED), name="one_open_act_per_certificate"
            ),
            models.CheckConstraint(
                condition=~Q(state=ActState.CONFIRMED)
                | (
                    ~Q(number="")
                    & ~Q(signer_name="")
                    & Q(decided_on__isnull=False, effective_on__gte=F("decided_on"), closed_at__isnull=False)
                    & ~Q(closed_by=F("proposed_by"))
                ),
                name="confirmed_act_is_whole_and_seen_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state=ActState.PROPOSED, closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state=ActState.PROPOSED) & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="closed_act_has_its_closer",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True, replied_by__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False, replied_by__isnull=False)),
                name="reply_has_its_writer",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.certificate.number}"

    @property
    def words(self):
        """“Quyết định số 12/QĐ-UBND ngày 05/11/2026: lý do”."""
        return f"Quyết định số {self.number} ngày {self.decided_on:%d/%m/%Y}: {self.ground}"

    @property
    def is_open(self):
        return self.state == ActState.PROPOSED

    @property
    def is_confirmed(self):
        return self.state == ActState.CONFIRMED

    @property
    def is_lifted(self):
        """Another decision came before it began."""
        return self.ends_on is not None and self.ends_on < self.effective_on

    @staticmethod
    def earliest_reply(proposed_on):
        """The first day on which the time to answer may end."""
        return add_working_days(proposed_on, settings.CERTIFICATES_REPLY_WORKING_DAYS)

    def replacement_on(self, day):
        """What that day may say of the old paper, of a decision that makes a new one."""
        if day < self.effective_on:
            return f"Giấy cũ sẽ được thay từ ngày {self.effective_on:%d/%m/%Y}"
        return "Giấy cũ đã được thay"

    @property
    def is_against_holder(self):
        """Does it take force away, so that the holder has a right of reply?"""
        return self.kind in AGAINST_HOLDER

    @property
    def makes_new_paper(self):
        return self.kind in NEW_PAPER

    @property
    def may_be_signed_from(self):
        """The first day of a decision that has heard its holder: that of the reply, or the one after the last to reply.

        Where nobody is asked it waits for nothing but that it was prepared.
        """
        if self.replied_at:
            return timezone.localdate(self.replied_at)
        if self.reply_until:
            return self.reply_until + datetime.timedelta(days=1)
        return timezone.localdate(self.proposed_at)

    def awaits_reply_on(self, day):
        return self.reply_until is not None and self.replied_at is None and day <= self.reply_until


AGAINST_HOLDER = (CertificateAct.Kind.REVOKE, CertificateAct.Kind.SUSPEND)
NEW_PAPER = (CertificateAct.Kind.REPLACE, CertificateAct.Kind.REISSUE)


class ReplyFile(models.Model):
    """*Tài liệu giải trình*: a test result, a photo that the holder sends with its reply."""

    act = models.ForeignKey(CertificateAct, models.PROTECT, related_name="reply_files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")

    class Meta:
        verbose_name = "tài liệu giải trình"
        verbose_name_plural = "tài liệu giải trình"
        ordering = ["pk"]

    def __str__(self):
        return self.file.name


class ActHistory(StateHistory):
    subject = models.ForeignKey(CertificateAct, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến quyết định về giấy chứng nhận"
        verbose_name_plural = "diễn biến quyết định về giấy chứng nhận"

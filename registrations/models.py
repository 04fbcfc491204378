from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.files.models import StoredFile
from cnnt_portal.geography.models import AdministrativeUnit, Region
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.workflow import Stateful, StateHistory

from . import workflow
from .workflow import EntryState, RoundState


class VoteLevel(models.TextChoices):
    """The four levels of the vote. `LOWEST` is the district until 30/6/2025, the commune since."""

    LOWEST = "lowest", "Cấp cơ sở (huyện trước 1/7/2025, xã từ 1/7/2025)"
    PROVINCE = "province", "Cấp tỉnh"
    REGION = "region", "Cấp khu vực"
    NATION = "nation", "Cấp quốc gia"


class ProductGroup(models.TextChoices):
    """Điều 4, TT 26/2014. The names of a given time are the rule set's; these are today's."""

    A = "A", "Thủ công mỹ nghệ"
    B = "B", "Chế biến nông, lâm, thủy sản và thực phẩm"
    C = "C", "Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"
    D = "D", "Sản phẩm khác"


class LegalForm(models.TextChoices):
    """Who may be a cơ sở CNNT: Điều 1(2)(a), NĐ 45/2012 as amended by NĐ 235/2025."""

    ENTERPRISE = "enterprise", "Doanh nghiệp nhỏ và vừa"
    COOPERATIVE = "cooperative", "Hợp tác xã"
    COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
    HOUSEHOLD = "household", "Hộ kinh doanh"


class EstablishmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own establishment; offices see those that entered one of their rounds."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=[m.organisation_id for m in user.current_memberships])
        received = Q(
            pk__in=Entry.objects.received_by(user).values("product__establishment"),
        )
        return self.filter(own | received)


class Establishment(models.Model):
    """A rural industrial establishment. One known only from history has no organisation and no tax code yet."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, related_name="establishment", verbose_name="tổ chức trên cổng"
    )
    name = models.CharField("tên cơ sở", max_length=300)
    search_key = models.CharField(max_length=320, editable=False, db_index=True)
    legal_form = models.CharField("loại hình", max_length=20, choices=LegalForm, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, null=True, blank=True, unique=True)  # noqa: DJ001
    registration_kind = models.CharField("loại giấy đăng ký", max_length=120, blank=True)
    registration_number = models.CharField("số giấy đăng ký", max_length=40, blank=True)
    registration_date = models.DateField("ngày cấp", null=True, blank=True)
    registration_issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    province = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="+", verbose_name="tỉnh (theo tên lúc ghi nhận)"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    address = models.CharField("số nhà, đường, thôn", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    website = models.URLField("trang web", blank=True)
    representative = models.CharField("người đại diện theo pháp luật", max_length=120, blank=True)

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ sở công nghiệp nông thôn"
        verbose_name_plural = "cơ sở công nghiệp nông thôn"

    def __str__(self):
        return self.name


class ProductQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(establishment__in=Establishment.objects.visible_to(user))


class Product(models.Model):
    """One product, or one set (*bộ sản phẩm*) with its items in order."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="products", verbose_name="cơ sở")
    name = models.CharField("tên sản phẩm", max_length=300)
    search_key = models.CharField(max_length=320, editable=False, db_index=True)
    group = models.CharField("nhóm", max_length=1, choices=ProductGroup)
    is_set = models.BooleanField("là bộ sản phẩm", default=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"

    def __str__(self):
        return self.name


class ProductItem(models.Model):
    """One item of a set."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "sản phẩm trong bộ"
        verbose_name_plural = "sản phẩm trong bộ"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["product", "order"], name="item_order_once")]

    def __str__(self):
        return self.name


class DossierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Drafts are the establishment's alone; offices read the frozen versions of entries."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships]
        )


class Dossier(models.Model):
    """The living dossier of a product for one cycle; it serves all levels. Entries freeze versions of it.

    `answers` holds what Phụ lục 1 and 2 ask, keyed by the definition in `fields.py`; `revision` counts saves,
    so that two people writing at once notice each other.
    """

    product = models.ForeignKey(Product, models.PROTECT, related_name="dossiers", verbose_name="sản phẩm")
    answers = models.JSONField("nội dung khai", default=dict)
    revision = models.PositiveIntegerField("lần lưu", default=0)
    started_at = models.DateTimeField("bắt đầu lúc")
    saved_at = models.DateTimeField("lưu lúc")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"

    def __str__(self):
        return f"Hồ sơ {self.product}"


class PaperKind(models.TextChoices):
    """Parts of the dossier, Điều 14 TT 26/2014 as amended by TT 14/2018."""

    REGISTRATION = "registration", "Giấy đăng ký (bản sao hợp lệ)"
    PHOTO_FRONT = "photo_front", "Ảnh chụp mặt trước"
    PHOTO_SIDE = "photo_side", "Ảnh chụp mặt bên"
    PHOTO_TOP = "photo_top", "Ảnh chụp từ trên xuống"
    PHOTO_OTHER = "photo_other", "Ảnh khác"
    STANDARD = "standard", "Tiêu chuẩn, chất lượng"
    FOOD_SAFETY = "food_safety", "An toàn thực phẩm"
    MERIT = "merit", "Giấy khen, chứng nhận"
    OTHER = "other", "Giấy tờ khác"


class Paper(models.Model):
    """A photo or a paper attached to the living dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=20, choices=PaperKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="tệp")
    caption = models.CharField("chú thích", max_length=200, blank=True)
    issuer = models.CharField("cơ quan cấp", max_length=200, blank=True)
    number = models.CharField("số", max_length=60, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    expires_on = models.DateField("ngày hết hạn", null=True, blank=True)
    added_at = models.DateTimeField("thêm lúc")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ kèm theo"
        verbose_name_plural = "giấy tờ kèm theo"
        ordering = ["kind", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file.name}"


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


class VersionPaper(models.Model):
    """A file that belongs to a frozen version; keeps it from being deleted."""

    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="papers")
    kind = models.CharField("loại", max_length=20, choices=PaperKind)
    caption = models.CharField("chú thích", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "giấy tờ của phiên bản"
        verbose_name_plural = "giấy tờ của phiên bản"
        ordering = ["kind", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.file.name}"


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees announced rounds; those in preparation are their organiser's."""
        public = ~Q(state=RoundState.DRAFT)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(organiser__in=[m.organisation_id for m in user.current_memberships]))

    def open_at(self, at):
        """Rounds that take dossiers at this moment."""
        return self.filter(state=RoundState.OPEN, opens_at__lte=at, closes_at__gt=at)


class Round(Stateful):
    """A *kỳ bình chọn* of one level, unit and year, under the rule set that it pins."""

    STEPS = workflow.ROUND_STEPS

    level = models.CharField("cấp", max_length=10, choices=VoteLevel)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị hành chính"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="khu vực")
    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("tên kỳ", max_length=250)
    organiser = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="rounds", verbose_name="cơ quan thường trực"
    )
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rounds", verbose_name="bộ quy định áp dụng")
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    opens_at = models.DateTimeField("nhận hồ sơ từ", null=True, blank=True)
    closes_at = models.DateTimeField("nhận hồ sơ đến", null=True, blank=True)
    announcement = models.TextField("thông báo", blank=True)
    places = models.PositiveSmallIntegerField("số sản phẩm dự kiến công nhận", null=True, blank=True)
    requires_lower_level = models.BooleanField("phải qua cấp dưới", default=False)
    is_history = models.BooleanField("nhập từ lịch sử", default=False)
    entered_count = models.PositiveIntegerField("số dự (lịch sử)", null=True, blank=True)
    recognised_count = models.PositiveIntegerField("số công nhận (lịch sử)", null=True, blank=True)
    source_note = models.TextField("ghi chú nguồn", blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ bình chọn"
        verbose_name_plural = "kỳ bình chọn"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_history=True)
                | Q(state=RoundState.DRAFT)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="announced_round_has_dates",
                violation_error_message="Kỳ đã công bố phải có ngày bắt đầu và ngày kết thúc nhận hồ sơ.",
            ),
            models.CheckConstraint(
                condition=Q(is_history=True) | Q(organiser__isnull=False), name="live_round_has_organiser"
            ),
        ]

    def __str__(self):
        return self.title

    def takes_dossiers(self, at):
        return self.state == RoundState.OPEN and self.opens_at <= at < self.closes_at


class RoundHistory(StateHistory):
    subject = models.ForeignKey(Round, models.PROTECT, related_name="history")

    class Meta(StateHistory.Meta):
        verbose_name = "diễn biến kỳ bình chọn"
        verbose_name_plural = "diễn biến kỳ bình chọn"


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The establishment's own, and what an office received in its rounds."""
        if not user.is_authenticated:
            return self.none()
        own = Q(product__establishment__organisation__in=[m.organisation_id for m in user.current_memberships])
        return self.filter(own) | self.received_by(user)

    def received_by(self, user):
        """Entries that reached an office in which the user works; drafts have not."""
        offices = [
            m.organisation_id for m in user.current_memberships if m.organisation.kind != OrganisationKind.ESTABLISHMENT
        ]
        return self.filter(round__organiser__in=offices).exclude(state=EntryState.DRAFT)

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
    state = models.CharField("trạng thái", max_length=10, choices=EntryState, default=EntryState.DRAFT)
    code = models.CharField("mã số bình chọn", max_length=20, blank=True)
    tracking_code = models.CharField("mã tra cứu hồ sơ", max_length=16, null=True, unique=True)  # noqa: DJ001
    started_at = models.DateTimeField("bắt đầu lúc")
    submitted_at = models.DateTimeField("nộp lúc", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField("tiếp nhận lúc", null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer_due_on = models.DateField("ngày hẹn trả lời", null=True)
    # The climb: why a product may enter an upper round, copied at the moment of nomination.
    ground_decision = models.CharField("quyết định công nhận cấp dưới", max_length=120, blank=True)
    ground_certificate = models.CharField("giấy chứng nhận cấp dưới", max_length=60, blank=True)
    ground_valid_until = models.DateField("giấy chứng nhận có giá trị đến", null=True)
    climbed_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="climbs")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "đăng ký dự bình chọn"
        verbose_name_plural = "đăng ký dự bình chọn"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "product"],
                condition=~Q(state__in=[EntryState.REFUSED, EntryState.WITHDRAWN]),
                name="product_enters_a_round_once",
                violation_error_message="Sản phẩm này đã đăng ký trong kỳ bình chọn.",
            ),
            models.UniqueConstraint(fields=["round", "code"], condition=~Q(code=""), name="entry_code_once_per_round"),
            models.CheckConstraint(
                condition=Q(state__in=[EntryState.DRAFT, EntryState.WITHDRAWN])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, version__isnull=False),
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

    def __str__(self):
        return f"Yêu cầu bổ sung {self.entry}"


class CompletionPoint(models.Model):
    """One point of a request: the part of the dossier, the rule, what to bring."""

    request = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="points")
    part = models.CharField("phần hồ sơ", max_length=40)
    article = models.CharField("theo điều", max_length=200)
    bring = models.TextField("cần bổ sung")

    class Meta:
        verbose_name = "điểm cần bổ sung"
        verbose_name_plural = "điểm cần bổ sung"

    def __str__(self):
        return self.bring[:60]

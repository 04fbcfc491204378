from collections import defaultdict

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core import signing
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from cnnt_portal.dated import DatedQuerySet
from cnnt_portal.geography.models import AdministrativeUnit
from cnnt_portal.text import SearchableQuerySet


class OrganisationKind(models.TextChoices):
    ESTABLISHMENT = "establishment", "Cơ sở công nghiệp nông thôn"
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
    DISTRICT = "district", "Ủy ban nhân dân cấp huyện (đến 30/6/2025)"
    PROVINCE = "province", "Ủy ban nhân dân cấp tỉnh"
    DEPARTMENT = "department", "Sở Công Thương"
    AGENCY = "agency", "Cục chủ trì (cơ quan thường trực cấp khu vực và quốc gia)"
    MINISTRY_UNIT = "ministry_unit", "Đơn vị thuộc Bộ"
    PRESS = "press", "Cơ quan báo chí"
    LEADERS = "leaders", "Lãnh đạo Bộ"


class Role(models.TextChoices):
    """What a person does in an organisation. Seats in councils and panels are judging's, not roles."""

    OWNER = "owner", "Chủ cơ sở"
    DRAFTER = "drafter", "Người soạn hồ sơ"
    OFFICER = "officer", "Cán bộ"
    HEAD = "head", "Người đứng đầu"
    FINANCE = "finance", "Cán bộ tài chính"
    LEADER = "leader", "Lãnh đạo"
    ADMINISTRATOR = "administrator", "Quản trị cổng"


# Which roles a body of each kind can give, in the order in which they are offered.
ROLES_OF_KIND = {
    OrganisationKind.ESTABLISHMENT: (Role.OWNER, Role.DRAFTER),
    OrganisationKind.COMMUNE: (Role.HEAD, Role.OFFICER),
    OrganisationKind.DISTRICT: (Role.HEAD, Role.OFFICER),
    OrganisationKind.PROVINCE: (Role.LEADER, Role.OFFICER),
    OrganisationKind.DEPARTMENT: (Role.HEAD, Role.OFFICER),
    OrganisationKind.AGENCY: (Role.HEAD, Role.OFFICER, Role.ADMINISTRATOR),
    OrganisationKind.MINISTRY_UNIT: (Role.HEAD, Role.OFFICER, Role.FINANCE),
    OrganisationKind.PRESS: (Role.HEAD, Role.OFFICER),
    OrganisationKind.LEADERS: (Role.LEADER,),
}

ROLE_DESCRIPTIONS = {
    Role.OWNER: "Chịu trách nhiệm về cơ sở: mời người soạn hồ sơ, ký nộp hồ sơ, rút hồ sơ và nhận kết quả.",
    Role.DRAFTER: "Soạn thông tin cơ sở, sản phẩm và hồ sơ; việc nộp hồ sơ do chủ cơ sở làm.",
    Role.OFFICER: "Xử lý công việc hằng ngày của cơ quan: tiếp nhận hồ sơ, nhập số liệu, soạn báo cáo.",
    Role.HEAD: "Duyệt và gửi văn bản của cơ quan, mời người vào cơ quan, cho thôi vai trò.",
    Role.FINANCE: "Tổng hợp và phân bổ dự toán kinh phí hằng năm của kế hoạch hỗ trợ.",
    Role.LEADER: "Xem toàn bộ số liệu tổng hợp và báo cáo, phê duyệt những gì được trình.",
    Role.ADMINISTRATOR: "Mời người đứng đầu vào từng tổ chức; không sửa được hồ sơ, điểm hay kết quả.",
}

# Who may invite others into their own body.
INVITING_ROLES = (Role.OWNER, Role.HEAD, Role.LEADER, Role.ADMINISTRATOR)


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` opens /admin and nothing else."""

    email = models.EmailField("thư điện tử", unique=True)
    full_name = models.CharField("họ và tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("còn dùng", default=True)
    is_staff = models.BooleanField("vào được trang quản trị kỹ thuật", default=False)
    joined_at = models.DateTimeField("tạo lúc", default=timezone.now)
    consented_at = models.DateTimeField(
        "đồng ý cho xử lý dữ liệu cá nhân lúc", null=True, blank=True, help_text="Luật 91/2025/QH15: không mặc nhiên"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self):
        return self.full_name or self.email

    @cached_property
    def current_memberships(self):
        """Memberships in force today, with their organisations; one query per request."""
        today = timezone.localdate()
        came = OrganisationSuccession.objects.filter(new=OuterRef("organisation"), date__lte=today)
        return list(self.memberships.on(today).annotate(carries_on=Exists(came)).select_related("organisation__unit"))

    @cached_property
    def _roles_by_body(self):
        """{(organisation pk, its kind): roles} of today: one's own bodies, and those that ended and whose work came to
        them."""
        roles, kinds = defaultdict(set), {}
        for membership in self.current_memberships:
            roles[membership.organisation_id].add(membership.role)
            kinds[membership.organisation_id] = membership.organisation.kind
        today, generation = timezone.localdate(), {m.organisation_id for m in self.current_memberships if m.carries_on}
        while generation:
            ended = OrganisationSuccession.objects.filter(new__in=generation, date__lte=today, old__valid_to__lt=today)
            # Nearly always the first generation is the last: no query is spent on finding that out.
            came = OrganisationSuccession.objects.filter(new=OuterRef("old"), date__lte=today)
            known, generation = set(roles), set()
            for old, kind, new, carried_on in ended.values_list("old", "old__kind", "new", Exists(came)):
                roles[old] |= roles[new]
                kinds[old] = kind
                if carried_on and old not in known:
                    generation.add(old)
        return {(pk, kinds[pk]): held for pk, held in roles.items()}

    def bodies(self, *roles):
        """Keys of the bodies for which the user acts today (in one of these roles, if given)."""
        return [pk for (pk, _), held in self._roles_by_body.items() if not roles or held & set(roles)]

    def acts_for(self, kinds, *roles):
        """Does the user act today, in one of these roles, for a body of one of these kinds, its own or one whose work
        came to it?"""
        return any(kind in kinds and held & set(roles) for (_, kind), held in self._roles_by_body.items())

    def belongs_to(self, organisation, *roles):
        """Does the user act today for this organisation (in one of these roles, if given)? The people of a body that
        carries on the work of one that ended act for both."""
        return organisation.pk in self.bodies(*roles)

    def organisations_of(self, *kinds):
        """Today's organisations of these kinds, each once: a person may hold two posts in one."""
        found = {m.organisation_id: m.organisation for m in self.current_memberships if m.organisation.kind in kinds}
        return list(found.values())

    def works_at(self, *kinds):
        """Does the user work today in an organisation of one of these kinds?"""
        return any(m.organisation.kind in kinds for m in self.current_memberships)

    def has_role(self, *roles):
        return any(m.role in roles for m in self.current_memberships)

    @property
    def is_portal_administrator(self):
        return self.has_role(Role.ADMINISTRATOR)

    def forget_memberships(self):
        """Read memberships afresh: an operation has changed them."""
        for kept in ("current_memberships", "_roles_by_body"):
            self.__dict__.pop(kept, None)


class OrganisationQuerySet(SearchableQuerySet, DatedQuerySet):
    def visible_to(self, user):
        """Bodies of the state are public knowledge; an establishment is seen by its people and the administrators."""
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_administrator:
            return self.all()
        own = [m.organisation_id for m in user.current_memberships]
        return self.filter(~Q(kind=OrganisationKind.ESTABLISHMENT) | Q(pk__in=own))


class Organisation(models.Model):
    """A body under one name, as long as it bore it. A renamed or merged body is a successor row."""

    # What data files and other seeds call a body of the state; establishments have none.
    code = models.SlugField("mã", max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField("loại", max_length=20, choices=OrganisationKind)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=80, blank=True)
    search_key = models.CharField(max_length=300, editable=False, db_index=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name="đơn vị hành chính",
    )
    # What stands at the head of the body's documents (NĐ 30/2020): above its name, and before the date.
    superior = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    place = models.CharField("địa danh ghi trên văn bản", max_length=80, blank=True)
    # Behind the number of its documents: “SCT” in “12/SCT-QLCN”, “UBND” in “12/QĐ-UBND”.
    symbol = models.CharField("ký hiệu trên văn bản", max_length=20, blank=True)
    valid_from = models.DateField("có từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=200, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ chức"
        verbose_name_plural = "tổ chức"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisation_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def roles(self):
        """The roles this body can give."""
        return ROLES_OF_KIND[self.kind]

    def body_on(self, date):
        """The body that does this one's work on `date`: itself, or the end of its successions up to that day.

        Asked for a day before this body existed, it answers with the body that came before; when several merged
        into it, with the first by name.
        """
        body, seen = self, {self.pk}
        while not body.exists_on(date):
            backwards = body.valid_from is not None and date < body.valid_from
            if backwards:
                row = body.predecessions.select_related("old").order_by("old__name").first()
            else:
                row = body.successions.filter(date__lte=date).select_related("new").order_by("date").first()
            following = row and (row.old if backwards else row.new)
            if following is None or following.pk in seen:
                break
            seen.add(following.pk)
            body = following
        return body

    def exists_on(self, date):
        return (self.valid_from is None or self.valid_from <= date) and (self.valid_to is None or date <= self.valid_to)


class OrganisationSuccession(models.Model):
    """From `date` the work of `old` is carried on by `new`."""

    old = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    new = models.ForeignKey(Organisation, models.PROTECT, related_name="predecessions")
    date = models.DateField("từ ngày")
    ground = models.CharField("căn cứ", max_length=200, blank=True)
    is_default = models.BooleanField("mặc định của cổng", default=False)

    class Meta:
        verbose_name = "kế thừa tổ chức"
        verbose_name_plural = "kế thừa tổ chức"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="organisation_succession_once")]

    def __str__(self):
        return f"{self.old} → {self.new}"


class MembershipQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Colleagues see each other; portal administrators see everybody."""
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_administrator:
            return self.all()
        return self.filter(organisation__in=[m.organisation_id for m in user.current_memberships])

    def overlapping(self, *, user, organisation, role, valid_from, valid_to=None):
        """Memberships of one person, body and role that share a day with this span."""
        found = self.filter(user=user, organisation=organisation, role=role)
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
        return found if valid_to is None else found.filter(valid_from__lte=valid_to)


class Membership(models.Model):
    """A person in an organisation with a role between two dates (inclusive). Immutable but for its end.

    On PostgreSQL an exclusion constraint forbids overlaps of one person, organisation and role; on SQLite the
    operation checks it.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="người")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", verbose_name="tổ chức")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    title = models.CharField("chức vụ", max_length=120, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên"
        verbose_name_plural = "thành viên"
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation} ({self.get_role_display()})"

    @property
    def role_description(self):
        return ROLE_DESCRIPTIONS[self.role]


_INVITATION = "accounts.invitation"


class InvitationQuerySet(models.QuerySet):
    def signed(self, signature):
        """The invitation to which a link belongs; none for a link that we have not written."""
        try:
            return self.filter(pk=signing.Signer(salt=_INVITATION).unsign(signature))
        except signing.BadSignature:
            return self.none()

    def visible_to(self, user):
        """Those of the bodies where the user may invite, and those sent to the user's own address."""
        if not user.is_authenticated:
            return self.none()
        if user.is_portal_administrator:
            return self.all()
        own = [m.organisation_id for m in user.current_memberships if m.role in INVITING_ROLES]
        return self.filter(Q(organisation__in=own) | Q(email=user.email))

    def waiting(self):
        """Neither accepted nor withdrawn; may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """An organisation's head invites somebody by mail; accepted once, before it expires, from the invited address.

    The link in the mail is signed, so that nobody finds invitations by counting; it accepts nothing by itself.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("thư điện tử")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    title = models.CharField("chức vụ", max_length=120, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField("nhận lời lúc", null=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ["-invited_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.email} → {self.organisation}"

    @property
    def role_description(self):
        return ROLE_DESCRIPTIONS[self.role]

    @property
    def signature(self):
        return signing.Signer(salt=_INVITATION).sign(self.pk)

    @property
    def is_waiting(self):
        return self.accepted_at is None and self.withdrawn_at is None

    def is_open(self, at):
        """May it be accepted at this moment?"""
        return self.is_waiting and at < self.expires_at

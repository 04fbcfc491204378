from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from cnnt_portal.dated import DatedQuerySet
from cnnt_portal.geography.models import AdministrativeUnit


class OrganisationKind(models.TextChoices):
    ESTABLISHMENT = "establishment", "Cơ sở công nghiệp nông thôn"
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã"
    DISTRICT = "district", "Ủy ban nhân dân cấp huyện (đến 30/6/2025)"
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
        return list(self.memberships.on(timezone.localdate()).select_related("organisation__unit"))

    def belongs_to(self, organisation, *roles):
        """Is the user today a member of this organisation (in one of these roles, if given)?"""
        return any(
            m.organisation_id == organisation.pk and (not roles or m.role in roles) for m in self.current_memberships
        )

    def organisations_of(self, *kinds):
        """Today's organisations of these kinds."""
        return [m.organisation for m in self.current_memberships if m.organisation.kind in kinds]

    def works_at(self, *kinds):
        """Does the user work today in an organisation of one of these kinds?"""
        return any(m.organisation.kind in kinds for m in self.current_memberships)

    def has_role(self, *roles):
        return any(m.role in roles for m in self.current_memberships)


class Organisation(models.Model):
    """A body under one name, as long as it bore it. A renamed or merged body is a successor row."""

    kind = models.CharField("loại", max_length=20, choices=OrganisationKind)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=80, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name="đơn vị hành chính",
    )
    valid_from = models.DateField("có từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "tổ chức"
        verbose_name_plural = "tổ chức"

    def __str__(self):
        return self.name


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

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên"
        verbose_name_plural = "thành viên"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"{self.user} – {self.organisation} ({self.get_role_display()})"


class Invitation(models.Model):
    """An organisation's head invites somebody by mail; accepted once, before it expires."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("thư điện tử")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("mời lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="invitation_accepted_by_and_at",
            )
        ]

    def __str__(self):
        return f"{self.email} → {self.organisation}"

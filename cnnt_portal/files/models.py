import hashlib

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q

from .kinds import Kind


class StoredFile(models.Model):
    """A file as it came, kept privately. It is reached only through the object that owns it."""

    class Scan(models.TextChoices):
        WAITING = "waiting", "Chờ quét"
        CLEAN = "clean", "Sạch"
        INFECTED = "infected", "Có mã độc"
        NOT_SCANNED = "not_scanned", "Không quét"

    key = models.CharField("khóa lưu trữ", max_length=200, unique=True, editable=False)
    name = models.CharField("tên tệp", max_length=200, help_text="Tên người gửi đặt, chỉ để hiển thị")
    size = models.PositiveBigIntegerField("kích thước", help_text="byte")
    content_type = models.CharField("loại nội dung", max_length=80, choices=Kind, help_text="Xác định theo nội dung")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    scan = models.CharField("quét mã độc", max_length=12, choices=Scan, default=Scan.WAITING)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc")

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty")]

    def __str__(self):
        return self.name

    @property
    def kind(self):
        return Kind(self.content_type)

    @property
    def is_image(self):
        return self.kind.is_image

    def open(self):
        """The bytes as they came, for reading: `with stored_file.open() as file`. Ask permission first."""
        return default_storage.open(self.key, "rb")

    def has_its_bytes(self):
        """Is what the storage holds still what came? Reads the whole file."""
        try:
            with self.open() as kept:
                return hashlib.file_digest(kept, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner=user)

    def whole(self):
        return self.filter(arrived=F("size"))


class Upload(models.Model):
    """A file on its way, piece by piece over a bad line; `store` makes a StoredFile of it, or it expires."""

    token = models.CharField("khóa", max_length=40, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gửi")
    purpose = models.CharField("gửi cho", max_length=100, help_text="Biểu mẫu mà tệp được chọn vào")
    name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveBigIntegerField("kích thước", help_text="byte")
    arrived = models.PositiveBigIntegerField("đã đến", default=0, help_text="byte")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, help_text="Do máy người gửi tính, nếu tính được")
    begun_at = models.DateTimeField("bắt đầu lúc")
    expires_at = models.DateTimeField("bỏ sau", db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp đang tải lên"
        verbose_name_plural = "tệp đang tải lên"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(arrived__lte=F("size")), name="upload_keeps_to_its_size"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_whole(self):
        return self.arrived == self.size

    @property
    def percent(self):
        return 100 * self.arrived // self.size


class Piece(models.Model):
    """Some bytes of an upload, in the store under a key of their own."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces", verbose_name="tệp đang tải lên")
    start = models.PositiveBigIntegerField("từ byte")
    key = models.CharField("khóa lưu trữ", max_length=200)

    class Meta:
        verbose_name = "mảnh của tệp đang tải lên"
        verbose_name_plural = "mảnh của tệp đang tải lên"
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="piece_starts_once")]

    def __str__(self):
        return f"{self.upload}, từ byte {self.start}"

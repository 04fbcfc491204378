import hashlib

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

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

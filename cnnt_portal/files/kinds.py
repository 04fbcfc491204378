"""What may be stored. The value of a kind is its content type."""

from django.db import models


class Kind(models.TextChoices):
    JPEG = "image/jpeg", "ảnh JPEG"
    PNG = "image/png", "ảnh PNG"
    WEBP = "image/webp", "ảnh WebP"
    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word (.docx)"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (.xlsx)"
    # Only made by the portal: a text has no signature by which it could be told among uploads.
    CSV = "text/csv", "CSV"

    @property
    def extensions(self):
        """Name endings of this kind, the usual one first."""
        return EXTENSIONS[self]

    @property
    def is_image(self):
        return self in IMAGES


EXTENSIONS = {
    Kind.JPEG: (".jpg", ".jpeg", ".jfif"),
    Kind.PNG: (".png",),
    Kind.WEBP: (".webp",),
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx",),
    Kind.XLSX: (".xlsx",),
    Kind.CSV: (".csv",),
}

# What a use accepts: pass one of these, or a set of kinds.
IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
PDF = frozenset({Kind.PDF})
SCANS = IMAGES | PDF
DOCUMENTS = frozenset({Kind.PDF, Kind.DOCX})
SHEETS = frozenset({Kind.XLSX})
PAPERS = SCANS | DOCUMENTS
ANYTHING = PAPERS | SHEETS


def words(accept):
    """“ảnh JPEG, ảnh PNG hoặc PDF”, in the order in which the kinds are declared."""
    labels = [kind.label for kind in Kind if kind in accept]
    return labels[0] if len(labels) == 1 else ", ".join(labels[:-1]) + " hoặc " + labels[-1]


def html_accept(accept):
    """The `accept` attribute of a file input."""
    return ",".join(ending for kind in Kind if kind in accept for ending in kind.extensions)

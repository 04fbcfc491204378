"""How a document that was just made leaves."""

import re
import unicodedata

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from cnnt_portal import rehearsing

from . import docx, pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", CSV: ".csv"}


def download(content, filename, content_type):
    """Bytes as an attachment; the name is made harmless and gets the ending of its type."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, _named(filename, content_type))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def download_file(file, filename, content_type):
    """An open file as an attachment, sent piece by piece and closed when it is sent."""
    response = FileResponse(
        file, as_attachment=True, filename=_named(filename, content_type), content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def as_pdf(document, filename):
    return download(pdf.render(document), filename, PDF)


def as_docx(document, filename):
    return download(docx.render(document), filename, DOCX)


def _named(filename, content_type):
    ending = ENDINGS.get(content_type, "")
    name = unicodedata.normalize("NFC", filename).removesuffix(ending)
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = " ".join(re.sub(r'[<>:"/\\|?*]', "-", name).split()).strip(". ")
    return ("Diễn tập - " if rehearsing.is_on() else "") + (name[:150] or "van-ban") + ending

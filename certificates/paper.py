"""The certificate as a sheet for the wall: A4 landscape, PDF/A-3b, a QR code that leads to its public page."""

import io
from functools import lru_cache
from urllib.parse import urljoin

import pikepdf
import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cnnt_portal.documents.pdf import from_html

from .models import Certificate


def public_address(certificate):
    """The absolute address that the QR code carries."""
    return urljoin(settings.PORTAL_URL, reverse("certificates:check", args=[certificate.code]))


def render(certificate: Certificate, *, is_sample=False, is_electronic=False) -> bytes:
    """The PDF of one certificate, from its own copied facts only. A sample says across the sheet that it is none.

    The electronic one says that its signature is inside the file; the other leaves room for pen and seal.
    """
    html = html_of(certificate, is_sample=is_sample, is_electronic=is_electronic)
    return _on_border(from_html(html, stylesheet="certificate.css", pdf_variant="pdf/a-3b"))


def html_of(certificate, *, is_sample=False, is_electronic=False):
    """The page before it is drawn."""
    address = public_address(certificate)
    return render_to_string(
        "documents/certificate.html",
        {
            "certificate": certificate,
            "address": address,
            "qr": segno.make(address, error="m").svg_data_uri(scale=1, border=1, dark="#5c1a1b"),
            "size": size_of(certificate),
            "is_sample": is_sample,
            "is_electronic": is_electronic,
        },
    )


@lru_cache(maxsize=1)
def _border():
    """The sheet without a word. Drawing it is most of the work of a page, so each process draws it once."""
    return from_html("<!DOCTYPE html><html lang='vi'><title>Khung</title></html>", stylesheet="certificate-border.css")


def _on_border(pdf):
    """The page over the border; what makes it an archival PDF stays."""
    with pikepdf.open(io.BytesIO(_border())) as sheet, pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[0].add_underlay(sheet.pages[0])
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


# The classes of certificate.css: points of the product's name, points of the lines below it.
SIZES = {"short": (28, 14), "middle": (21, 13), "long": (16, 12), "very-long": (12, 11)}
# What the sheet leaves for name, establishment and address, in millimetres.
WIDTH, ROOM = 233, 49
POINT = 0.3528


def size_of(certificate):
    """The largest size at which all names fit: they are set smaller, never cut."""
    below = (certificate.establishment_name, certificate.address)
    for size, (name_points, points) in SIZES.items():
        height = _height(certificate.product_name, name_points) + sum(_height(text, points) for text in below)
        if height <= ROOM:
            return size
    return "very-long"


def _height(text, points):
    """Millimetres that a text takes; a letter is about half as wide as it is high."""
    letters_of_a_line = WIDTH / (points * POINT * 0.52)
    return -(-len(text) // letters_of_a_line) * points * POINT * 1.3

"""The certificate as a sheet for the wall: A4 landscape, PDF/A-3b, a QR code that leads to its public page."""

from urllib.parse import urljoin

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from cnnt_portal.documents.pdf import from_html

from .models import Certificate


def public_address(certificate):
    """The absolute address that the QR code carries."""
    return urljoin(settings.PORTAL_URL, reverse("certificates:check", args=[certificate.code]))


def render(certificate: Certificate) -> bytes:
    """The PDF of one certificate, from its own copied facts only."""
    address = public_address(certificate)
    html = render_to_string(
        "documents/certificate.html",
        {
            "certificate": certificate,
            "address": address,
            "qr": segno.make(address, error="m").svg_data_uri(scale=1, border=1, dark="#5c1a1b"),
            "name_size": _name_size(certificate.product_name),
        },
    )
    return from_html(html, stylesheet="certificate.css", pdf_variant="pdf/a-3b")


def _name_size(name):
    """Long names are set smaller, never cut: the classes of certificate.css."""
    for limit, size in ((60, "short"), (120, "middle"), (200, "long")):
        if len(name) <= limit:
            return size
    return "very-long"

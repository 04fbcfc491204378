"""One certificate through its whole path against the same page drawn plainly."""

import datetime
from pathlib import Path
from tempfile import mkdtemp

import weasyprint
from django.conf import settings
from django.utils import timezone

from certificates import signing
from certificates.models import Certificate
from certificates.numbering import new_code
from certificates.paper import html_of, render
from cnnt_portal.files.kinds import Kind
from cnnt_portal.files.operations import keep_generated
from tests.certificates import keys

from . import figure

STATIC = Path(settings.BASE_DIR, "static")


def issued():
    return Certificate.objects.filter(is_history=False).order_by("pk").first()


def plainly(certificate):
    """As a first draft would do it: everything drawn anew, border and fonts and all."""
    html = html_of(certificate, is_electronic=True)
    sheets = [STATIC / "css" / "certificate.css"]
    return lambda: weasyprint.HTML(string=html, base_url=f"{STATIC.as_uri()}/").write_pdf(stylesheets=sheets)


@figure("certificate_signed", limit=0.35)
def certificate_signed():
    """Render, archive form, hash, signature with an EC key, store. Most of it is the signature."""
    certificate = issued()
    keys.write_key_file(Path(mkdtemp()), settings)
    today = datetime.date(2026, 11, 10)

    def whole_path():
        # Another QR code each time: the last ones are kept for the second sheet of the same certificate.
        certificate.code = new_code()
        pdf = signing.sign(render(certificate, is_electronic=True), reason="Giấy chứng nhận", on=today)
        keep_generated(content=pdf, name="giay.pdf", kind=Kind.PDF, by=None, at=timezone.now())

    return whole_path, plainly(certificate)

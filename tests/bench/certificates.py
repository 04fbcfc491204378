"""One certificate through its whole path against the same page drawn plainly."""

import datetime
import multiprocessing
import os
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

from . import figure, memory

STATIC = Path(settings.BASE_DIR, "static")
TODAY = datetime.date(2026, 11, 10)
MANY, SHARE = 2_000, 100
# A process costs two papers' time to begin and lives for thousands: few papers would measure its birth.
BATCH = 200


def issued():
    return Certificate.objects.filter(is_history=False).order_by("pk").first()


def plainly(certificate):
    """As a first draft would do it: everything drawn anew, border and fonts and all."""
    html = html_of(certificate, is_electronic=True)
    sheets = [STATIC / "css" / "certificate.css"]
    return lambda: weasyprint.HTML(string=html, base_url=f"{STATIC.as_uri()}/").write_pdf(stylesheets=sheets)


@figure("certificate_signed", limit=0.3)
def certificate_signed():
    """Render, archive form, hash, signature with an EC key, store."""
    certificate = issued()
    keys.write_key_file(Path(mkdtemp()), settings)

    def whole_path():
        # Another QR code each time: the last ones are kept for the second sheet of the same certificate.
        certificate.code = new_code()
        pdf = signing.sign(render(certificate, is_electronic=True), reason="Giấy chứng nhận", at=timezone.now())
        keep_generated(content=pdf, name="giay.pdf", kind=Kind.PDF, by=None, at=timezone.now())

    return whole_path, plainly(certificate)


def signed_papers():
    """A function that draws and signs so many papers of different products."""
    certificate = issued()
    keys.write_key_file(Path(mkdtemp()), settings)
    names = list(Certificate.objects.values_list("product_name", "establishment_name"))

    def make(count):
        for number in range(count):
            certificate.code = new_code()
            certificate.product_name, certificate.establishment_name = names[number % len(names)]
            signing.sign(render(certificate, is_electronic=True), reason="Giấy chứng nhận", at=timezone.now())

    return make


@memory("certificate_memory", limit=1.03)
def certificate_memory():
    """A process that has made 2,000 papers against itself when it had made a hundred."""
    make = signed_papers()
    make(SHARE)
    before = _resident()
    make(MANY - SHARE)
    return _resident(), before


def _resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


@figure("certificate_two_workers", limit=0.56, rounds=3)
def certificate_two_workers():
    """The same papers by two processes against one: 1.8 times as fast. Only on two idle cores it says something."""
    make = signed_papers()
    make(1)
    return lambda: _in_processes(2, make, BATCH // 2), lambda: _in_processes(1, make, BATCH)


def _in_processes(count, make, share):
    # Forked: the blank sheet is drawn and the key is read already, as in a worker that has begun.
    workers = [multiprocessing.get_context("fork").Process(target=make, args=(share,)) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise AssertionError("a worker failed")

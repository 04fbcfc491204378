"""The papers of a decision taken along together, in the order of its annex: as a ZIP, or as one PDF for the printer."""

import tempfile
import zipfile

import pikepdf

from cnnt_portal.files.kinds import Kind
from cnnt_portal.files.naming import clean_name

from . import volumes

# Papers in one download: a larger decision comes in parts, so that none takes a web process for long.
PART = 200
# Beyond this it waits on the disk.
IN_MEMORY = 8 * 1024 * 1024


def as_zip(certificates, first):
    """An open file: “001 Kẹo dừa sáp.pdf” to sign and seal, and in a folder of their own the signed originals."""
    out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for place, certificate in enumerate(certificates, first):
            name = _name(place, certificate)
            bundle.writestr(f"ban-in/{name}", _bytes(certificate.paper))
            if certificate.original:
                bundle.writestr(f"ban-ky-so/{name}", _bytes(certificate.original))
    out.seek(0)
    return out


def to_sign(certificates, first):
    """An open file: what an official signs outside the portal."""
    out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for place, certificate in enumerate(certificates, first):
            bundle.writestr(_name(place, certificate), _bytes(certificate.to_sign))
    out.seek(0)
    return out


def as_one_pdf(certificates, title):
    """An open file: the sheets to sign by hand, one behind the other. For the printer alone: no archive form. It is
    sealed, so that the check knows it again."""
    out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with pikepdf.new() as together:
        for certificate in certificates:
            with certificate.paper.open() as file, pikepdf.open(file) as paper:
                together.pages.extend(paper.pages)
        for page in together.pages:
            # The tags belong to the papers themselves.
            del page["/StructParents"]
        together.docinfo["/Title"] = title
        together.save(out)
    first, last = certificates[0], certificates[-1]
    volumes.seal(out, volumes.Volume(first.decision_id, len(certificates), first.number, last.number))
    out.seek(0)
    return out


def _name(place, certificate):
    return clean_name(f"{place:03d} {certificate.product_name}", Kind.PDF)


def _bytes(stored):
    with stored.open() as file:
        return file.read()

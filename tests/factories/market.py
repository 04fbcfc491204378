"""Products with a certificate in force, where they are sold, and who asks for them."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from support_plans import operations

from . import files
from . import registrations as registered
from .support_plans import certificate

# Since when the people of an establishment have been there: the register of their establishment.
AT = registered.AT


def product(establishment=None):
    return certificate(product=registered.product(establishment or registered.establishment())).product


def outlet(of, system="WinMart", by=None, **changes):
    facts = {"place": "Hà Nội", "link": "", "valid_from": datetime.date(2026, 1, 1), "valid_to": None}
    proof = SimpleUploadedFile("Hợp đồng.pdf", files.pdf())
    by = by or registered.owner_of(of.establishment)
    return operations.record_outlet(product=of, system=system, evidence=proof, **facts | changes, by=by, at=AT)


def enquiry(of, name="Siêu thị Bình Minh", message="Giá 500 hộp?"):
    return operations.send_enquiry(product=of, name=name, contact="0912 345 678", message=message, by=None, at=AT)

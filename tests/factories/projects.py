"""Khuyến công projects of the cast's Sở, and lists of places."""

import datetime
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from support_plans import operations
from tests import people

from . import files
from . import registrations as registered
from .support_plans import AT, DAY

APPROVED_ON = datetime.date(2026, 2, 1)
SENT_AT = AT.replace(month=1, day=20)
_number = count(1)


def project(establishment=None, products=(), claims=None, **changes):
    """Drafted for an establishment of the Sở's province."""
    facts = {
        "title": f"Máy sấy lạnh số {next(_number)}",
        "content": "Hỗ trợ máy sấy lạnh 500 kg một ngày",
        "fund": "national",
        "starts_on": datetime.date(2026, 1, 5),
        "ends_on": DAY,
        "asked": 300_000_000,
        "own_capital": 250_000_000,
    }
    return operations.propose_project(
        establishment=establishment or registered.establishment(),
        products=list(products),
        claims=claims or {},
        **facts | changes,
        by=people.so_officer(),
        at=AT,
    )


def sent(establishment=None, **changes):
    made = project(establishment, **changes)
    operations.submit_project(project=made, by=people.so_head(), at=SENT_AT)
    return made


def decider_of(project):
    return people.so_head() if project.fund == "local" else people.cuc_officer()


def approved(establishment=None, amount=200_000_000, **changes):
    made = sent(establishment, **changes)
    operations.approve_project(
        project=made, approved=amount, approval="1234/QĐ-BCT", approved_on=APPROVED_ON, by=decider_of(made), at=AT
    )
    return made


def pay(project, amount, paper="UNC 12", by=None, on=datetime.date(2026, 3, 1)):
    return operations.record_payment(
        project=project, amount=amount, paid_on=on, paper=paper, by=by or people.finance(), at=AT
    )


def accept(project, task=None):
    operations.accept_project(
        project=project, accepted_on=DAY, acceptance="BB 05/2026", task=task, by=people.so_officer(), at=AT
    )


def settle(project, amount, on=datetime.date(2026, 6, 1), by=None):
    by = by or decider_of(project)
    operations.settle_project(project=project, settled=amount, settled_on=on, settlement="QT 9", by=by, at=AT)


def paper(project):
    upload = SimpleUploadedFile("Tờ trình.pdf", files.pdf())
    operations.attach_project_papers(project=project, uploads=[upload], by=people.so_officer(), at=AT)
    return project.papers.latest("pk")


def place_list(units, kind="difficult", paper="Quyết định số 861/QĐ-TTg", **days):
    days = {"valid_from": datetime.date(2021, 6, 4), "valid_to": None} | days
    return operations.enter_place_list(kind=kind, paper=paper, units=units, **days, by=people.cuc_officer(), at=AT)

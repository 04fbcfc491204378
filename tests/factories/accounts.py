"""Units, organisations and people, made by the operations themselves."""

import datetime
from itertools import count
from zoneinfo import ZoneInfo

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User

from . import geography

# The day on which the cast took up its roles: long before any test's today.
BEGINNING = datetime.datetime(2018, 1, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

_number = count(1)
# Who was given which role in this test: the cast is asked for hundreds of times, and the question is dear.
seated = set()


def make_province(name="Vĩnh Long"):
    """A province of today, from the register."""
    return geography.province(name)


def make_commune(name=None, province=None):
    """A commune of today, from the register; without a name the first of its province (Cái Nhum in Vĩnh Long)."""
    province = province or make_province()
    if name is None:
        name = "Cái Nhum" if province.name == "Vĩnh Long" else geography.first_commune_name(province.name)
    return geography.commune(name, of=province.name)


def make_person(email=None, full_name="Nguyễn Văn Thử", **fields):
    """The person with this address, made on first asking. No password: clients are signed in by force_login."""
    email = email or f"nguoi{next(_number)}@thu.vn"
    return _known(email) or _person(email, full_name, **fields)


def _known(email):
    return User.objects.filter(email=email).first()


def _person(email, full_name, **fields):
    return operations.create_person(email=email, full_name=full_name, by=None, at=BEGINNING, **fields)


def make_organisation(kind=OrganisationKind.DEPARTMENT, name=None, unit=None, **fields):
    """The organisation of this kind, name and unit, made on first asking."""
    name = name or f"{OrganisationKind(kind).label} {next(_number)}"
    found = Organisation.objects.filter(kind=kind, name=name, unit=unit).first()
    return found or operations.create_organisation(kind=kind, name=name, unit=unit, by=None, at=BEGINNING, **fields)


def make_member(email, full_name, organisation, role, title="", **fields):
    """A person with one role in one organisation since BEGINNING. A seat that was ended in this test stays ended."""
    user, seat = _known(email), (email, organisation.pk, role)
    if user and seat in seated:
        return user
    user = user or _person(email, full_name, **fields)
    if not user.belongs_to(organisation, role):
        operations.add_member(user=user, organisation=organisation, role=role, title=title, by=None, at=BEGINNING)
    seated.add(seat)
    return user

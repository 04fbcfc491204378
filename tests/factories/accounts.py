"""Units, organisations and people, made by the operations themselves."""

import datetime
from itertools import count
from zoneinfo import ZoneInfo

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Organisation, OrganisationKind, User
from cnnt_portal.geography.models import AdministrativeUnit, Level

# The day on which the cast took up its roles: long before any test's today.
BEGINNING = datetime.datetime(2018, 1, 2, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

_number = count(1)


def make_province(name="Vĩnh Long"):
    """A province in force; one row per name."""
    unit = AdministrativeUnit.objects.filter(level=Level.PROVINCE, name=name, valid_to__isnull=True).first()
    return unit or AdministrativeUnit.objects.create(
        code=f"t{next(_number)}", level=Level.PROVINCE, name=name, full_name=f"Tỉnh {name}", search_key=name.lower()
    )


def make_commune(name="Cái Nhum", province=None):
    province = province or make_province()
    unit = AdministrativeUnit.objects.filter(level=Level.COMMUNE, name=name, parent=province).first()
    return unit or AdministrativeUnit.objects.create(
        code=f"x{next(_number)}",
        level=Level.COMMUNE,
        name=name,
        full_name=f"Xã {name}",
        search_key=name.lower(),
        parent=province,
    )


def make_person(email=None, full_name="Nguyễn Văn Thử", **fields):
    """The person with this address, made on first asking. No password: clients are signed in by force_login."""
    email = email or f"nguoi{next(_number)}@thu.vn"
    found = User.objects.filter(email=email).first()
    return found or operations.create_person(email=email, full_name=full_name, by=None, at=BEGINNING, **fields)


def make_organisation(kind=OrganisationKind.DEPARTMENT, name=None, unit=None, **fields):
    """The organisation of this kind, name and unit, made on first asking."""
    name = name or f"{OrganisationKind(kind).label} {next(_number)}"
    found = Organisation.objects.filter(kind=kind, name=name, unit=unit).first()
    return found or operations.create_organisation(kind=kind, name=name, unit=unit, by=None, at=BEGINNING, **fields)


def make_member(email, full_name, organisation, role, title="", **fields):
    """A person with one role in one organisation since BEGINNING."""
    user = make_person(email, full_name, **fields)
    if not user.belongs_to(organisation, role):
        operations.add_member(user=user, organisation=organisation, role=role, title=title, by=None, at=BEGINNING)
    return user

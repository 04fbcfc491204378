"""Units for a test, read one by one from the register that the portal loads whole.

A unit brings what stands above it, its regions and, if it has ended, its successors.
"""

from functools import cache

from cnnt_portal.geography import register
from cnnt_portal.geography.models import AdministrativeUnit, FormerName, Region, RegionMembership, Succession
from cnnt_portal.geography.register import REFORM
from cnnt_portal.text import fold


def province(name="Vĩnh Long"):
    """A province of today, by its name without title."""
    return _unit(_find("province", name, today=True))


def first_commune_name(of):
    """The full name of some commune of a province of today, always the same one."""
    above = _find("province", of, today=True)
    return min(row.full_name for row in register.units().values() if row.parent == above)


def province_of_then(name):
    """A province as it was up to 30/6/2025, with its successor."""
    return _unit(_find("province", name, today=False))


def commune(name="Cái Nhum", of="Vĩnh Long"):
    """A commune of today: `commune("Bình Liêu", of="Quảng Ninh")`."""
    return _unit(_find("commune", name, today=True, above=_find("province", of, today=True)))


def district(name, of):
    """A district with its successors: `district("Bình Liêu", of="Quảng Ninh")`."""
    return _unit(_find("district", name, today=False, above=_find("province", of, today=False)))


def commune_of_then(name, district, of):
    """A commune up to 30/6/2025: `commune_of_then("Vô Ngại", "Bình Liêu", of="Quảng Ninh")`."""
    above = _find("district", district, today=False, above=_find("province", of, today=False))
    return _unit(_find("commune", name, today=False, above=above))


@cache
def _find(level, name, *, today, above=None):
    """The register's key, looked up once in a run.

    The name may be bare or full (“Xã Long Phú” beside “Thị trấn Long Phú”).
    """
    keys = [
        key
        for key, row in register.units().items()
        if (key.level, key.today) == (level, today)
        and fold(name) in (fold(row.name), fold(row.full_name))
        and above in (None, row.parent)
    ]
    assert len(keys) == 1, f"{name}: {len(keys)} units"
    return keys[0]


def _unit(key):
    row = register.units()[key]
    standing = AdministrativeUnit.objects.filter(level=key.level, code=key.code, valid_from=row.valid_from).first()
    if standing:
        return standing
    parent = _unit(row.parent) if row.parent else None
    unit = AdministrativeUnit.objects.create(
        level=key.level,
        code=key.code,
        name=row.name,
        full_name=row.full_name,
        search_key=register.search_key(key),
        parent=parent,
        province=parent and parent.province,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    if parent is None:
        unit.province = unit
        unit.save()
    for name in register.former_names():
        if name.unit == key:
            FormerName.objects.create(
                unit=unit,
                full_name=name.full_name,
                valid_to=name.valid_to,
                decree=name.decree,
                is_default=name.is_default,
            )
    for step in register.successions():
        if step.old == key:
            Succession.objects.create(
                old=unit, new=_unit(step.new), date=REFORM, decree=step.decree, is_partial=step.is_partial
            )
    for member in register.region_members():
        if member.province == key:
            RegionMembership.objects.create(
                region=_region(member.region),
                unit=unit,
                valid_from=member.valid_from,
                valid_to=member.valid_to,
                source=member.source,
                is_default=member.is_default,
            )
    return unit


def _region(code):
    row = next(row for row in register.regions() if row.code == code)
    return Region.objects.get_or_create(code=code, defaults=row._asdict() | {"code": code})[0]

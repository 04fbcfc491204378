"""The register of units enters the database as one operation; running it again changes nothing."""

from django.db.models import F

from cnnt_portal.operations import operation

from . import register
from .models import AdministrativeUnit, FormerName, Region, RegionMembership, Succession
from .register import REFORM, UnitKey

_BATCH = 500


@operation
def load_units(*, by, at):
    """Units, successions, former names and regions from the files of `data/`. Returns the number of rows added.

    Rows that stand are brought up to the files (names, parents); none is deleted, because the past points to them.
    """
    before = _count()
    _load_units()
    pk = {_key(unit): unit.pk for unit in AdministrativeUnit.objects.only("level", "code", "valid_from")}
    _add(
        Succession,
        ("old_id", "new_id"),
        [
            Succession(old_id=pk[r.old], new_id=pk[r.new], date=REFORM, decree=r.decree, is_partial=r.is_partial)
            for r in register.successions()
        ],
    )
    _add(
        FormerName,
        ("unit_id", "valid_to"),
        [
            FormerName(
                unit_id=pk[r.unit], full_name=r.full_name, valid_to=r.valid_to, decree=r.decree, is_default=r.is_default
            )
            for r in register.former_names()
        ],
    )
    _add(Region, ("code",), [Region(code=r.code, kind=r.kind, name=r.name, order=r.order) for r in register.regions()])
    region = dict(Region.objects.values_list("code", "pk"))
    _add(
        RegionMembership,
        ("region_id", "unit_id"),
        [
            RegionMembership(
                region_id=region[r.region],
                unit_id=pk[r.province],
                valid_from=r.valid_from,
                valid_to=r.valid_to,
                source=r.source,
                is_default=r.is_default,
            )
            for r in register.region_members()
        ],
    )
    return _count() - before


def _count():
    models = (AdministrativeUnit, Succession, FormerName, Region, RegionMembership)
    return sum(model.objects.count() for model in models)


def _key(unit):
    return UnitKey(unit.level, unit.code, unit.valid_from is not None)


def _load_units():
    """Level by level, because a child needs its parent's key."""
    standing = {_key(unit): unit for unit in AdministrativeUnit.objects.all()}
    for level in ("province", "district", "commune"):
        new, changed = [], []
        for key, row in register.units().items():
            if key.level != level:
                continue
            parent = standing[row.parent] if row.parent else None
            facts = {
                "name": row.name,
                "full_name": row.full_name,
                "search_key": register.search_key(key),
                "parent_id": parent and parent.pk,
                "province_id": parent and (parent.province_id or parent.pk),
                "valid_to": row.valid_to,
            }
            unit = standing.get(key)
            if unit is None:
                standing[key] = AdministrativeUnit(level=level, code=key.code, valid_from=row.valid_from, **facts)
                new.append(standing[key])
                continue
            if level == "province":
                facts["province_id"] = unit.pk
            if any(getattr(unit, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(unit, name, value)
                changed.append(unit)
        AdministrativeUnit.objects.bulk_create(new, batch_size=_BATCH)
        fields = ["name", "full_name", "search_key", "parent", "province", "valid_to"]
        AdministrativeUnit.objects.bulk_update(changed, fields, batch_size=_BATCH)
    AdministrativeUnit.objects.provinces().filter(province=None).update(province_id=F("pk"))


def _add(model, identity, rows):
    standing = set(model.objects.values_list(*identity))
    new = [row for row in rows if tuple(getattr(row, name) for name in identity) not in standing]
    model.objects.bulk_create(new, batch_size=_BATCH)

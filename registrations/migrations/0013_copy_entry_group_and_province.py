"""Entries that were accepted before take group and province from the version that was filed."""

from collections import defaultdict

from django.db import migrations
from django.utils import timezone


def copy(apps, schema_editor):
    Entry = apps.get_model("registrations", "Entry")
    provinces = defaultdict(list)
    for unit in apps.get_model("geography", "AdministrativeUnit").objects.filter(level="province"):
        provinces[unit.code].append(unit)
    rows = Entry.objects.filter(accepted_at__isnull=False, version__isnull=False)
    found = defaultdict(list)
    for pk, frozen_at, content in rows.values_list("pk", "version__frozen_at", "version__content").iterator():
        group, code = content["product"]["group"], content["establishment"]["province_code"]
        day = timezone.localdate(frozen_at)
        then = [
            unit
            for unit in provinces[code]
            if (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or day <= unit.valid_to)
        ]
        found[group, then[0].pk if then else None].append(pk)
    for (group, province), keys in found.items():
        for start in range(0, len(keys), 500):
            Entry.objects.filter(pk__in=keys[start : start + 500]).update(group=group, province_id=province)


class Migration(migrations.Migration):
    dependencies = [("registrations", "0012_entry_group_and_province")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]

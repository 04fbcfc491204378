"""Entries of before take the versions that were filed with them from their history: a filing froze its version at the
very moment of its step; what came from another office came as it lay there."""

from collections import defaultdict

from django.db import migrations

FILED, CAME = ("submit", "complete"), ("enter_from_below", "receive")


def copy(apps, schema_editor):
    Entry = apps.get_model("registrations", "Entry")
    History = apps.get_model("registrations", "EntryHistory")
    Version = apps.get_model("registrations", "DossierVersion")
    Filed = Entry.versions.through
    frozen = {(dossier, at): pk for pk, dossier, at in Version.objects.values_list("pk", "dossier", "frozen_at")}
    steps = defaultdict(list)
    rows = History.objects.filter(step__in=FILED + CAME).order_by("at", "pk")
    for entry, step, at in rows.values_list("subject", "step", "at"):
        steps[entry].append((step, at))
    filed, found = {}, []
    # An entry that came from another is younger than it.
    entries = Entry.objects.filter(version__isnull=False).order_by("pk")
    for pk, dossier, now, below, before in entries.values_list(
        "pk", "dossier", "version", "climbed_from", "transferred_from"
    ):
        own = filed[pk] = {}
        for step, at in steps[pk]:
            if step in FILED:
                own[at] = frozen.get((dossier, at))
            else:
                lay = {when: key for when, key in filed.get(below or before, {}).items() if when <= at}
                own[at] = lay[max(lay)] if lay else None
        keys = {key for key in own.values() if key} | {now}
        found += [Filed(entry_id=pk, dossierversion_id=key) for key in sorted(keys)]
    Filed.objects.bulk_create(found, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("registrations", "0015_entry_versions")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]

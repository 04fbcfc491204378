from django.db import migrations

NAMES = {"province": "Cấp tỉnh", "region": "Cấp khu vực", "nation": "Cấp quốc gia"}
# The words that these rows have borne until now: by the unit, else by the year of the change of law.
UNITS = {"district": "Cấp huyện", "commune": "Cấp xã"}


def copy(apps, schema_editor):
    certificates = apps.get_model("certificates", "Certificate").objects.filter(level_words="")
    for level, words in NAMES.items():
        certificates.filter(level=level).update(level_words=words)
    lowest = certificates.filter(level="lowest")
    for level, words in UNITS.items():
        lowest.filter(unit__level=level).update(level_words=words)
    lowest.filter(unit__level="province", year__lt=2025).update(level_words="Cấp huyện")
    lowest.filter(unit__level="province", year__gte=2025).update(level_words="Cấp cơ sở")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_facts_as_judged")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop, elidable=True)]

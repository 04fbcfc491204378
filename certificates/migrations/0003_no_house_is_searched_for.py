from django.db import migrations

from cnnt_portal.text import fold


def forget_houses(apps, schema_editor):
    """What is searched for keeps commune and province of the address, as it does for certificates issued since."""
    certificates = apps.get_model("certificates", "Certificate").objects
    for one in certificates.only("product_name", "establishment_name", "address", "search_key").iterator():
        place = ", ".join(one.address.split(", ")[-2:])
        one.search_key = fold(f"{one.product_name} {one.establishment_name} {place}")
        one.save(update_fields=["search_key"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_decided_outcomes_are_held")]

    operations = [migrations.RunPython(forget_houses, migrations.RunPython.noop, elidable=True)]

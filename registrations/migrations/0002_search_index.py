from django.db import migrations

from cnnt_portal.vendor import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_initial")]

    operations = [
        TrigramIndex("registrations_establishment", "search_key"),
        TrigramIndex("registrations_product", "search_key"),
        TrigramIndex("registrations_entry", "search_key"),
    ]

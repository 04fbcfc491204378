from django.db import migrations

from cnnt_portal.vendor import CreateExtension, TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("geography", "0001_initial")]

    operations = [
        CreateExtension("btree_gist"),
        TrigramIndex("geography_administrativeunit", "search_key"),
    ]

from django.db import migrations

from cnnt_portal.vendor import TrigramIndex


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial")]

    operations = [TrigramIndex("certificates_certificate", "search_key")]

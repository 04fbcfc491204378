from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_accepted_versions")]

    operations = [
        migrations.AddField(
            model_name="reporttable",
            name="reasons",
            field=models.JSONField(default=dict, verbose_name="lý do khác số đã ghi"),
        ),
    ]

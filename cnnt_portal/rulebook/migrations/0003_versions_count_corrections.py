from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_one_law_at_a_time")]

    operations = [
        migrations.AddField("ruleset", "version", models.PositiveIntegerField("lần chỉnh sửa", default=1)),
    ]

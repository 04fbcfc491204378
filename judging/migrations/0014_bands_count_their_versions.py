from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0013_groups_seasons_and_discussions")]

    operations = [
        migrations.AddField(
            "council", "bands_version", models.PositiveIntegerField("lần thống nhất khung điểm", default=0)
        ),
    ]

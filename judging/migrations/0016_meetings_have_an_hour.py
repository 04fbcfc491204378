from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0015_passes_wait")]

    operations = [migrations.AddField("meeting", "starts", models.TimeField("giờ họp", null=True))]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0014_bands_count_their_versions")]

    operations = [
        migrations.AlterField(
            "scoringpass",
            "state",
            models.CharField(
                "trạng thái",
                max_length=10,
                choices=[
                    ("preparing", "Đang chuẩn bị"),
                    ("open", "Đang chấm điểm"),
                    ("closed", "Đã khóa điểm"),
                    ("suspended", "Đang tạm dừng"),
                ],
                default="preparing",
            ),
        ),
    ]

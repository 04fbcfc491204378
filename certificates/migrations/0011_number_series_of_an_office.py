import django.db.models.deletion
from django.db import migrations, models


def name_offices(apps, schema_editor):
    """A series belongs to the office whose certificates bear its numbers. Two series of one office, level and year,
    because its decisions wrote the issuer differently, stop the next migration: a person must say which papers go."""
    certificates = apps.get_model("certificates", "Certificate").objects.exclude(issuer_organisation=None)
    for series in apps.get_model("certificates", "NumberSeries").objects.all():
        found = certificates.filter(issuer=series.issuer, level=series.level).order_by("-issued_on").first()
        if found is None:
            series.delete()
        else:
            series.organisation_id = found.issuer_organisation_id
            series.save(update_fields=["organisation"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_links_are_signed"),
        ("certificates", "0010_consent_logo_and_number_patterns"),
    ]

    operations = [
        migrations.AddField(
            model_name="numberseries",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="cơ quan giữ sổ",
            ),
        ),
        migrations.RunPython(name_offices, migrations.RunPython.noop, elidable=True),
    ]

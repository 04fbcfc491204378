from django.db import migrations, models


def mark_accepted(apps, schema_editor):
    """Until now an accepted report could not be opened again: its last version is the accepted one."""
    reports = apps.get_model("reporting", "HalfYearReport").objects.filter(state="accepted")
    for report in reports.iterator():
        accepted = report.history.filter(step="accept").order_by("at").last()
        version = report.versions.order_by("number").last()
        if version:
            version.accepted_at = accepted.at if accepted else report.submitted_at
            version.save(update_fields=["accepted_at"])


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_adjustments_of_earlier_periods")]

    operations = [
        migrations.AddField(
            model_name="reportversion",
            name="accepted_at",
            field=models.DateTimeField(null=True, verbose_name="chấp nhận lúc"),
        ),
        migrations.RunPython(mark_accepted, migrations.RunPython.noop),
    ]

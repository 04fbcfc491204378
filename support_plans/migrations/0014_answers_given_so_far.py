"""What establishments have answered so far becomes the first row of their answers, with the figures as they stand."""

from django.db import migrations


def keep(apps, schema_editor):
    Served, SupportAnswer = (apps.get_model("support_plans", name) for name in ("ServedProduct", "SupportAnswer"))
    SupportAnswer.objects.bulk_create(
        [
            SupportAnswer(
                activity_id=served.activity_id,
                certificate_id=served.certificate_id,
                answer=served.answer,
                note=served.answer_note,
                starts_on=served.activity.starts_on,
                ends_on=served.activity.ends_on,
                amount=served.amount,
                turnover=served.turnover,
                answered_at=served.answered_at,
                answered_by_id=served.answered_by_id,
            )
            for served in Served.objects.exclude(answer="").select_related("activity").order_by("answered_at", "pk")
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("support_plans", "0013_answers_are_kept")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop, elidable=True)]

from itertools import groupby

from django.core.management.base import CommandError
from django.db import migrations, models


def refuse_twins(apps, schema_editor):
    """A plan sent twice was entered twice; which of the two goes on is for people to say."""
    plans = apps.get_model("support_plans", "SupportPlan").objects
    signed = plans.exclude(number="").filter(decided_on__isnull=False).order_by("number", "decided_on", "pk")
    for (number, day), same in groupby(signed, lambda plan: (plan.number, plan.decided_on)):
        same = list(same)
        if len(same) > 1:
            named = "; ".join(f"“{plan.title}” (pk {plan.pk})" for plan in same)
            raise CommandError(
                f"Kế hoạch hỗ trợ số {number} ký ngày {day:%d/%m/%Y} được nhập {len(same)} lần: {named}. Hãy đổi số của "
                "bản nhập thừa rồi chạy migrate lại; cách làm ở docs/trien-khai.md, mục Nâng cấp."
            )


class Migration(migrations.Migration):
    dependencies = [("support_plans", "0019_the_plan_brought_along_has_a_code")]

    operations = [
        migrations.RunPython(refuse_twins, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="supportplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number", "decided_on"),
                name="plan_number_once",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support_plans", "0019_the_plan_brought_along_has_a_code")]

    operations = [
        migrations.AddConstraint(
            model_name="supportplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="plan_number_once"
            ),
        ),
    ]

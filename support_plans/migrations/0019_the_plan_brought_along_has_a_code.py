from django.db import migrations, models

TITLE = "Kế hoạch hỗ trợ phát triển sản phẩm công nghiệp nông thôn tiêu biểu (2020)"


def name_the_plan(apps, schema_editor):
    plans = apps.get_model("support_plans", "SupportPlan").objects
    first = plans.filter(title=TITLE).order_by("pk").first()
    if first:
        plans.filter(pk=first.pk).update(code="2020")


class Migration(migrations.Migration):
    dependencies = [("support_plans", "0018_money_paid_back")]

    operations = [
        migrations.AddField(
            model_name="supportplan",
            name="code",
            field=models.CharField(blank=True, default="", editable=False, max_length=60, verbose_name="mã"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="supportplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="plan_code_once"
            ),
        ),
        migrations.RunPython(name_the_plan, migrations.RunPython.noop),
    ]

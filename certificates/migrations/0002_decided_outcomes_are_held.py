from django.db import migrations


def hold(apps, schema_editor):
    """Decisions entered before steps could be opened again hold what was on them, as those entered since do."""
    outcomes = apps.get_model("judging", "Outcome").objects.filter(taken_at=None, is_recognised=True)
    for decision in apps.get_model("certificates", "RecognitionDecision").objects.filter(is_history=False):
        on_it = outcomes.filter(entry__round=decision.round_id, published_at__lte=decision.entered_at)
        on_it.update(taken_at=decision.entered_at)


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_squashed"),
        ("judging", "0011_closed_steps_open_again"),
    ]

    operations = [migrations.RunPython(hold, migrations.RunPython.noop, elidable=True)]

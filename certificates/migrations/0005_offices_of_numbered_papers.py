from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_offices(apps, schema_editor):
    """A numbered paper stands in the book of the office that held its round."""
    rounds = apps.get_model("certificates", "RecognitionDecision").objects.filter(pk=OuterRef("decision"))
    nameless = apps.get_model("certificates", "Certificate").objects.filter(issuer_organisation=None)
    nameless.exclude(number="").update(issuer_organisation=Subquery(rounds.values("round__organiser")[:1]))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_rounds_told_so_far")]

    operations = [migrations.RunPython(name_offices, migrations.RunPython.noop, elidable=True)]

from django.db import migrations

from cnnt_portal.vendor import CreateExtension, PostgresOnly


class Migration(migrations.Migration):
    """No two rule sets are in force on one day. On SQLite the test of the data file holds it."""

    dependencies = [("rulebook", "0001_initial")]

    operations = [
        CreateExtension("btree_gist"),
        PostgresOnly(
            "ALTER TABLE rulebook_ruleset ADD CONSTRAINT rule_sets_do_not_overlap "
            "EXCLUDE USING gist (daterange(valid_from, valid_to, '[]') WITH &&) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE rulebook_ruleset DROP CONSTRAINT rule_sets_do_not_overlap",
        ),
    ]

"""One person cannot hold one role in one organisation twice at once.

Only PostgreSQL can hold this (exclusion constraint); on SQLite the operation alone checks it.
"""

from django.db import migrations

ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE accounts_membership ADD CONSTRAINT membership_no_overlap EXCLUDE USING gist (
    user_id WITH =, organisation_id WITH =, role WITH =, daterange(valid_from, valid_to, '[]') WITH &&
);
"""
REMOVE = "ALTER TABLE accounts_membership DROP CONSTRAINT membership_no_overlap;"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(on_postgresql(ADD), on_postgresql(REMOVE))]

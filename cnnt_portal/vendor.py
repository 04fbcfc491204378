"""What only one of the two databases can hold: operations for migrations, and SQLite's share of the Vietnamese order.

operations = [TrigramIndex("registrations_product", "search_key"), PostgresOnly("CREATE …", "DROP …")]
"""

from django.db.migrations.operations import RunSQL

from .text import vietnamese_key


class PostgresOnly(RunSQL):
    """SQL that runs on PostgreSQL and is passed over elsewhere; there the operation checks the rule."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class CreateExtension(PostgresOnly):
    """`pg_trgm` for searching, `btree_gist` for exclusion constraints on equal columns."""

    def __init__(self, name):
        self.name = name
        super().__init__(f"CREATE EXTENSION IF NOT EXISTS {name}", RunSQL.noop)

    def deconstruct(self):
        return type(self).__qualname__, [self.name], {}


class TrigramIndex(PostgresOnly):
    """A GIN index under `search_key__contains`; SQLite scans. Brings pg_trgm itself."""

    def __init__(self, table, column):
        self.table, self.column = table, column
        index = f"{table}_{column}_trgm"
        super().__init__(
            [
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                f"CREATE INDEX {index} ON {table} USING gin ({column} gin_trgm_ops)",
            ],
            f"DROP INDEX IF EXISTS {index}",
        )

    def deconstruct(self):
        return type(self).__qualname__, [self.table, self.column], {}


def teach_sqlite_vietnamese(sender, connection, **_):
    """PostgreSQL has the collation vi-x-icu; SQLite learns it at each connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation("vi-x-icu", _compare)


def _compare(one, other):
    one, other = vietnamese_key(one), vietnamese_key(other)
    return (one > other) - (one < other)

import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from cnnt_portal.vendor import CreateExtension, PostgresOnly, TrigramIndex

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("step", "number"),
    [(CreateExtension("btree_gist"), 1), (TrigramIndex("some_table", "search_key"), 2), (PostgresOnly("SELECT 1"), 1)],
)
def test_postgresql_gets_the_statement_and_sqlite_none(step, number):
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        step.database_forwards("geography", editor, ProjectState(), ProjectState())
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    assert len(statements) == (number if connection.vendor == "postgresql" else 0)

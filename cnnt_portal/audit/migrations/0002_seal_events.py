"""Audit events can be added and nothing else. Why, and why tests are an exception: docs/adr/0011."""

from django.db import migrations

SENTENCE = "Nhật ký kiểm tra chỉ được ghi thêm, không được sửa hay xóa."

POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND starts_with(current_database(), 'test_') THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_event_only_added BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()
    """,
    """
    CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()
    """,
    "CREATE INDEX audit_event_subjects ON audit_event USING gin (subjects jsonb_path_ops)",
]
UNDO_POSTGRESQL = [
    "DROP INDEX audit_event_subjects",
    "DROP TRIGGER audit_event_not_emptied ON audit_event",
    "DROP TRIGGER audit_event_only_added ON audit_event",
    "DROP FUNCTION audit_event_refuse()",
]

SQLITE = [
    f"""
    CREATE TRIGGER audit_event_not_changed BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """,
    f"""
    CREATE TRIGGER audit_event_not_deleted BEFORE DELETE ON audit_event
    WHEN NOT audit_may_be_emptied()
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END
    """,
]
UNDO_SQLITE = ["DROP TRIGGER audit_event_not_deleted", "DROP TRIGGER audit_event_not_changed"]


def seal(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def unseal(apps, schema_editor):
    _run(schema_editor, {"postgresql": UNDO_POSTGRESQL, "sqlite": UNDO_SQLITE})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(seal, unseal)]

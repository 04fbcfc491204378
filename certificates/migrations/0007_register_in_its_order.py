from django.db import migrations

NAME = "certificate_register_order"


def create_index(apps, schema_editor):
    """The first page of the register without sorting all of it. SQLite, where what is unknown comes last of itself,
    takes no such word in an index."""
    last = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX {NAME} ON certificates_certificate (valid_until DESC{last}, year DESC, product_name, id)"
    )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0006_one_book_for_each_office")]

    operations = [migrations.RunPython(create_index, lambda apps, editor: editor.execute(f"DROP INDEX {NAME}"))]

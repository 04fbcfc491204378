import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from cnnt_portal.migrating import CreateModels


def model(name, **fields):
    return migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True)), *fields.items()])


STEP = CreateModels(
    [
        model("Leaf", branch=models.ForeignKey("grove.Branch", models.CASCADE)),
        model("Branch", first=models.OneToOneField("grove.Leaf", models.CASCADE, null=True, related_name="+")),
    ]
)


def tables():
    return {name for name in connection.introspection.table_names() if name.startswith("grove")}


@pytest.mark.postgres
@pytest.mark.django_db
def test_models_that_name_one_another_come_in_one_step_and_go_in_one():
    before = ProjectState.from_apps(apps)
    assert before.apps.get_model("registrations", "Round")
    after = before.clone()
    STEP.state_forwards("grove", after)
    with connection.schema_editor() as editor:
        STEP.database_forwards("grove", editor, before, after)
    assert tables() == {"grove_leaf", "grove_branch"}
    with connection.schema_editor() as editor:
        STEP.database_backwards("grove", editor, after, before)
    assert tables() == set()

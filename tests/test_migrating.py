import datetime

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from cnnt_portal.migrating import CreateModels
from support_plans.models import SupportPlan


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


@pytest.mark.postgres
@pytest.mark.django_db
def test_plans_that_were_entered_twice_are_named_before_a_plan_is_taken_once():
    loader = MigrationLoader(connection)
    before = loader.project_state(("support_plans", "0019_the_plan_brought_along_has_a_code"))
    step = loader.get_migration("support_plans", "0020_a_plan_number_once")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX plan_number_once")
    day = datetime.date(2026, 6, 15)
    papers = [("7/KH", day), ("7/KH", day), ("7/KH", datetime.date(2031, 6, 15)), ("", day), ("", day), ("8/KH", None)]
    plans = [
        SupportPlan.objects.create(title=f"Bản {place}", number=number, decided_on=on, first_year=2026)
        for place, (number, on) in enumerate(papers)
    ]
    named = rf"số 7/KH ký ngày 15/06/2026 .* 2 lần: “Bản 0” \(pk {plans[0].pk}\); “Bản 1” \(pk {plans[1].pk}\)\."
    with pytest.raises(CommandError, match=named), connection.schema_editor() as editor:
        step.apply(before.clone(), editor)
    SupportPlan.objects.filter(pk=plans[1].pk).update(number="7/KH (nhập thừa)")
    with connection.schema_editor() as editor:
        step.apply(before.clone(), editor)
    with connection.cursor() as cursor:
        assert "plan_number_once" in connection.introspection.get_constraints(cursor, SupportPlan._meta.db_table)

"""A step of migration that Django has no quick one for."""

from django.db.migrations.operations.base import Operation, OperationCategory


class CreateModels(Operation):
    """Many `CreateModel`s as one step; they may name one another in any order.

    One after the other, each has Django think anew through every model that hangs together with it: for the tables of
    this portal a minute, for everybody who makes a database and for each process that tests.
    """

    category = OperationCategory.ADDITION

    def __init__(self, models):
        self.models = models

    def deconstruct(self):
        return type(self).__name__, [], {"models": self.models}

    def state_forwards(self, app_label, state):
        # The rendered models are put aside: they are rendered once, for all of these, when somebody asks.
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.models)} models"

from .activities import ActivityFilter, ActivityForm
from .plans import AddProductsForm, AmendmentForm, ReasonForm, ScopeForm, TaskForm

__all__ = [
    "ActivityFilter",
    "ActivityForm",
    "AddProductsForm",
    "AmendmentForm",
    "ReasonForm",
    "ScopeForm",
    "TaskForm",
]

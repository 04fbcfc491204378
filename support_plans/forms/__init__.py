from .activities import ActivityFilter, ActivityForm
from .importing import AnswerForm, EvidenceForm, ImportForm
from .plans import AddProductsForm, AmendmentForm, ReasonForm, ScopeForm, TaskForm

__all__ = [
    "ActivityFilter",
    "ActivityForm",
    "AddProductsForm",
    "AmendmentForm",
    "AnswerForm",
    "EvidenceForm",
    "ImportForm",
    "ReasonForm",
    "ScopeForm",
    "TaskForm",
]

from .activities import cancel_activity, change_activity, complete_activity, correct_activity, record_activity
from .plans import add_products, amend_plan, give_task, load_plan, widen_scope

__all__ = [
    "add_products",
    "amend_plan",
    "cancel_activity",
    "change_activity",
    "complete_activity",
    "correct_activity",
    "give_task",
    "load_plan",
    "record_activity",
    "widen_scope",
]

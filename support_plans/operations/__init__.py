from .activities import cancel_activity, change_activity, complete_activity, correct_activity, record_activity
from .plans import add_products, load_plan, widen_scope

__all__ = [
    "add_products",
    "cancel_activity",
    "change_activity",
    "complete_activity",
    "correct_activity",
    "load_plan",
    "record_activity",
    "widen_scope",
]

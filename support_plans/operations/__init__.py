from .activities import (
    answer_support,
    attach_evidence,
    cancel_activity,
    change_activity,
    complete_activity,
    correct_activity,
    record_activity,
    remove_evidence,
)
from .importing import bring_table, enter_lines, request_import
from .plans import add_products, amend_plan, give_task, load_plan, widen_scope

__all__ = [
    "add_products",
    "amend_plan",
    "answer_support",
    "attach_evidence",
    "bring_table",
    "cancel_activity",
    "change_activity",
    "complete_activity",
    "correct_activity",
    "enter_lines",
    "give_task",
    "load_plan",
    "record_activity",
    "remove_evidence",
    "request_import",
    "widen_scope",
]

"""Every write of this room."""

from .climb import send_up
from .decisions import correct_decision, enter_decision
from .history import record_history, record_history_decision
from .issuing import attach_paper, issue, request_issue

__all__ = [
    "attach_paper",
    "correct_decision",
    "enter_decision",
    "issue",
    "record_history",
    "record_history_decision",
    "request_issue",
    "send_up",
]

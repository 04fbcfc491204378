"""Every write of this room."""

from .climb import send_up
from .decisions import correct_decision, enter_decision
from .history import record_history, record_history_decision
from .issuing import attach_paper, issue, request_issue
from .life import confirm_act, dismiss_act, propose_act, reply_to_act
from .reminders import remind_of_expiry

__all__ = [
    "attach_paper",
    "confirm_act",
    "correct_decision",
    "dismiss_act",
    "enter_decision",
    "issue",
    "propose_act",
    "record_history",
    "record_history_decision",
    "remind_of_expiry",
    "reply_to_act",
    "request_issue",
    "send_up",
]

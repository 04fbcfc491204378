"""Every write of this room."""

from .climb import send_up
from .decisions import attach_scan, correct_decision, enter_decision
from .history import (
    bring_history,
    record_history,
    record_history_decision,
    record_recognition,
    request_history_import,
)
from .issuing import attach_paper, issue, request_issue
from .life import confirm_act, dismiss_act, propose_act, reply_to_act
from .lists import send_periodic_list
from .outside import hand_out, take_back
from .reminders import remind_of_expiry
from .templates import save_template

__all__ = [
    "attach_paper",
    "attach_scan",
    "bring_history",
    "confirm_act",
    "correct_decision",
    "dismiss_act",
    "enter_decision",
    "hand_out",
    "issue",
    "propose_act",
    "record_history",
    "record_history_decision",
    "record_recognition",
    "remind_of_expiry",
    "reply_to_act",
    "request_history_import",
    "request_issue",
    "save_template",
    "send_periodic_list",
    "send_up",
    "take_back",
]

"""Every write of this room."""

from .climb import send_up
from .consent import allow_showing, stop_showing
from .decisions import attach_scan, correct_decision, enter_decision
from .history import (
    bring_history,
    record_history,
    record_history_decision,
    record_recognition,
    request_history_import,
)
from .issuing import attach_paper, issue, request_issue, request_paper
from .life import attach_act_scan, confirm_act, dismiss_act, propose_act, reply_to_act
from .lists import send_periodic_list
from .logo import offer_logo, withdraw_logo
from .outside import hand_out, take_back
from .reminders import remind_of_expiry
from .templates import save_template, set_number_pattern

__all__ = [
    "allow_showing",
    "attach_act_scan",
    "attach_paper",
    "attach_scan",
    "bring_history",
    "confirm_act",
    "correct_decision",
    "dismiss_act",
    "enter_decision",
    "hand_out",
    "issue",
    "offer_logo",
    "propose_act",
    "record_history",
    "record_history_decision",
    "record_recognition",
    "remind_of_expiry",
    "reply_to_act",
    "request_history_import",
    "request_issue",
    "request_paper",
    "save_template",
    "send_periodic_list",
    "send_up",
    "set_number_pattern",
    "stop_showing",
    "take_back",
    "withdraw_logo",
]

from .attachments import attach_to_round, detach_from_round
from .climb import enter_from_below
from .dossiers import StaleSave, save_section
from .entries import accept, complete, refuse, return_for_completion, start_entry, submit, withdraw
from .establishments import create_product, register_establishment, update_establishment, update_product
from .history import import_history_round, record_history
from .intake import assign, check_parts, transfer
from .notices import publish_notice, withdraw_notice
from .outages import grant_grace, record_outage
from .papers import add_paper, remove_paper
from .policies import load_policies, publish_policy
from .reasons import load_reasons
from .reminders import remind_of_deadline
from .rounds import announce, create_round, extend_deadline, fix_list, hand_over, reopen, update_round

__all__ = [
    "StaleSave",
    "accept",
    "add_paper",
    "announce",
    "assign",
    "attach_to_round",
    "check_parts",
    "complete",
    "create_product",
    "create_round",
    "detach_from_round",
    "enter_from_below",
    "extend_deadline",
    "fix_list",
    "grant_grace",
    "hand_over",
    "import_history_round",
    "load_policies",
    "load_reasons",
    "publish_notice",
    "publish_policy",
    "record_history",
    "record_outage",
    "refuse",
    "register_establishment",
    "remind_of_deadline",
    "remove_paper",
    "reopen",
    "return_for_completion",
    "save_section",
    "start_entry",
    "submit",
    "transfer",
    "update_establishment",
    "update_product",
    "update_round",
    "withdraw",
    "withdraw_notice",
]

from .attachments import attach_to_round, detach_from_round
from .binding import ask_binding, keep_bound
from .climb import enter_from_below
from .dossiers import StaleSave, save_section
from .entries import NewerFiling, accept, complete, refuse, return_for_completion, start_entry, submit, withdraw
from .establishments import (
    Taken,
    change_tax_code,
    create_product,
    register_establishment,
    update_establishment,
    update_product,
)
from .history import import_history_round, record_history
from .intake import CheckedMeanwhile, assign, check_parts, transfer
from .joining import answer_join_request, ask_to_join, hand_over_establishment
from .listed import Listed
from .notices import publish_notice, withdraw_notice
from .outages import grant_grace, record_outage
from .paper_sets import receive_paper_sets, strike_paper_sets
from .papers import REPLACED_MEANWHILE, add_paper, add_papers, remove_paper, reshape_photo
from .policies import load_policies, publish_policy
from .reasons import load_reasons
from .reminders import remind_of_deadline
from .rounds import (
    announce,
    create_round,
    extend_deadline,
    fix_list,
    hand_over,
    reopen,
    tell_certified,
    tell_published,
    update_round,
)
from .sent_lists import import_list, keep_list

__all__ = [
    "REPLACED_MEANWHILE",
    "CheckedMeanwhile",
    "Listed",
    "NewerFiling",
    "StaleSave",
    "Taken",
    "accept",
    "add_paper",
    "add_papers",
    "announce",
    "answer_join_request",
    "ask_binding",
    "ask_to_join",
    "assign",
    "attach_to_round",
    "change_tax_code",
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
    "hand_over_establishment",
    "import_history_round",
    "import_list",
    "keep_bound",
    "keep_list",
    "load_policies",
    "load_reasons",
    "publish_notice",
    "publish_policy",
    "receive_paper_sets",
    "record_history",
    "record_outage",
    "refuse",
    "register_establishment",
    "remind_of_deadline",
    "remove_paper",
    "reopen",
    "reshape_photo",
    "return_for_completion",
    "save_section",
    "start_entry",
    "strike_paper_sets",
    "submit",
    "tell_certified",
    "tell_published",
    "transfer",
    "update_establishment",
    "update_product",
    "update_round",
    "withdraw",
    "withdraw_notice",
]

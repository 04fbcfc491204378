from .climb import climb, climb_download, climb_send
from .decisions import decision_correct, decision_create, decision_detail, decision_issue, decision_list
from .papers import certificate_mine, paper_download
from .register import check, check_form, register

__all__ = [
    "certificate_mine",
    "check",
    "check_form",
    "climb",
    "climb_download",
    "climb_send",
    "decision_correct",
    "decision_create",
    "decision_detail",
    "decision_issue",
    "decision_list",
    "paper_download",
    "register",
]

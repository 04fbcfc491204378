from .climb import climb, climb_download, climb_send
from .decisions import decision_correct, decision_create, decision_detail, decision_issue, decision_list
from .life import act_confirm, act_create, act_detail, act_dismiss, act_evidence, act_reply
from .papers import certificate_mine, paper_download
from .register import check, check_form, register

__all__ = [
    "act_confirm",
    "act_create",
    "act_detail",
    "act_dismiss",
    "act_evidence",
    "act_reply",
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

from .climb import climb, climb_download, climb_send
from .decisions import (
    decision_correct,
    decision_create,
    decision_detail,
    decision_draft,
    decision_issue,
    decision_list,
    decision_paper,
    decision_sample,
)
from .life import act_confirm, act_create, act_detail, act_dismiss, act_evidence, act_reply
from .papers import certificate_mine, original_download, paper_download
from .products import product, product_photo, province_map, robots, sitemap
from .register import check, check_file, check_form, check_json, register, register_data

__all__ = [
    "act_confirm",
    "act_create",
    "act_detail",
    "act_dismiss",
    "act_evidence",
    "act_reply",
    "certificate_mine",
    "check",
    "check_file",
    "check_form",
    "check_json",
    "climb",
    "climb_download",
    "climb_send",
    "decision_correct",
    "decision_create",
    "decision_detail",
    "decision_draft",
    "decision_issue",
    "decision_list",
    "decision_paper",
    "decision_sample",
    "original_download",
    "paper_download",
    "product",
    "product_photo",
    "province_map",
    "register",
    "register_data",
    "robots",
    "sitemap",
]

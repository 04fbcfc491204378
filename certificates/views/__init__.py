from .climb import climb, climb_download, climb_send
from .credentials import credential, issuer_document, status_list
from .decisions import (
    decision_attach,
    decision_bundle,
    decision_correct,
    decision_create,
    decision_detail,
    decision_draft,
    decision_issue,
    decision_list,
    decision_paper,
    decision_sample,
    decision_scan,
)
from .history import history_detail, history_enter, history_import, history_template
from .life import act_confirm, act_create, act_detail, act_dismiss, act_evidence, act_reply, act_reply_file
from .lists import periodic_list_file, periodic_lists
from .logo import logo, logo_download, logo_picture, logo_withdraw
from .open_data import open_data
from .outside import outside_sign, outside_take
from .papers import certificate_mine, certificate_show, original_download, paper_download
from .products import (
    product,
    product_photo,
    product_share,
    province_map,
    public_decision,
    public_decisions,
    robots,
    sitemap,
)
from .register import check, check_file, check_form, check_json, register, register_data
from .rounds import round_outcome
from .templates import template_edit, template_list, template_number, template_preview, template_sample

__all__ = [
    "act_confirm",
    "act_create",
    "act_detail",
    "act_reply_file",
    "act_dismiss",
    "act_evidence",
    "act_reply",
    "certificate_mine",
    "certificate_show",
    "check",
    "check_file",
    "check_form",
    "check_json",
    "climb",
    "climb_download",
    "climb_send",
    "credential",
    "decision_attach",
    "decision_bundle",
    "decision_correct",
    "decision_create",
    "decision_detail",
    "decision_draft",
    "decision_issue",
    "decision_list",
    "decision_paper",
    "decision_sample",
    "decision_scan",
    "history_detail",
    "history_enter",
    "history_import",
    "history_template",
    "issuer_document",
    "logo",
    "logo_download",
    "logo_picture",
    "logo_withdraw",
    "open_data",
    "original_download",
    "outside_sign",
    "outside_take",
    "paper_download",
    "periodic_list_file",
    "periodic_lists",
    "product",
    "product_photo",
    "product_share",
    "province_map",
    "public_decision",
    "public_decisions",
    "register",
    "register_data",
    "robots",
    "round_outcome",
    "sitemap",
    "status_list",
    "template_edit",
    "template_list",
    "template_number",
    "template_preview",
    "template_sample",
]

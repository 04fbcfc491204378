"""Every write of this room."""

from .calendar import change_regime, extend, load_regime, make_obligations, open_period, open_periods, remind
from .consolidations import (
    approve_consolidation,
    gather,
    keep_consolidation_documents,
    leave_out,
    request_consolidation,
    return_consolidation,
    submit_consolidation,
    write_consolidation,
)
from .papers import add_evidence, answer_flag, keep_edited, remove_evidence
from .reports import (
    accept,
    correct_line,
    draft,
    fill_table,
    keep_documents,
    report_nothing,
    request_draft,
    return_report,
    start_report,
    submit,
    write_sections,
)
from .saved import drop_view, save_view

__all__ = [
    "change_regime",
    "fill_table",
    "add_evidence",
    "answer_flag",
    "keep_consolidation_documents",
    "keep_edited",
    "remove_evidence",
    "request_consolidation",
    "accept",
    "approve_consolidation",
    "correct_line",
    "draft",
    "drop_view",
    "extend",
    "gather",
    "keep_documents",
    "leave_out",
    "load_regime",
    "make_obligations",
    "open_period",
    "open_periods",
    "remind",
    "report_nothing",
    "request_draft",
    "return_consolidation",
    "return_report",
    "save_view",
    "start_report",
    "submit",
    "submit_consolidation",
    "write_consolidation",
    "write_sections",
]

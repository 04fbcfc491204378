"""Every write of this room."""

from .calendar import extend, load_regime, make_obligations, open_period, open_periods, remind
from .reports import (
    accept,
    correct_line,
    draft,
    keep_documents,
    report_nothing,
    request_draft,
    return_report,
    start_report,
    submit,
    write_sections,
)

__all__ = [
    "accept",
    "correct_line",
    "draft",
    "extend",
    "keep_documents",
    "load_regime",
    "make_obligations",
    "open_period",
    "open_periods",
    "remind",
    "report_nothing",
    "request_draft",
    "return_report",
    "start_report",
    "submit",
    "write_sections",
]

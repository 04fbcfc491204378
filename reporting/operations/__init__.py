"""Every write of this room."""

from .calendar import extend, load_regime, make_obligations, open_period, open_periods, remind
from .reports import (
    accept,
    draft,
    keep_documents,
    request_draft,
    return_report,
    start_report,
    submit,
    write_sections,
)

__all__ = [
    "accept",
    "draft",
    "extend",
    "keep_documents",
    "load_regime",
    "make_obligations",
    "open_period",
    "open_periods",
    "remind",
    "request_draft",
    "return_report",
    "start_report",
    "submit",
    "write_sections",
]

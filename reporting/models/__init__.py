from .regimes import Extension, Obligation, ReportingPeriod, ReportRegime
from .reports import (
    HalfYearReport,
    ReportDocument,
    ReportHistory,
    ReportLine,
    ReportRemark,
    ReportSection,
    ReportVersion,
)

__all__ = [
    "Extension",
    "HalfYearReport",
    "Obligation",
    "ReportDocument",
    "ReportHistory",
    "ReportLine",
    "ReportRegime",
    "ReportRemark",
    "ReportSection",
    "ReportVersion",
    "ReportingPeriod",
]

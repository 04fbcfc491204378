from .consolidations import Consolidation, ConsolidationHistory, ConsolidationSection, ConsolidationSource
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
from .saved import SavedView

__all__ = [
    "Consolidation",
    "ConsolidationHistory",
    "ConsolidationSection",
    "ConsolidationSource",
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
    "SavedView",
]

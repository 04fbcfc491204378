from .consolidations import (
    Consolidation,
    ConsolidationDocument,
    ConsolidationHistory,
    ConsolidationSection,
    ConsolidationSource,
)
from .papers import FlagAnswer, ReportPaper
from .regimes import Extension, Obligation, Reminder, Reporters, ReportingPeriod, ReportRegime
from .reports import (
    HalfYearReport,
    ReportDocument,
    ReportHistory,
    ReportLine,
    ReportRemark,
    ReportSection,
    ReportVersion,
    digest_of,
)
from .saved import SavedView
from .tables import Departure, ReportTable

__all__ = [
    "Consolidation",
    "ConsolidationDocument",
    "ConsolidationHistory",
    "ConsolidationSection",
    "ConsolidationSource",
    "Departure",
    "Extension",
    "FlagAnswer",
    "HalfYearReport",
    "Obligation",
    "Reminder",
    "ReportDocument",
    "ReportHistory",
    "ReportLine",
    "ReportPaper",
    "ReportRegime",
    "ReportRemark",
    "ReportSection",
    "ReportTable",
    "Reporters",
    "ReportVersion",
    "ReportingPeriod",
    "SavedView",
    "digest_of",
]

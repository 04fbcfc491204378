from .regimes import Extension, Obligation, ReportingPeriod, ReportRegime
from .reports import HalfYearReport, ReportDocument, ReportHistory, ReportLine, ReportSection

__all__ = [
    "Extension",
    "HalfYearReport",
    "Obligation",
    "ReportDocument",
    "ReportHistory",
    "ReportLine",
    "ReportRegime",
    "ReportSection",
    "ReportingPeriod",
]

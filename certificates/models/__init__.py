from .certificates import AGAINST_HOLDER, NEW_PAPER, ActHistory, Certificate, CertificateAct, Ending
from .decisions import NumberSeries, RecognitionDecision
from .importing import HistoryImport
from .lists import PeriodicList
from .register import RegisterStamp
from .templates import PaperTemplate

__all__ = [
    "AGAINST_HOLDER",
    "NEW_PAPER",
    "ActHistory",
    "Certificate",
    "CertificateAct",
    "Ending",
    "HistoryImport",
    "NumberSeries",
    "PaperTemplate",
    "PeriodicList",
    "RecognitionDecision",
    "RegisterStamp",
]

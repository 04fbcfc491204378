from .certificates import AGAINST_HOLDER, NEW_PAPER, ActHistory, Certificate, CertificateAct, Ending
from .decisions import NumberSeries, RecognitionDecision
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
    "NumberSeries",
    "PaperTemplate",
    "PeriodicList",
    "RecognitionDecision",
    "RegisterStamp",
]

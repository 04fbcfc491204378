from .certificates import AGAINST_HOLDER, NEW_PAPER, ActHistory, Certificate, CertificateAct, Ending
from .decisions import NumberSeries, RecognitionDecision
from .register import RegisterStamp

__all__ = [
    "AGAINST_HOLDER",
    "NEW_PAPER",
    "ActHistory",
    "Certificate",
    "CertificateAct",
    "Ending",
    "NumberSeries",
    "RecognitionDecision",
    "RegisterStamp",
]

from .certificates import AGAINST_HOLDER, NEW_PAPER, ActHistory, Certificate, CertificateAct, Ending
from .decisions import NumberSeries, RecognitionDecision

__all__ = [
    "AGAINST_HOLDER",
    "NEW_PAPER",
    "ActHistory",
    "Certificate",
    "CertificateAct",
    "Ending",
    "NumberSeries",
    "RecognitionDecision",
]

from .certificates import AGAINST_HOLDER, NEW_PAPER, ActHistory, Certificate, CertificateAct, Ending, ReplyFile
from .decisions import NumberPattern, NumberSeries, RecognitionDecision, signs_alone_as_deputy
from .holders import LogoFile, ShowConsent
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
    "LogoFile",
    "NumberPattern",
    "NumberSeries",
    "PaperTemplate",
    "PeriodicList",
    "RecognitionDecision",
    "RegisterStamp",
    "ReplyFile",
    "ShowConsent",
    "signs_alone_as_deputy",
]

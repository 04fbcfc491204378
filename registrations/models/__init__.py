from registrations.papers import PHOTO_KINDS, REQUIRED_PAPERS, PaperKind

from .checks import PartCheck
from .dossiers import Dossier, DossierVersion, Missing, Paper, VersionPaper, canonical, content_hash
from .entries import GONE, CompletionPoint, CompletionRequest, Entry, EntryHistory, Ground
from .establishments import Establishment, LegalForm, Product, ProductGroup, ProductItem
from .reasons import Reason
from .rounds import DeadlineReminder, Round, RoundHistory, VoteLevel

__all__ = [
    "GONE",
    "PHOTO_KINDS",
    "REQUIRED_PAPERS",
    "CompletionPoint",
    "CompletionRequest",
    "DeadlineReminder",
    "Dossier",
    "DossierVersion",
    "Entry",
    "EntryHistory",
    "Establishment",
    "Ground",
    "LegalForm",
    "Missing",
    "Paper",
    "PaperKind",
    "PartCheck",
    "Product",
    "ProductGroup",
    "ProductItem",
    "Reason",
    "Round",
    "RoundHistory",
    "VersionPaper",
    "VoteLevel",
    "canonical",
    "content_hash",
]

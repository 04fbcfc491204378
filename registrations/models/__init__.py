from registrations.papers import PHOTO_KINDS, REQUIRED_PAPERS, PaperKind

from .checks import PartCheck
from .dossiers import Dossier, DossierVersion, Missing, Paper, VersionPaper, canonical, content_hash
from .entries import GONE, CompletionPoint, CompletionRequest, Entry, EntryHistory, Ground
from .establishments import Establishment, LegalForm, Product, ProductGroup, ProductItem
from .notices import OfficeNotice
from .outages import Outage, Pulse
from .policies import PolicyPage, PolicyStatement, PolicyVersion, in_sections
from .reasons import Reason
from .rounds import DeadlineExtension, DeadlineReminder, Round, RoundAttachment, RoundHistory, VoteLevel

__all__ = [
    "GONE",
    "PHOTO_KINDS",
    "REQUIRED_PAPERS",
    "CompletionPoint",
    "CompletionRequest",
    "DeadlineExtension",
    "DeadlineReminder",
    "Dossier",
    "DossierVersion",
    "Entry",
    "EntryHistory",
    "Establishment",
    "Ground",
    "LegalForm",
    "Missing",
    "OfficeNotice",
    "Outage",
    "Paper",
    "PaperKind",
    "PartCheck",
    "PolicyPage",
    "PolicyStatement",
    "PolicyVersion",
    "Product",
    "ProductGroup",
    "ProductItem",
    "Pulse",
    "Reason",
    "Round",
    "RoundAttachment",
    "RoundHistory",
    "VersionPaper",
    "VoteLevel",
    "canonical",
    "content_hash",
    "in_sections",
]

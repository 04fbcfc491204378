from registrations.papers import PHOTO_KINDS, REQUIRED_PAPERS, PaperKind

from .bound import BoundDossier
from .checks import PartCheck, mark_of
from .dossiers import Dossier, DossierVersion, Missing, Paper, VersionPaper, canonical, content_hash
from .entries import GONE, CompletionPoint, CompletionRequest, Entry, EntryHistory, Ground
from .establishments import (
    DECLARED,
    SIZE,
    Establishment,
    LegalForm,
    Product,
    ProductGroup,
    ProductItem,
    TaxCodeChange,
)
from .joining import JoinRequest
from .notices import OfficeNotice
from .outages import Outage, Pulse
from .paper_sets import PaperSets
from .policies import PolicyPage, PolicyStatement, PolicyVersion, in_sections
from .reasons import Reason
from .rounds import DeadlineExtension, DeadlineReminder, Round, RoundAttachment, RoundHistory, VoteLevel, lowest_name
from .sent_lists import SentList

__all__ = [
    "DECLARED",
    "GONE",
    "PHOTO_KINDS",
    "REQUIRED_PAPERS",
    "SIZE",
    "BoundDossier",
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
    "JoinRequest",
    "LegalForm",
    "Missing",
    "OfficeNotice",
    "Outage",
    "Paper",
    "PaperKind",
    "PaperSets",
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
    "SentList",
    "TaxCodeChange",
    "VersionPaper",
    "VoteLevel",
    "lowest_name",
    "canonical",
    "content_hash",
    "in_sections",
    "mark_of",
]

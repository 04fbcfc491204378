from .dossiers import (
    FEWEST_PHOTOS,
    PAPERS_PART,
    PHOTO_KINDS,
    REQUIRED_PAPERS,
    Dossier,
    DossierVersion,
    Missing,
    Paper,
    PaperKind,
    VersionPaper,
    canonical,
    content_hash,
)
from .entries import CompletionPoint, CompletionRequest, Entry, EntryHistory
from .establishments import Establishment, LegalForm, Product, ProductGroup, ProductItem
from .rounds import Round, RoundHistory, VoteLevel

__all__ = [
    "FEWEST_PHOTOS",
    "PAPERS_PART",
    "PHOTO_KINDS",
    "REQUIRED_PAPERS",
    "CompletionPoint",
    "CompletionRequest",
    "Dossier",
    "DossierVersion",
    "Entry",
    "EntryHistory",
    "Establishment",
    "LegalForm",
    "Missing",
    "Paper",
    "PaperKind",
    "Product",
    "ProductGroup",
    "ProductItem",
    "Round",
    "RoundHistory",
    "VersionPaper",
    "VoteLevel",
    "canonical",
    "content_hash",
]

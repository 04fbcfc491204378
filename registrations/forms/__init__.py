from .desk import AssignForm, BulkForm, ChecklistForm, TransferForm
from .dossiers import FilingForm, SectionForm, WithdrawForm
from .establishments import EstablishmentForm, ProductChoiceForm, ProductForm, ProfileForm
from .intake import DueForm, IntakeFilter, PointForms, RefuseForm, TrackForm
from .papers import form_for
from .rounds import NewRoundForm, ReopenForm, RoundForm

__all__ = [
    "AssignForm",
    "BulkForm",
    "ChecklistForm",
    "DueForm",
    "EstablishmentForm",
    "FilingForm",
    "IntakeFilter",
    "NewRoundForm",
    "PointForms",
    "ProductChoiceForm",
    "ProductForm",
    "ProfileForm",
    "RefuseForm",
    "ReopenForm",
    "RoundForm",
    "SectionForm",
    "TrackForm",
    "TransferForm",
    "WithdrawForm",
    "form_for",
]

from .desk import AssignForm, BulkForm, ChecklistForm, TransferForm
from .dossiers import FilingForm, SectionForm, WithdrawForm
from .establishments import EstablishmentForm, ProductChoiceForm, ProductForm, ProfileForm
from .intake import DueForm, IntakeFilter, PointForms, RefuseForm, TrackForm
from .papers import form_for
from .rounds import AttachmentForm, ExtendForm, NewRoundForm, OutageForm, ReopenForm, RoundForm, initial_like

__all__ = [
    "AssignForm",
    "AttachmentForm",
    "BulkForm",
    "ChecklistForm",
    "DueForm",
    "EstablishmentForm",
    "ExtendForm",
    "FilingForm",
    "IntakeFilter",
    "NewRoundForm",
    "OutageForm",
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
    "initial_like",
]

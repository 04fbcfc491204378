from .dossiers import FilingForm, PaperForm, SectionForm, WithdrawForm
from .establishments import EstablishmentForm, ProductChoiceForm, ProductForm, ProfileForm
from .intake import DueForm, IntakeFilter, PointForms, RefuseForm, TrackForm
from .rounds import NewRoundForm, ReopenForm, RoundForm

__all__ = [
    "DueForm",
    "EstablishmentForm",
    "FilingForm",
    "IntakeFilter",
    "NewRoundForm",
    "PaperForm",
    "PointForms",
    "ProductChoiceForm",
    "ProductForm",
    "ProfileForm",
    "RefuseForm",
    "ReopenForm",
    "RoundForm",
    "SectionForm",
    "TrackForm",
    "WithdrawForm",
]

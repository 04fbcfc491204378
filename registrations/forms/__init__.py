from .desk import AssignForm, BulkForm, ChecklistForm, PaperSetsForm, TransferForm
from .dossiers import CompletionForm, FilingForm, SectionForm, WithdrawForm
from .establishments import (
    EstablishmentForm,
    HandOverForm,
    JoinAnswerForm,
    ProductChoiceForm,
    ProductForm,
    ProfileForm,
    TaxCodeForm,
)
from .front_door import CalendarFilter, EligibilityForm, NoticeForm, PolicyForm, StatementForms
from .intake import CauseFilter, DueForm, IntakeFilter, PointForms, RefuseForm, TrackForm
from .papers import ReshapeForm, form_for
from .rounds import (
    AttachmentForm,
    ExtendForm,
    NewRoundForm,
    OutageForm,
    ReopenForm,
    RoundForm,
    SentListForm,
    initial_like,
)

__all__ = [
    "AssignForm",
    "AttachmentForm",
    "BulkForm",
    "CalendarFilter",
    "CauseFilter",
    "ChecklistForm",
    "CompletionForm",
    "DueForm",
    "EligibilityForm",
    "EstablishmentForm",
    "ExtendForm",
    "FilingForm",
    "HandOverForm",
    "IntakeFilter",
    "JoinAnswerForm",
    "NewRoundForm",
    "NoticeForm",
    "OutageForm",
    "PaperSetsForm",
    "PointForms",
    "PolicyForm",
    "ProductChoiceForm",
    "ProductForm",
    "ProfileForm",
    "RefuseForm",
    "ReopenForm",
    "ReshapeForm",
    "RoundForm",
    "SectionForm",
    "SentListForm",
    "StatementForms",
    "TaxCodeForm",
    "TrackForm",
    "TransferForm",
    "WithdrawForm",
    "form_for",
    "initial_like",
]

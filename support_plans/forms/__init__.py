from .activities import ActivityFilter, ActivityForm, SightFilter
from .budget import MOST_LINES, AllocationForm, AllocationsForm, SheetForm
from .importing import AnswerForm, ChoiceForm, ColumnsForm, EnterForm, EvidenceForm, ImportForm, PartForm
from .market import EnquiryForm, OutletEndForm, OutletForm
from .plans import AddProductsForm, AmendmentForm, PlanForm, ReasonForm, ScopeForm, TaskForm
from .projects import (
    AcceptanceForm,
    ApprovalForm,
    BeneficiaryForm,
    PaymentForm,
    PlaceListEndForm,
    PlaceListForm,
    ProjectFilter,
    ProjectForm,
    RepaymentForm,
    SettlementForm,
    WhyForm,
)
from .requests import RequestAnswerForm, RequestForm
from .surveys import SurveyCallForm, SurveyForm
from .yearly import LineForm, SectionsReturnForm, YearCallForm

__all__ = [
    "SurveyCallForm",
    "SurveyForm",
    "EnquiryForm",
    "OutletEndForm",
    "OutletForm",
    "AcceptanceForm",
    "ApprovalForm",
    "BeneficiaryForm",
    "PartForm",
    "PlanForm",
    "PaymentForm",
    "PlaceListEndForm",
    "PlaceListForm",
    "ProjectFilter",
    "ProjectForm",
    "RepaymentForm",
    "SettlementForm",
    "WhyForm",
    "ActivityFilter",
    "ActivityForm",
    "AddProductsForm",
    "AllocationForm",
    "AllocationsForm",
    "MOST_LINES",
    "SheetForm",
    "AmendmentForm",
    "AnswerForm",
    "ChoiceForm",
    "ColumnsForm",
    "EnterForm",
    "EvidenceForm",
    "ImportForm",
    "LineForm",
    "ReasonForm",
    "RequestAnswerForm",
    "RequestForm",
    "ScopeForm",
    "SectionsReturnForm",
    "SightFilter",
    "TaskForm",
    "YearCallForm",
]

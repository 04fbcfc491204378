from .activities import Activity, ActivityHistory, ActivityMoney, ActivityResult, Answer, ServedProduct
from .importing import ActivityImport
from .kinds import ActivityKind, Indicator, MoneySource, indicators_of, kinds_of
from .plans import PlanAmendment, PlanContent, PlanProduct, PlanScope, SupportPlan, UnitTask

__all__ = [
    "Activity",
    "ActivityHistory",
    "ActivityImport",
    "ActivityKind",
    "ActivityMoney",
    "ActivityResult",
    "Answer",
    "Indicator",
    "MoneySource",
    "PlanAmendment",
    "PlanContent",
    "PlanProduct",
    "PlanScope",
    "ServedProduct",
    "SupportPlan",
    "UnitTask",
    "indicators_of",
    "kinds_of",
]

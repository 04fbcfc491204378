from .activities import Activity, ActivityHistory, ActivityMoney, ActivityResult, ServedProduct
from .kinds import ActivityKind, Indicator, MoneySource
from .plans import PlanAmendment, PlanContent, PlanProduct, PlanScope, SupportPlan, UnitTask

__all__ = [
    "Activity",
    "ActivityHistory",
    "ActivityKind",
    "ActivityMoney",
    "ActivityResult",
    "Indicator",
    "MoneySource",
    "PlanAmendment",
    "PlanContent",
    "PlanProduct",
    "PlanScope",
    "ServedProduct",
    "SupportPlan",
    "UnitTask",
]

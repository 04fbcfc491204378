from .activities import (
    Activity,
    ActivityHistory,
    ActivityMoney,
    ActivityResult,
    Answer,
    ServedProduct,
    SupportAnswer,
)
from .importing import ActivityImport
from .kinds import ActivityKind, Indicator, MoneySource, indicators_of, kinds_of
from .market import Enquiry, Outlet
from .places import PlaceKind, PlaceList
from .plans import PlanAmendment, PlanContent, PlanProduct, PlanScope, SupportPlan, UnitTask, works_in_an_office
from .projects import (
    ClaimedGround,
    Fund,
    Ground,
    ProjectPayment,
    ProjectRepayment,
    PromotionProject,
    PromotionProjectHistory,
)
from .receipts import ListReceipt
from .requests import SupportRequest, SupportRequestHistory
from .surveys import Channel, SurveyAnswer, SurveyCall, SurveyChannel
from .yearly import (
    Allocation,
    UnitYearPlan,
    UnitYearPlanHistory,
    YearCall,
    YearPlanLine,
    YearPlanMoney,
    YearPlanRemark,
    reads_all_units,
)

__all__ = [
    "works_in_an_office",
    "Channel",
    "SurveyAnswer",
    "SurveyCall",
    "SurveyChannel",
    "Enquiry",
    "Outlet",
    "PromotionProjectHistory",
    "PromotionProject",
    "ProjectPayment",
    "ProjectRepayment",
    "Ground",
    "Fund",
    "ClaimedGround",
    "PlaceList",
    "PlaceKind",
    "Activity",
    "ActivityHistory",
    "ActivityImport",
    "ActivityKind",
    "ActivityMoney",
    "ActivityResult",
    "Allocation",
    "Answer",
    "Indicator",
    "ListReceipt",
    "MoneySource",
    "PlanAmendment",
    "PlanContent",
    "PlanProduct",
    "PlanScope",
    "ServedProduct",
    "SupportAnswer",
    "SupportPlan",
    "SupportRequest",
    "SupportRequestHistory",
    "UnitTask",
    "UnitYearPlan",
    "UnitYearPlanHistory",
    "YearCall",
    "YearPlanLine",
    "YearPlanMoney",
    "YearPlanRemark",
    "indicators_of",
    "kinds_of",
    "reads_all_units",
]

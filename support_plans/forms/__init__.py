from .activities import ActivityFilter, ActivityForm
from .plans import AddProductsForm, ReasonForm

__all__ = ["ActivityFilter", "ActivityForm", "AddProductsForm", "ReasonForm"]

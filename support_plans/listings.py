"""The room's lists that can be taken along as files."""

from cnnt_portal.exports.registry import Listing, listing

from . import queries
from .activity_sheet import COLUMNS, row_of
from .forms import ActivityFilter


@listing("support_plans.activities")
def activities(user, wish, today):
    """One row for each activity, as the filter of the list shows them."""
    rows = queries.activities_of(user, **ActivityFilter(wish, user=user).chosen())
    return Listing("Hoạt động hỗ trợ", COLUMNS, queries.with_sums(rows), row_of)

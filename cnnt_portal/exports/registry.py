"""Which lists of the portal can be taken along as a file. Each room's listings.py registers its own.

    @listing("support_plans.activities")
    def activities(user, wish, today):
        form = ActivityFilter(wish, user=user)
        ...
        return Listing("Hoạt động hỗ trợ", COLUMNS, queryset, row)

`wish` is the query string of the page as a QueryDict, so that the file holds what the page shows. The function
chooses the rows by `visible_to` and raises NotPermitted where the page would: it is asked again when the file is made.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from cnnt_portal.documents.content import Column

CHUNK = 1000


@dataclass(frozen=True)
class Listing:
    """`rows`: a queryset or a list; `row(one)`: a value for each column, as `sheets.Sheet` takes them. `notes`:
    (matter, words) that a workbook carries on a sheet of its own: what was chosen, what the marks mean."""

    title: str
    columns: tuple[Column, ...]
    rows: object
    row: Callable
    notes: tuple[tuple[str, str], ...] = ()

    def count(self):
        return len(self.rows) if isinstance(self.rows, list) else self.rows.count()

    def values(self):
        rows = self.rows if isinstance(self.rows, list) else self.rows.iterator(chunk_size=CHUNK)
        return map(self.row, rows)


LISTINGS = {}


def listing(name):
    """Register a function `(user, wish, today) -> Listing`."""

    def register(function):
        known = LISTINGS.get(name)
        if known and (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"two lists are called {name}")
        LISTINGS[name] = function
        return function

    return register


def subject_of(model, user, wish, key):
    """The object within the user's sight whose list is asked for by `?key=`, else 404."""
    asked = wish.get(key, "")
    return get_object_or_404(model.objects.visible_to(user), pk=int(asked) if asked.isdecimal() else 0)


def listing_named(name):
    """Raises LookupError for a list that nobody registered."""
    if name not in LISTINGS:
        raise LookupError(f"no list is called {name}")
    return LISTINGS[name]

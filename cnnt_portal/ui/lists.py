"""Lists of pages: paged, and sorted by a whitelist. Bad parameters never raise."""

from typing import NamedTuple

from django.core.paginator import Paginator

PAGE = "trang"
SORT = "sap-xep"


class Sorting(NamedTuple):
    key: str
    descending: bool


def paginate(request, queryset, per_page=25, count=None):
    """The page that `?trang=` asks for; nonsense gives the first, too far the last. `count`: if it is known already."""
    paginator = Paginator(queryset, per_page)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get(PAGE))


def sort(request, queryset, fields, default):
    """Order by `?sap-xep=key` or `-key`, where `fields` is {key: model field}; `{% sort_header %}` shows it.

    `default` is a key, with “-” before it for descending. The primary key makes the order total.
    """
    wanted = request.GET.get(SORT, default)
    if wanted.removeprefix("-") not in fields:
        wanted = default
    sorting = Sorting(wanted.removeprefix("-"), wanted.startswith("-"))
    request.sorting = sorting
    sign = "-" if sorting.descending else ""
    return queryset.order_by(f"{sign}{fields[sorting.key]}", f"{sign}pk")

"""What fresh records would change in a report that is being written."""

from typing import NamedTuple

from .. import drafting
from .reports import numbers_of
from .telling import lines_for


class Difference(NamedTuple):
    """How one activity of the table would change with fresh records; `kind` is “Thêm”, “Bỏ” or “Đổi”."""

    kind: str
    title: str
    before: str
    after: str


def changes_since(report):
    """What a fresh draft would change in the table, before anybody asks for it."""
    fresh = {line["activity_id"]: line for line in lines_for(report)[1]}
    old = {line.activity_id: line for line in report.lines.all()}
    found = []
    for pk, line in fresh.items():
        if pk not in old:
            found.append(Difference("Thêm", line["title"], "", numbers_of(line)))
            continue
        recorded = {field: old[pk].recorded(field) for field in drafting.CORRECTABLE}
        before = numbers_of({"title": old[pk].title, **recorded})
        if (before, old[pk].title) != (numbers_of(line), line["title"]):
            found.append(Difference("Đổi", line["title"], before, numbers_of(line)))
    return found + [
        Difference("Bỏ", line.title, numbers_of(vars(line)), "") for pk, line in old.items() if pk not in fresh
    ]

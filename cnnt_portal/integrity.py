"""Named facts that must hold in the live database at any time; `manage.py check_integrity` asks them all.

Each room's `integrity.py` states its own, beyond what the database's constraints already hold:

    @invariant("Mỗi hồ sơ đã nộp còn đúng như giấy tiếp nhận")
    def filed_versions(files):
        for version in …:
            if not version.is_intact:
                yield f"phiên bản {version.pk}"

The function yields one line for each row that breaks the fact; `files` says whether stored bytes are read too.
"""

from collections.abc import Callable
from typing import NamedTuple


class Invariant(NamedTuple):
    fact: str
    broken: Callable


_invariants = []


def invariant(fact):
    def state(function):
        _invariants.append(Invariant(fact, function))
        return function

    return state


def invariants():
    return tuple(_invariants)

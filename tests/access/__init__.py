"""Who is answered what at every address of the portal: one table per room, `{url name: Row}`.

    TABLE = {
        "jobs:job_detail": Row(a_job, get=answers(owner=200)),
        "jobs:job_cancel": Row(a_job, post=answers(owner=302)),
    }

`a_job(cast)` builds the object by operations and returns the URL's keyword arguments; rows of one builder share what it
has built, for every request is taken back. `also` adds what stands in the URL besides. A row without `get` is for POST
alone: everyone signed in must get 405 for a GET.

Where objects are dear, rows stand `on` a stage: `a_stage(cast)` runs once for all its rows, and the stages of a table
follow one another, in the order in which it names them, each leading on what the one before has left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests import people

ANONYMOUS = "anonymous"
EVERYONE = [ANONYMOUS, *people.PARTS]
LOGIN = "sign in first"


def answers(*, anonymous=LOGIN, others=404, **roles):
    """{role: status} for the whole cast; LOGIN is a redirect to the sign-in page."""
    unknown = roles.keys() - people.PARTS.keys()
    if unknown:
        raise ValueError(f"not in the cast: {unknown}")
    return {ANONYMOUS: anonymous} | dict.fromkeys(people.PARTS, others) | roles


PUBLIC = answers(anonymous=200, others=200)
SIGNED_IN = answers(others=200)
ONLY_POST = answers(others=405)


def nothing(cast):
    return {}


@dataclass(frozen=True)
class Row:
    make: Callable = nothing
    get: dict | None = None
    post: dict | None = None
    data: dict = field(default_factory=dict)
    on: Callable | None = None
    also: dict = field(default_factory=dict)

    @property
    def expected(self):
        """[(method, role, status)]; PUBLIC pages for POST alone name their GET themselves."""
        by_method = {"get": self.get or ONLY_POST} | ({"post": self.post} if self.post else {})
        return [(method, role, status) for method, table in by_method.items() for role, status in table.items()]


def by_stage(table):
    """{stage or None: {builder: [(url name, Row)]}}: what needs no stage first, then the stages as the table names
    them."""
    found = {None: {}}
    for name, row in table.items():
        found.setdefault(row.on, {}).setdefault(row.make, []).append((name, row))
    return found

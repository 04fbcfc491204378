"""What kinds of long work there are. Each app's tasks.py registers its own.

    @job("certificates.issue", label="Cấp giấy chứng nhận")
    def issue(run):
        for pk in run.remaining(run.arguments["nominations"]):
            pdf = render(pk)                      # slow, leaves no trace
            with run.effect():                    # one transaction: the lease, the effect, the count
                operations.issue(..., by=run.by, at=run.at)
        return {"link": reverse("certificates:certificate_list")}

See docs/adr/0010-effects-hold-the-lease.md for what `run` promises and what the author owes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    function: Callable
    lease: timedelta
    max_attempts: int
    is_silent: bool


_kinds = {}


def job(name, *, label, lease_seconds=None, max_attempts=5, is_silent=False):
    """Register a function `(run) -> dict | None` as a kind of job.

    `label`: what the user reads beside the bar. `lease_seconds`: the longest silence between two signs of life
    (`run.progress`, `run.effect`); after it another worker takes over. `is_silent`: no notice when it ends.
    """

    def register(function):
        known = _kinds.get(name)
        if known and (known.function.__module__, known.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two kinds of job are called {name}")
        lease = timedelta(seconds=lease_seconds or settings.JOBS_LEASE_SECONDS)
        _kinds[name] = Kind(name, label, function, lease, max_attempts, is_silent)
        return function

    return register


def kind_named(name):
    """Raises LookupError for a kind that nobody registered."""
    if name not in _kinds:
        raise LookupError(f"no job is called {name}")
    return _kinds[name]

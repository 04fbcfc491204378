"""What cannot run on this machine is left out loudly, never skipped in silence.

`@pytest.mark.postgres` needs the suite to run on PostgreSQL. `@pytest.mark.needs("clamd")` needs that program; with
CI=true such a test stays in and fails.
"""

import os
import shutil

from django.db import connection

PROGRAMS = {"clamd": "clamav-daemon", "nginx": "nginx-light"}
# Some distributions keep daemons out of a user's path.
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def missing_programs():
    if os.environ.get("CI") in {"true", "1"}:
        return set()
    return {name for name in PROGRAMS if not shutil.which(name, path=PATH)}


def on_postgres():
    return connection.vendor == "postgresql"


def cannot_run(item, missing):
    needed = {mark.args[0] for mark in item.iter_markers("needs")}
    if needed - PROGRAMS.keys():
        raise ValueError(f"{item.nodeid} needs a program that tests/leaving_out.py does not know")
    return bool(needed & missing) or (item.get_closest_marker("postgres") and not on_postgres())


def leave_out(config, items):
    missing = missing_programs()
    left_out = [item for item in items if cannot_run(item, missing)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def said():
    """What to say at the end of a run."""
    lines = [f"LEFT OUT: tests that need {name} (package {PROGRAMS[name]})" for name in sorted(missing_programs())]
    if not on_postgres():
        lines.append("LEFT OUT: tests marked postgres, for this run is on SQLite (make test runs them)")
    return lines

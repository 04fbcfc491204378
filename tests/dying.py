"""Processes that are really killed (SIGKILL) at a chosen step of what they write.

Only for tests marked `@pytest.mark.django_db(transaction=True)`: the process is a copy of this one with a line to the
database of its own.
"""

import mmap
import os
import re
import signal
from collections import Counter

from django.db import connection, connections

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)", re.IGNORECASE)
INHERITED = []
READ = re.compile(r"\s*SELECT", re.IGNORECASE)


def die_in(deed, *, before_write=None, before_read=None, table="", before_commit=False, after_commit=False):
    """Do the deed in a process that is killed at that step; the name of the step it died at, "" when it came through.

    `before_write`: the first, second … statement that writes (into `table`, where one is named); `before_read`: that
    reads (from it).
    """
    connections.close_all()
    told = mmap.mmap(-1, 16)
    child = os.fork()
    if child == 0:
        try:
            _take_a_line_of_its_own()
            _name_the_line(os.getpid())
            _arm(told, before_write, before_read, table, before_commit, after_commit)
            print("came through:", deed(), flush=True)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    _end_the_line_of(child)
    if os.WIFSIGNALED(status):
        died_at = told[:].rstrip(b"\0").decode()
        if os.WTERMSIG(status) == signal.SIGKILL and died_at:
            return died_at
        raise AssertionError(f"signal {os.WTERMSIG(status)} from elsewhere: somebody's kill, or no memory was left")
    if status:
        raise AssertionError("the process broke before it could be killed")
    return ""


def _take_a_line_of_its_own():
    """While an event loop runs, as a browser's does for the rest of the session, Django keeps other connections than
    without one. The copy has no loop: it would speak on a line that its parent left open, perhaps inside a transaction,
    so that nothing is ever committed and the parent's locks stay. What is inherited is kept and not closed: closing it
    would end the parent's line."""
    INHERITED.append(connection._connections[connection._alias])
    del connections[connection._alias]


def _name_the_line(process):
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"] = {"application_name": f"dying-{process}"}


def _end_the_line_of(process):
    """A busy server may take its time to see that its client is gone: until then the dead hold their locks, and the
    next process, or the flush after the test, waits for them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE application_name = %s",
                [f"dying-{process}"],
            )


def _arm(told, before_write, before_read, table, before_commit, after_commit):
    def die(step):
        told[: len(step)] = step
        os.kill(os.getpid(), signal.SIGKILL)

    steps = {b"write": (WRITE, before_write), b"read": (READ, before_read)}
    seen = Counter()

    def watch(execute, sql, params, many, context):
        for step, (kind, number) in steps.items():
            if kind.match(sql) and table in sql:
                seen[step] += 1
                if seen[step] == number:
                    die(step)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(watch)
    if before_commit:
        connection._commit = lambda: die(b"commit")
    if after_commit:
        connection.run_and_clear_commit_hooks = lambda: die(b"committed")

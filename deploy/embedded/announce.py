"""Waits until the web process answers, then says where it is and who can sign in."""

import os
import sys
import time
import urllib.request
from pathlib import Path

ADDRESS = os.environ["PORTAL_URL"]
VAR_DIR = Path(os.environ["CNNT_VAR_DIR"])
SUPERVISOR_LOG = VAR_DIR / "log" / "supervisord.log"


def healthy():
    try:
        with urllib.request.urlopen(f"{ADDRESS}/suc-khoe/", timeout=5) as answer:  # noqa: S310 our own address
            return answer.status == 200
    except OSError:
        return False


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ends_of_logs():
    for name in ("supervisord.log", "web.log"):
        path = VAR_DIR / "log" / name
        if path.exists():
            yield from path.read_text(errors="replace").splitlines()[-20:]


def fallen(since):
    """Has the web process ended again and again since this size of supervisor's log?"""
    told = SUPERVISOR_LOG.read_bytes()[since:].decode(errors="replace") if SUPERVISOR_LOG.exists() else ""
    return "web entered FATAL" in told or told.count("exited: web") >= 3


def main(supervisor):
    since = SUPERVISOR_LOG.stat().st_size if SUPERVISOR_LOG.exists() else 0
    # A busy or old machine takes minutes; a process that falls is known by its falling, not by the time it takes.
    began = told = time.monotonic()
    while not healthy():
        now = time.monotonic()
        if not alive(supervisor) or fallen(since) or now - began > 600:
            print("The web process did not start. The end of the logs:", *ends_of_logs(), sep="\n    ", file=sys.stderr)
            return 1
        if now - told > 30:
            told = now
            print("Still starting; the machine is busy (máy đang bận, xin chờ thêm)", file=sys.stderr, flush=True)
        time.sleep(0.2)
    print(f"\nThe portal runs: {ADDRESS}\n")
    print(accounts())
    print(
        f"\nLogs: {VAR_DIR / 'log'}   Mail it would have sent: {VAR_DIR / 'mail'}   Ctrl-C stops all of it.", flush=True
    )
    return 0


def accounts():
    """The table of demonstration accounts, from the database as it is."""
    import django

    django.setup()
    from cnnt_portal import rehearsing
    from cnnt_portal.accounts.models import User

    if rehearsing.is_on():
        return f"A rehearsal for {rehearsing.held_for()}: choose a role at {ADDRESS}/dien-tap/"

    rows = []
    for user in User.objects.filter(email__endswith="@cnnt.test").order_by("pk"):
        seats = "; ".join(f"{m.get_role_display()}, {m.organisation}" for m in user.current_memberships)
        rows.append(f"  {user.email:<24} {user.full_name}{f' ({seats})' if seats else ''}")
    if not rows:
        return "No demonstration accounts yet."
    return "\n".join(["Accounts, all with the password cnnt-demo-2026:", *rows])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

"""Scans of signed decisions: of recognition, and about one certificate."""

from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import SCANS


def keep_scan(scan, *, by, at):
    """The stored file of an upload, or None where there is none; Refused at the box that sends it."""
    return scan and files.store(upload=scan, name=scan.name, accept=SCANS, field="scan", by=by, at=at)

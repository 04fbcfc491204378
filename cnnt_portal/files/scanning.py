"""ClamAV over its INSTREAM command."""

import socket
import struct

from django.conf import settings

CHUNK = 64 * 1024
# Seconds for one answer: a large archive takes clamd some time.
PATIENCE = 60


class ScannerUnavailable(Exception):
    """clamd does not answer or could not scan; the file keeps waiting and is tried again."""


def is_clean(file):
    """Does clamd find nothing in this open binary file? Raises ScannerUnavailable."""
    try:
        with socket.create_connection((settings.CLAMAV_HOST, settings.CLAMAV_PORT), timeout=PATIENCE) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (part := line.recv(4096)):
                answer += part
    except OSError as problem:
        raise ScannerUnavailable(str(problem)) from problem
    verdict = answer.rstrip(b"\0\n").decode(errors="replace")
    if verdict.endswith(" FOUND"):
        return False
    if verdict.endswith(": OK"):
        return True
    raise ScannerUnavailable(verdict or "no answer")

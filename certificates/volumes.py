"""What the portal has put together for the printer, recognised when it comes back.

The last line of a volume is the portal's own seal over every byte before it: nothing need be kept of each download, and
nothing of a stranger's file is opened to judge it. Whatever was sealed is known again for ever: a seal of an older
edition tells what was sealed then, one by an older key of the portal holds while CERTIFICATES_FORMER_SEAL_KEYS names
that key.
"""

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer

# A comment behind the end of the PDF, which every reader leaves alone.
MARK = b"\n%cong-cnnt "
# Longer than any seal.
TAIL = 1024


class Volume(NamedTuple):
    """How many papers of which decision it holds, with the numbers of the first and the last. `count`: the first seals
    did not tell it."""

    decision: int
    count: int | None
    first: str
    last: str


def seal(file, volume):
    """Append the seal to an open file that holds nothing but the volume."""
    file.seek(0)
    facts = {**volume._asdict(), "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    file.seek(0, 2)
    file.write(MARK + _sealer().sign_object(facts).encode() + b"\n")


def read(content):
    """The Volume that these bytes are, every one of them as the portal gave it; else None."""
    place = content.rfind(MARK, max(0, len(content) - TAIL))
    if place < 0:
        return None
    try:
        facts = _sealer().unsign_object(content[place + len(MARK) :].decode().removesuffix("\n"))
    except (BadSignature, UnicodeDecodeError):
        return None
    if facts.pop("sha256") != hashlib.sha256(content[:place]).hexdigest():
        return None
    return Volume(*(facts.get(name) for name in Volume._fields))


def _sealer():
    return Signer(salt="certificates.volume", fallback_keys=settings.CERTIFICATES_FORMER_SEAL_KEYS)

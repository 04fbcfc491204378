"""Names that people give to files, made harmless but still theirs."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 150
# Control and format characters: among them the marks that turn the writing direction round (“exe.jpg”).
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def clean_name(name, kind):
    """NFC, no folder, nothing invisible, and the ending that the content has."""
    name = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    name = " ".join(_FORBIDDEN.sub("-", name).split()).strip(". ")
    ending = PurePosixPath(name).suffix
    if ending.lower() in kind.extensions:
        stem = name[: -len(ending)]
    else:
        stem, ending = name, kind.extensions[0]
    return (stem[: LONGEST - len(ending)].rstrip(". ") or "tep") + ending

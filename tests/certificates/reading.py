"""What a paper says, read back."""

import subprocess
import unicodedata


def text_of(pdf, order="-layout"):
    """As the eye reads it; with `order="-raw"` as it was written, so that what lies over other words stays whole."""
    return " ".join(lines_of(pdf, order))


def lines_of(pdf, order="-layout"):
    """The same line by line."""
    found = subprocess.run(["pdftotext", order, "-", "-"], input=pdf, capture_output=True, check=True).stdout
    lines = unicodedata.normalize("NFC", found.decode()).splitlines()
    return [" ".join(line.split()) for line in lines if line.split()]

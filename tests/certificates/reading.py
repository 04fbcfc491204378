"""What a paper says, read back."""

import subprocess
import unicodedata


def text_of(pdf, order="-layout"):
    """As the eye reads it; with `order="-raw"` as it was written, so that what lies over other words stays whole."""
    found = subprocess.run(["pdftotext", order, "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFC", found.decode()).split())

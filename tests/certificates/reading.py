"""What a paper says, read back."""

import subprocess
import unicodedata


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFC", found.decode()).split())

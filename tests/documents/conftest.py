import os
import shutil
import subprocess
import unicodedata

import pytest


def words_of(pdf_path):
    """The text of a PDF as a reader meets it, in NFC, with single spaces."""
    printed = subprocess.run(["pdftotext", "-layout", pdf_path, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(unicodedata.normalize("NFC", printed).split())


@pytest.fixture
def read_pdf(tmp_path):
    """`read_pdf(bytes)` → its text; every page ends with a form feed in `read_pdf.pages(bytes)`."""

    def read(content):
        path = tmp_path / "read.pdf"
        path.write_bytes(content)
        return words_of(path)

    def pages(content):
        path = tmp_path / "read.pdf"
        path.write_bytes(content)
        printed = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
        return [unicodedata.normalize("NFC", page) for page in printed.split("\f")[:-1]]

    read.pages = pages
    return read


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """`office(path, "pdf")` converts with LibreOffice and gives the new path; `make test` installs it."""
    binary = shutil.which("soffice")
    if binary is None:
        give_up = pytest.fail if os.environ.get("CI") in ("true", "1") else pytest.skip
        give_up("LibreOffice (packages libreoffice-calc, libreoffice-writer) is not installed")
    profile = tmp_path_factory.mktemp("office")

    def convert(path, form):
        subprocess.run(
            [binary, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form]
            + ["--outdir", path.parent, path],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return path.with_suffix("." + form.split(":")[0])

    return convert

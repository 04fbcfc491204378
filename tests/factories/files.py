"""Small real files of every kind, made when asked for."""

from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from openpyxl import Workbook
from PIL import Image

from cnnt_portal.files import operations
from cnnt_portal.files.kinds import ANYTHING

GPS = 0x8825
ORIENTATION = 0x0112
MAKE = 0x010F


def jpeg(size=(120, 80), colour="darkorange", exif=True):
    """A camera's JPEG: turned on its side, with the maker and the place in its metadata."""
    image = Image.new("RGB", size, colour)
    data = Image.Exif()
    if exif:
        data[MAKE] = "MayAnhBiMat"
        data[ORIENTATION] = 6
        data.get_ifd(GPS).update({1: "N", 2: (10.0, 15.0, 30.0), 3: "E", 4: (105.0, 58.0, 0.0)})
    return _saved(image, "JPEG", exif=data)


def png(size=(60, 40), colour=(0, 120, 60, 128)):
    return _saved(Image.new("RGBA", size, colour), "PNG")


def bitmap(size):
    """A PNG in black and white: many pixels in few bytes."""
    return _saved(Image.new("1", size, 1), "PNG")


def webp(size=(60, 40)):
    return _saved(Image.new("RGB", size, "teal"), "WEBP")


def pdf(pages=1, **save):
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        out = BytesIO()
        document.save(out, **save)
    return out.getvalue()


def docx(text="Bản thuyết minh sản phẩm"):
    document = Document()
    document.add_paragraph(text)
    return _saved(document)


def xlsx(text="Danh sách trích ngang"):
    book = Workbook()
    book.active["A1"] = text
    return _saved(book)


def upload(content, name="tep.bin"):
    """As a browser sends it; the type that the browser claims is a lie on purpose."""
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def make_stored_file(content=None, name="ảnh sản phẩm.jpg", accept=ANYTHING, by=None, at=None):
    content = jpeg() if content is None else content
    return operations.store(upload=upload(content, name), name=name, accept=accept, by=by, at=at or timezone.now())


def _saved(thing, *args, **options):
    out = BytesIO()
    thing.save(out, *args, **options)
    return out.getvalue()

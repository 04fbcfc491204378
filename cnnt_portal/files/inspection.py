"""What a file really is, and whether it is safe to keep: by its content, never by its name.

Every refusal is a sentence that says what to do. The files come from strangers and may be made to break the
libraries that read them, so whatever such a library throws means “unreadable”, not an error of ours.
"""

import zipfile

import pikepdf
import pikepdf.settings
import puremagic
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from lxml import etree
from PIL import Image, ImageFile

from cnnt_portal.errors import Refused

from .kinds import IMAGES, Kind, words

MEGABYTE = 1024 * 1024
# 60 million pixels is a good camera; decoded they take 180 MB, which a web process can bear.
MAX_PIXELS = 60_000_000
MAX_PDF_PAGES = 2_000
MAX_PDF_OBJECTS = 200_000
MAX_PDF_STREAM = 64 * MEGABYTE
MAX_PDF_UNPACKED = 256 * MEGABYTE
MAX_PDF_FILTERS = 3
MAX_ZIP_PARTS = 5_000
MAX_ZIP_UNPACKED = 200 * MEGABYTE

_PILLOW = {"JPEG": Kind.JPEG, "MPO": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP}
_OFFICE_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
}
# Parts of a package that fetch, or run, when it is opened.
_OFFICE_DOORS = ("/externallinks/", "/xl/connections.xml", "/activex/", "/embeddings/oleobject")


def limit_pdf_reading():
    """qpdf stops before a small file eats the memory; its limits are of the whole process, so once at start."""
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=100,
        max_stream_filters=MAX_PDF_FILTERS,
        flate_max_memory=MAX_PDF_STREAM,
        run_length_max_memory=MAX_PDF_STREAM,
        png_max_memory=MAX_PDF_STREAM,
        tiff_max_memory=MAX_PDF_STREAM,
        dct_max_memory=MAX_PDF_STREAM,
    )


def inspect(file, *, accept, max_bytes=None, field=None):
    """The Kind of an open binary file; raises Refused with a sentence. Leaves the file at its start."""
    try:
        return _inspect(file, accept, min(max_bytes or settings.FILES_MAX_BYTES, settings.FILES_MAX_BYTES))
    except Refused as refusal:
        refusal.field = field
        raise
    finally:
        file.seek(0)


def _inspect(file, accept, max_bytes):
    if not getattr(file, "is_whole", True):
        raise Refused("Tệp đến nơi không giống tệp trên máy của bạn (hỏng trên đường truyền). Hãy chọn lại tệp.")
    size = size_of(file)
    if size == 0:
        raise Refused("Tệp rỗng (0 byte). Hãy kiểm tra tệp trên máy rồi chọn lại.")
    if size > max_bytes:
        raise Refused(
            f"Tệp nặng {filesizeformat(size)}, vượt quá mức cho phép {filesizeformat(max_bytes)}. "
            "Hãy giảm độ phân giải ảnh, quét lại ở 200–300 dpi hoặc chia thành nhiều tệp."
        )
    file.seek(0)
    kind = _READERS.get(_family(file.read(4096)), _unknown)(file, accept)
    if kind not in accept:
        raise Refused(f"Tệp này là {kind.label}; ở đây chỉ nhận {words(accept)}. {_advice(accept)}")
    return kind


def size_of(file):
    file.seek(0, 2)
    return file.tell()


def _family(head):
    """A coarse first look; the reader of that family then proves it."""
    if head.startswith(b"PK"):
        return "zip"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"):
        return "heic"
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return ""
    if found & {kind.value for kind in IMAGES}:
        return "picture"
    if "application/msword" in found or "application/vnd.ms-excel" in found:
        return "ole"
    return "other picture" if any(mime.startswith("image/") for mime in found) else ""


def _advice(accept):
    if accept <= IMAGES:
        return "Hãy chụp hoặc xuất ảnh thành JPEG rồi tải lên."
    if accept & {Kind.PDF}:
        return "Hãy lưu hoặc xuất tệp thành PDF rồi tải lên."
    return "Hãy lưu tệp đúng định dạng rồi tải lên."


def _unknown(file, accept):
    raise Refused(
        f"Nội dung tệp không phải là {words(accept)} (tên hay đuôi tệp không quyết định điều này). {_advice(accept)}"
    )


def _other_picture(file, accept):
    raise Refused(f"Định dạng ảnh này chưa được nhận; ở đây chỉ nhận {words(accept)}. {_advice(accept)}")


def _heic(file, accept):
    raise Refused(
        "Ảnh HEIC của điện thoại chưa được nhận. Hãy đổi sang JPEG: trên iPhone vào Cài đặt → Camera → Định dạng → "
        "“Tương thích nhất” rồi chụp lại, hoặc gửi ảnh qua Zalo/thư điện tử để nhận về bản JPEG."
    )


def _old_office(file, accept):
    raise Refused(
        "Tệp Word hoặc Excel đời cũ (.doc, .xls) hay có đặt mật khẩu không được nhận. Hãy mở tệp, bỏ mật khẩu nếu có, "
        f"rồi lưu lại dưới dạng {words(accept)}."
    )


def _picture(file, accept):
    unreadable = Refused("Không đọc được ảnh: tệp hỏng hoặc tải về chưa đủ. Hãy mở thử trên máy, lưu lại rồi chọn lại.")
    # WeasyPrint switches this on for the whole process, and half a picture would pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as image:
            width, height = image.size
            too_big = width * height > MAX_PIXELS
            if not too_big:
                image.load()
            kind = _PILLOW[image.format]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_big = True
    except Exception as broken:
        raise unreadable from broken
    if too_big:
        raise Refused(
            "Kích thước ảnh quá lớn (trên 60 triệu điểm ảnh). Hãy thu nhỏ ảnh còn khoảng 4000 × 3000 điểm rồi tải lại."
        )
    return kind


def _pdf(file, accept):
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            _check_pdf(pdf)
    except Refused:
        raise
    except pikepdf.PasswordError as locked:
        raise Refused(
            "Tệp PDF có đặt mật khẩu nên không mở được. Hãy bỏ mật khẩu (hoặc in lại thành PDF) rồi tải lên."
        ) from locked
    except Exception as broken:
        raise Refused(
            "Không đọc được tệp PDF: tệp hỏng hoặc được nén bất thường. Hãy mở thử trên máy rồi “In thành PDF” và tải "
            "bản mới lên."
        ) from broken
    return Kind.PDF


def _check_pdf(pdf):
    bomb = Refused(
        "Tệp PDF được nén bất thường (bung ra quá lớn) nên không được nhận. Hãy “In thành PDF” lại và tải bản mới lên."
    )
    if len(pdf.objects) > MAX_PDF_OBJECTS:
        raise bomb
    if not 0 < len(pdf.pages) <= MAX_PDF_PAGES:
        raise Refused(
            f"Tệp PDF không có trang nào hoặc có trên {MAX_PDF_PAGES} trang. Hãy kiểm tra, chia nhỏ tệp rồi tải lại."
        )
    if "/EmbeddedFiles" in pdf.Root.get("/Names", {}):
        raise Refused(
            "Tệp PDF có đính kèm tệp khác bên trong nên không được nhận. Hãy “In thành PDF” lại rồi tải lên, các tệp "
            "đính kèm tải riêng."
        )
    unpacked = 0
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        filters = item.get("/Filter", [])
        if isinstance(filters, pikepdf.Array) and len(filters) > MAX_PDF_FILTERS:
            raise bomb
        if item.get("/Subtype") == "/Image":
            # Viewers unpack a picture up to its declared size only.
            if int(item.get("/Width", 0)) * int(item.get("/Height", 0)) > 4 * MAX_PIXELS:
                raise bomb
            continue
        unpacked += _unpacked_size(item, bomb)
        if unpacked > MAX_PDF_UNPACKED:
            raise bomb


def _unpacked_size(stream, bomb):
    try:
        return len(stream.get_stream_buffer())
    except pikepdf.DataDecodingError as refused_by_limits:
        raise bomb from refused_by_limits
    except pikepdf.PdfError:
        # A coding that qpdf does not undo (JPEG 2000, a scanner's own): it does not unpack here at all.
        return len(stream.get_raw_stream_buffer())


def _office(file, accept):
    unreadable = Refused(
        "Không đọc được tệp: tệp nén (.zip) không được nhận, còn nếu là Word hoặc Excel thì tệp đã hỏng. "
        f"Hãy mở thử trên máy rồi lưu lại dưới dạng {words(accept)}."
    )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            too_big = len(parts) > MAX_ZIP_PARTS or sum(part.file_size for part in parts) > MAX_ZIP_UNPACKED
            if not too_big:
                kinds = package.read("[Content_Types].xml")
                intact = package.testzip() is None
                names = {part.filename.lower() for part in parts}
                reaches_out = _reaches_out(package, names)
    except Exception as broken:
        raise unreadable from broken
    if too_big:
        raise Refused("Tệp được nén bất thường (bung ra quá lớn) nên không được nhận. Hãy lưu lại tệp rồi tải lên.")
    if any(name.endswith("vbaproject.bin") for name in names) or b"macroEnabled" in kinds:
        raise Refused("Tệp có chứa macro nên không được nhận. Hãy lưu lại thành .docx hoặc .xlsx không có macro.")
    kind = next((kind for part, kind in _OFFICE_MAIN_PARTS.items() if part in kinds), None)
    if kind is None or not intact:
        raise unreadable
    if reaches_out:
        raise Refused(
            "Tệp Word hoặc Excel này lấy nội dung từ nơi khác khi mở (mẫu, ảnh hay bảng tính liên kết, kết nối dữ "
            "liệu, đối tượng nhúng) nên không được nhận. Với Excel hãy vào Dữ liệu → Sửa liên kết → Ngắt liên kết. "
            "Với Word hãy chép nội dung sang tài liệu mới, chèn lại ảnh từ máy. Lưu lại rồi tải lên, hoặc tải bản PDF."
        )
    return kind


def _reaches_out(package, names):
    """Does opening it fetch from elsewhere, or run what is packed inside? A hyperlink waits for a click."""
    if any(part in f"/{name}" for part in _OFFICE_DOORS for name in names):
        return True
    rows = (
        row
        for part in package.infolist()
        if part.filename.lower().endswith(".rels")
        for row in _relationships(package, part)
    )
    return any(
        kind.endswith("/afchunk") or (mode == "external" and not kind.endswith("/hyperlink")) for kind, mode in rows
    )


def _relationships(package, part):
    """(type, target mode) of each, in small letters."""
    if part.file_size > MEGABYTE:
        raise ValueError(part.filename)
    root = etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
    return [(row.get("Type", "").lower(), row.get("TargetMode", "").lower()) for row in root.iter("{*}Relationship")]


_READERS = {
    "picture": _picture,
    "other picture": _other_picture,
    "heic": _heic,
    "pdf": _pdf,
    "zip": _office,
    "ole": _old_office,
}

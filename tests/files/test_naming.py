import unicodedata

import pytest

from cnnt_portal.files.kinds import Kind
from cnnt_portal.files.naming import LONGEST, clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy chứng nhận.pdf", "Giấy chứng nhận.pdf"),
        ("GIẤY.PDF", "GIẤY.PDF"),
        (unicodedata.normalize("NFD", "Thuyết minh.pdf"), "Thuyết minh.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Hạnh\\hồ sơ.pdf", "hồ sơ.pdf"),
        ("anh.jpg", "anh.jpg.pdf"),
        ("trang.html", "trang.html.pdf"),
        ("ảnh\u202efdp.exe", "ảnhfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ('<b>"tên"</b>.pdf', "b-.pdf"),
        ("  .pdf", "pdf.pdf"),
        ("", "tep.pdf"),
        (None, "tep.pdf"),
        ("hồ sơ 📄.pdf", "hồ sơ 📄.pdf"),
    ],
)
def test_a_name_is_kept_but_harmless(given, kept):
    assert clean_name(given, Kind.PDF) == kept


def test_a_long_name_is_cut_before_its_ending():
    name = clean_name("ắ" * 300 + ".pdf", Kind.PDF)
    assert name == "ắ" * (LONGEST - 4) + ".pdf"

"""What stands where on the sheet of a certificate: boxes of words, pictures and rules, in millimetres.

An office changes a design on screen (`PaperTemplate`); the two standard ones are `STANDARD`.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from cnnt_portal.documents.content import in_words
from cnnt_portal.errors import Refused
from cnnt_portal.text import upper_first

from .typesetting import drawable

WIDTH, HEIGHT = 297, 210
FIELD = re.compile(r"\{([^{}]*)\}")
# Nothing smaller is read on a wall; nothing larger fits.
SIZES = (6, 60)
# Millimetres: what a telephone still reads from an arm's length.
SMALLEST_CODE = 20
# What WCAG asks of large letters.
LEAST_CONTRAST = 3

# Which sheet a box stands on: every one, the signed file, the sheet for pen and seal, the sample.
ALWAYS, ELECTRONIC, PRINTED, SAMPLE = "always", "electronic", "printed", "sample"

ONLY_ON = {
    ELECTRONIC: "Chỉ có trên bản điện tử ký số.",
    PRINTED: "Chỉ có trên bản in để ký tay và đóng dấu.",
    SAMPLE: "Chỉ có trên bản xem thử, không in trên giấy cấp ra.",
}


@dataclass(frozen=True)
class Box:
    """Words inside a rectangle; set smaller until they fit. `{…}` stands for a fact of the certificate."""

    name: str
    text: str
    x: float
    y: float
    width: float
    height: float
    size: float
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    color: str = "#2b1a12"
    align: str = "center"
    middle: bool = False
    only: str = ALWAYS

    @property
    def where(self):
        """On which sheet it stands, where that is not every one."""
        return ONLY_ON.get(self.only, "")

    @property
    def facts(self):
        return [name.strip() for name in FIELD.findall(self.text)]

    @property
    def is_filled(self):
        """Do its words differ from one certificate to the next?"""
        return bool(FIELD.search(self.text))

    def words_for(self, facts):
        """The text with its facts; a line whose only fact is empty is left out."""
        lines = [line for line in self.text.split("\n") if not FIELD.search(line) or _has_facts(line, facts)]
        text = FIELD.sub(lambda found: drawable(facts[found[1].strip()]), "\n".join(lines))
        return text.upper() if self.capitals else text


# What the portal itself writes on the papers of a demonstration, between its frame and the first line.
TRIAL = Box(
    "Bản dùng thử",
    "BẢN DÙNG THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
    x=48,
    y=18.6,
    width=201,
    height=4.6,
    size=10,
    bold=True,
    color="#b00020",
    middle=True,
)


@dataclass(frozen=True)
class Picture:
    """The QR code, or a picture that the office has put there (`file`: its stored file)."""

    name: str
    x: float
    y: float
    width: float
    height: float
    file: int | None = None

    @property
    def is_code(self):
        return self.name == "qr"


@dataclass(frozen=True)
class Rule:
    x: float
    y: float
    width: float
    color: str = "#8a6a1f"


@dataclass(frozen=True)
class Design:
    border: bool
    boxes: tuple[Box, ...]
    pictures: tuple[Picture, ...]
    rules: tuple[Rule, ...]

    def on_sheet(self, *sheets):
        return [box for box in self.boxes if box.text.strip() and box.only in (ALWAYS, *sheets)]

    def as_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, found):
        return cls(
            border=found["border"],
            boxes=tuple(Box(**box) for box in found["boxes"]),
            pictures=tuple(Picture(**picture) for picture in found["pictures"]),
            rules=tuple(Rule(**rule) for rule in found["rules"]),
        )


def _has_facts(line, facts):
    return any(facts[found.strip()] for found in FIELD.findall(line))


@lru_cache(maxsize=1)
def standard_designs():
    """{"vi": …, "vi-en": …}: what an office has before it makes its own."""
    folder = Path(__file__).parent / "data"
    return {name: Design.from_json(json.loads((folder / f"design-{name}.json").read_text())) for name in STANDARD}


STANDARD = {"vi": "Tiếng Việt", "vi-en": "Song ngữ Việt – Anh"}
ENGLISH_LEVELS = {
    "lowest": "Local level",
    "province": "Provincial level",
    "region": "Regional level",
    "nation": "National level",
}
# The facts that a text may name, with what they look like on a sheet that is only looked at.
FACTS = {
    "tên sản phẩm": "Kẹo dừa sáp Cầu Kè",
    "cơ sở": "Công ty TNHH Chế biến Dừa sáp Cầu Kè",
    "địa chỉ": "Ấp Chợ, Xã Cầu Kè, Tỉnh Vĩnh Long",
    "nhóm": "B",
    "cơ quan cấp": "Ủy ban nhân dân tỉnh Vĩnh Long",
    "cấp": "Cấp tỉnh",
    "cấp (tiếng Anh)": "Provincial level",
    "năm": "2026",
    "số giấy": "001/GCN-2026",
    "thay cho": "",
    "thay cho (tiếng Anh)": "",
    "số quyết định": "1234/QĐ-UBND",
    "ngày quyết định": "10/11/2026",
    "ngày cấp": "10/11/2026",
    "ngày cấp bằng chữ": "Ngày 10 tháng 11 năm 2026",
    "ngày cấp (tiếng Anh)": "10 November 2026",
    "có giá trị đến hết ngày": "31/12/2029",
    "có giá trị đến (tiếng Anh)": "31 December 2029",
    "chức vụ": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "người ký": "Huỳnh Văn Ổn",
    "mã kiểm tra": "XEMTHU",
    "địa chỉ kiểm tra": "https://…/kiem-tra/XEMTHU/",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def facts_of_paper(certificate, address):
    """{fact: words} of one certificate, from its own copied facts only."""
    return {
        "tên sản phẩm": certificate.product_name,
        "cơ sở": certificate.establishment_name,
        "địa chỉ": certificate.address,
        "nhóm": certificate.group,
        "cơ quan cấp": certificate.issuer,
        "cấp": certificate.level_words,
        "cấp (tiếng Anh)": ENGLISH_LEVELS[certificate.level],
        "năm": str(certificate.year),
        "số giấy": certificate.number,
        **_in_place_of(certificate),
        "số quyết định": certificate.decision_number,
        "ngày quyết định": f"{certificate.decision_date:%d/%m/%Y}",
        "ngày cấp": f"{certificate.issued_on:%d/%m/%Y}",
        "ngày cấp bằng chữ": upper_first(in_words(certificate.issued_on)),
        "ngày cấp (tiếng Anh)": _in_english(certificate.issued_on),
        "có giá trị đến hết ngày": f"{certificate.valid_until:%d/%m/%Y}",
        "có giá trị đến (tiếng Anh)": _in_english(certificate.valid_until),
        "chức vụ": certificate.signer_title.replace("\r\n", "\n"),
        "người ký": certificate.signer_name,
        "mã kiểm tra": certificate.code,
        "địa chỉ kiểm tra": address,
    }


def _in_place_of(certificate):
    """The old number with the decision that gave the new paper: the decision of recognition says nothing of it."""
    if certificate.replaces is None:
        return {"thay cho": "", "thay cho (tiếng Anh)": ""}
    old, act = certificate.replaces.number, certificate.issuing_act
    return {
        "thay cho": f"{old} theo Quyết định số {act.number} ngày {act.decided_on:%d/%m/%Y}",
        "thay cho (tiếng Anh)": f"{old} by Decision No. {act.number} of {_in_english(act.decided_on)}",
    }


def _in_english(day):
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# What a certificate cannot do without, whatever an office changes.
NEEDED = ("tên sản phẩm", "cơ sở", "số giấy", "số quyết định", "mã kiểm tra")


def check(design):
    """Refused with a sentence where a sheet drawn by this design would be no certificate."""
    named = {fact.strip() for box in design.boxes for fact in FIELD.findall(box.text)}
    unknown = sorted(named - FACTS.keys())
    if unknown:
        raise Refused(f"Không có mục nào tên là {{{unknown[0]}}}. Hãy chép đúng tên mục ở bảng bên dưới.")
    missing = [fact for fact in NEEDED if not any(fact in FIELD.findall(box.text) for box in design.on_sheet())]
    if missing:
        raise Refused(f"Mẫu giấy phải có mục {{{missing[0]}}}.")
    codes = [picture for picture in design.pictures if picture.is_code]
    if not codes:
        raise Refused("Mẫu giấy phải có mã QR.")
    if min(side for code in codes for side in (code.width, code.height)) < SMALLEST_CODE:
        raise Refused(f"Mã QR phải rộng và cao ít nhất {SMALLEST_CODE} mm, nhỏ hơn thì điện thoại không đọc được.")
    for box in design.boxes:
        if box.text and box.only != SAMPLE and _contrast_with_paper(box.color) < LEAST_CONTRAST:
            raise Refused(f"Chữ ở ô “{box.name}” quá nhạt trên giấy trắng, không đọc được. Hãy chọn màu đậm hơn.")
    for part in (*design.boxes, *design.pictures):
        if part.x < 0 or part.y < 0 or part.x + part.width > WIDTH or part.y + part.height > HEIGHT:
            raise Refused(f"Ô “{part.name}” nằm ra ngoài tờ giấy {WIDTH} × {HEIGHT} mm.")


def _contrast_with_paper(color):
    """Of a colour “#rrggbb” against white, as WCAG measures it: 1 to 21."""
    shares = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    light = sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (light + 0.05)


def with_picture(design, name, file):
    """The design with this stored file in the place of that name."""
    pictures = (replace(picture, file=file) if picture.name == name else picture for picture in design.pictures)
    return replace(design, pictures=tuple(pictures))

"""An official document as plain data (NĐ 30/2020/NĐ-CP, Phụ lục I). Each app writes its content once; `pdf` and
`docx` draw the same data."""

import textwrap
from base64 import b64encode
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from cnnt_portal.errors import Refused
from cnnt_portal.text import grouped

# Beyond this a table takes a page engine many seconds, and nobody reads it on paper.
MAX_TABLE_ROWS = 1_000

Kind = Literal["text", "code", "int", "decimal", "money", "date"]
Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True)
class Bold:
    text: str


@dataclass(frozen=True)
class Italic:
    text: str


# Plain words, or pieces of which some are Bold or Italic: (Bold("Điều 1. "), "Công nhận …").
Text = str | tuple[str | Bold | Italic, ...]


@dataclass(frozen=True)
class Heading:
    """Level 1: centred and bold (“QUYẾT ĐỊNH:”); 2: bold (“I. Kết quả”); 3: bold italic (“1. Tuyên truyền”)."""

    text: Text
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """Justified with an indented first line, unless said otherwise."""

    text: Text
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True)
class List:
    """Items behind a dash, or numbered with `ordered`."""

    items: tuple[Text, ...]
    ordered: bool = False

    def marked(self):
        """(mark, item) pairs; the marks are real text, so that both writers and copy-and-paste agree."""
        return [(f"{n}. " if self.ordered else "- ", item) for n, item in enumerate(self.items, 1)]


@dataclass(frozen=True)
class Column:
    """One column of a table or of a sheet.

    `width` is in characters (relative in a document, real in a sheet). Values: str, int, Decimal, date or None.
    `total` adds up the column in a last row; `places` are those of a decimal. Numbers
    stand right, dates in the middle, words left, unless `align` says otherwise.
    """

    header: str
    kind: Kind = "text"
    width: int = 12
    total: bool = False
    align: Align | None = None
    places: int = 2

    @property
    def aligned(self):
        return self.align or {"text": "left", "code": "left", "date": "center"}.get(self.kind, "right")


@dataclass(frozen=True)
class Table:
    """A ruled table whose header is repeated on every page. `rows` hold one value for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    caption: Text = ""

    def __post_init__(self):
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row must have one value for each column")

    def totals(self):
        """The last row: sums of the `total` columns, None elsewhere; None if no column is added up."""
        if not self.rows or not any(column.total for column in self.columns):
            return None
        return [
            sum(row[i] for row in self.rows if row[i] is not None) if column.total else None
            for i, column in enumerate(self.columns)
        ]

    @property
    def label_column(self):
        return label_position(self.columns)


# What a column takes at least of the width: a day is never broken, nor a code (“B-001”), nor the “TT” above running
# numbers.
LEAST = {"date": 0.14, "code": 0.1}
NARROWEST = 0.05


def shares(columns):
    """Each column's part of the whole width: as its `width` asks, none narrower than its kind can bear."""
    least = [LEAST.get(column.kind, NARROWEST) for column in columns]
    held, found = set(), []
    while not found:
        room = 1 - sum(least[i] for i in held)
        whole = sum(column.width for i, column in enumerate(columns) if i not in held)
        if room <= 0 or not whole:
            return [column.width / sum(one.width for one in columns) for column in columns]
        asked = [least[i] if i in held else column.width * room / whole for i, column in enumerate(columns)]
        narrow = {i for i, part in enumerate(asked) if part < least[i]}
        if not narrow:
            found = asked
        held |= narrow
    return found


def label_position(columns):
    """Where “Tổng cộng” stands: the widest column before the first that is added up; None if there is none."""
    first = next((i for i, column in enumerate(columns) if column.total), 0)
    return max(range(first), key=lambda i: columns[i].width, default=None)


@dataclass(frozen=True)
class Picture:
    """A JPEG printed in a given size; the caption stands below it and is read out for it."""

    jpeg: bytes
    caption: str
    width_cm: float
    height_cm: float

    @classmethod
    def within(cls, jpeg, caption, pixels, room):
        """As large as fits into `room`, (long, short) in cm, lying or upright as the picture itself; nothing is cut."""
        width, height = pixels
        long, short = max(room), min(room)
        scale = min(long / width, short / height) if width >= height else min(short / width, long / height)
        return cls(jpeg, caption, round(width * scale, 2), round(height * scale, 2))

    @property
    def address(self):
        return f"data:image/jpeg;base64,{b64encode(self.jpeg).decode()}"

    @property
    def size(self):
        """As CSS, whose decimal mark is the point whatever the language."""
        return f"width: {self.width_cm}cm; height: {self.height_cm}cm"


Block = Heading | Paragraph | List | Table | Picture


@dataclass(frozen=True)
class Signature:
    """`authority` “TM. ỦY BAN NHÂN DÂN” (empty where a head signs for himself), `title` “CHỦ TỊCH”, `name`.

    `note` stands in italics under the title: “(Ký, ghi rõ họ tên)” in minutes.
    """

    title: str
    name: str = ""
    authority: str = ""
    note: str = ""


@dataclass(frozen=True)
class Appendix:
    """Begins on a page of its own with page numbers of its own.

    `reference`: “(Kèm theo Quyết định số 12/QĐ-UBND ngày 01 tháng 7 năm 2026 của …)”.
    """

    title: str
    blocks: tuple[Block, ...]
    label: str = ""
    reference: str = ""
    landscape: bool = False


@dataclass(frozen=True)
class OfficialDocument:
    """What stands on the page, from top to bottom.

    `kind` “QUYẾT ĐỊNH”; empty for a letter (công văn), whose abstract (“V/v …”) stands under the number and whose
    `addressees` follow “Kính gửi:”. `authority` is the office that decides (“CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH”), `bases`
    its grounds without final marks, `resolution` the words “QUYẾT ĐỊNH:” before the body. An unknown number or date
    stays open as on paper. One signature stands beside “Nơi nhận:”; several (minutes) stand side by side.
    `recipients` are lines without dash and final mark; the last is the archive's (“Lưu: VT, QLCN”). `mark` stands on
    every page of what is no document yet (“DỰ THẢO”).
    """

    agency: str
    place: str
    abstract: str
    body: tuple[Block, ...]
    agency_parent: str = ""
    kind: str = ""
    number: str = ""
    symbol: str = ""
    date: Date | None = None
    addressees: tuple[str, ...] = ()
    authority: str = ""
    bases: tuple[str, ...] = ()
    resolution: str = ""
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    mark: str = ""

    def __post_init__(self):
        blocks = [*self.body, *(block for appendix in self.appendices for block in appendix.blocks)]
        rows = sum(len(block.rows) for block in blocks if isinstance(block, Table))
        if rows > MAX_TABLE_ROWS:
            raise Refused(
                f"Văn bản có bảng dài {grouped(rows)} dòng, quá mức {grouped(MAX_TABLE_ROWS)} dòng của bản PDF và "
                "Word. Hãy tải bản Excel (.xlsx)."
            )

    @property
    def agency_lines(self):
        """The issuing body's name in capitals, broken where it reads well."""
        return _balanced(self.agency.upper(), 26)

    @property
    def agency_parent_lines(self):
        return _balanced(self.agency_parent.upper(), 28)

    @property
    def is_letter(self):
        return not self.kind

    @property
    def number_line(self):
        """“Số: 12/QĐ-UBND”; with room for the pen while there is no number. Empty without a symbol."""
        if not self.symbol:
            return ""
        return f"Số: {self.number or NO_NUMBER}/{self.symbol}"

    @property
    def date_line(self):
        """“Vĩnh Long, ngày 05 tháng 02 năm 2026”: days below 10 and months 1 and 2 have a zero (Phụ lục I)."""
        if self.date is None:
            return f"{self.place}, ngày {NO_DAY} tháng {NO_DAY} năm 20{NO_DAY}"
        return f"{self.place}, {in_words(self.date)}"

    @property
    def title(self):
        return " ".join(part for part in (self.kind, self.abstract) if part)


NO_NUMBER = "\u00a0" * 10
NO_DAY = "\u00a0" * 5
NO_SYMBOL = "\u00a0" * 6


def symbol_of(body, kind=""):
    """What stands behind the number (NĐ 30/2020, Phụ lục I): “QĐ-UBND” for a document of a kind, “SCT-…” for a letter,
    whose drafting unit is added by hand. `body`: the office's own symbol; with room for the pen where none is known."""
    body = body or NO_SYMBOL
    return f"{kind}-{body}" if kind else f"{body}-{NO_SYMBOL}"


def in_words(day):
    """“ngày 05 tháng 02 năm 2026”, as official documents write a date."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _balanced(text, longest):
    """Lines of about the same length, none longer than `longest` characters; the writer's own breaks are kept."""
    return "\n".join(_evenly(line, longest) for line in text.split("\n"))


def _evenly(line, longest):
    count = len(textwrap.wrap(line, longest))
    if count < 2:
        return line
    attempts = (textwrap.wrap(line, width) for width in range(len(line) // count, longest + 1))
    return "\n".join(next(lines for lines in attempts if len(lines) <= count))

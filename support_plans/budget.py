"""The year's money as a workbook: every difference and sum is a live formula, so that finance goes on in Excel."""

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Formula, Sheet

PAPER = "Theo văn bản"
AMOUNTS = ("Dự toán", "Được duyệt", "Đã cấp", "Đã chi")
DETAIL = "Chi tiết"
# The columns of the detail that say of what a row speaks; its amounts stand right of them.
KEYS = {
    "unit": ("Đơn vị", 45, lambda row: row.unit.name),
    "content": ("Nội dung", 45, lambda row: row.content_label),
    "source": ("Nguồn", 30, lambda row: row.source_label),
}
LETTERS = dict(zip(KEYS, "ABC", strict=True))
SUMS = {
    "Theo đơn vị và nguồn": ("unit", "source"),
    "Theo đơn vị": ("unit",),
    "Theo nội dung": ("content",),
    "Theo nguồn": ("source",),
}


def sheets(call, rows, papers, states):
    """Detail by unit, content and source, then sheets that add the detail up. What is left to spend is told where
    money is allocated: a paper need not divide it among the contents. `papers`: {(unit, content, source): words};
    `states`: {unit: how its yearly plan stands}."""
    heading = (f"KINH PHÍ HỖ TRỢ NĂM {call.year}", call.plan.title, "Đơn vị tính: đồng")
    detail = Sheet(
        DETAIL,
        # The sums read the columns before: what is only told stands behind them.
        (*_named(KEYS), *_amounts(), Column(PAPER, width=30), Column("Kế hoạch của đơn vị", width=24)),
        (
            (
                *(name(row) for _, _, name in KEYS.values()),
                *(row.estimated, row.approved, row.allocated, row.spent),
                papers.get((row.unit, row.content, row.source), ""),
                states.get(row.unit, ""),
            )
            for row in rows
        ),
        heading,
    )
    return [detail, *(_sums(title, kept, rows, heading) for title, kept in SUMS.items())]


def _sums(title, kept, rows, heading):
    # All sheets bear the same heading, so their first lines stand in the same row.
    last = max(len(rows), 1) - 1
    names = list(dict.fromkeys(tuple(KEYS[name][2](row) for name in kept) for row in rows))
    letters = "ABCDEFGH"[len(kept) :]

    def total(letter):
        def of_detail(column):
            return f"'{DETAIL}'!{column}${{line:0}}:{column}${{line:{last}}}"

        # SUMIFS fails on words longer than 255 letters, and reads “*”, “?” and “>” in a name as signs of its own.
        keys = [f"EXACT({of_detail('$' + LETTERS[name])},${own}{{row}})" for name, own in zip(kept, "AB", strict=False)]
        return Formula(f"=SUMPRODUCT({'*'.join(['1', *keys])},{of_detail(letter)})")

    left = ()
    if "content" not in kept:
        allocated, spent = letters[2:4]
        left = (
            Formula(f"={allocated}{{row}}-{spent}{{row}}"),
            Formula(f'=IF({allocated}{{row}}=0,"",{spent}{{row}}/{allocated}{{row}})', "0%"),
        )
    cells = ((*words, *(total(letter) for letter in "DEFG"), *left) for words in names)
    columns = (*_named(kept), *_amounts(), *(_left() if left else ()))
    return Sheet(title, columns, cells, heading)


def _named(kept):
    return [Column(header, width=width) for header, width, _ in (KEYS[name] for name in kept)]


def _amounts():
    return [Column(name, "money", width=18, total=True) for name in AMOUNTS]


def _left():
    return Column("Còn được chi", "money", width=18, total=True), Column("Tỷ lệ chi", "decimal", width=10)

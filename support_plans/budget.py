"""The year's money as a workbook: every difference and sum is a live formula, so that finance goes on in Excel."""

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Formula, Sheet

AMOUNTS = ("Dự toán", "Được duyệt", "Đã cấp", "Đã chi")
DETAIL = "Chi tiết"


def sheets(call, rows):
    """Detail by unit and source, then a sheet by unit and one by source that add the detail up."""
    heading = (f"KINH PHÍ HỖ TRỢ NĂM {call.year}", call.plan.title, "Đơn vị tính: đồng")
    first, last = len(heading) + 3, len(heading) + 2 + max(len(rows), 1)
    detail = Sheet(
        DETAIL,
        (Column("Đơn vị", width=45), Column("Nguồn", width=30), *_money(total=True)),
        (
            (
                row.unit.name,
                row.source_label,
                row.estimated,
                row.approved,
                row.allocated,
                row.spent,
                Formula("=E{row}-F{row}"),
                Formula('=IF(E{row}=0,"",F{row}/E{row})', "0%"),
            )
            for row in rows
        ),
        heading,
    )
    by_unit = list(dict.fromkeys(row.unit.name for row in rows))
    by_source = list(dict.fromkeys(row.source_label for row in rows))
    return [
        detail,
        _sums("Theo đơn vị", "Đơn vị", by_unit, "A", (first, last), heading),
        _sums("Theo nguồn", "Nguồn", by_source, "B", (first, last), heading),
    ]


def _sums(title, header, names, key, span, heading):
    first, last = span

    def total(letter):
        keys, values = f"'{DETAIL}'!${key}${first}:${key}${last}", f"'{DETAIL}'!{letter}${first}:{letter}${last}"
        return Formula(f"=SUMIFS({values},{keys},$A{{row}})")

    rows = (
        (
            name,
            *(total(letter) for letter in "CDEF"),
            Formula("=D{row}-E{row}"),
            Formula('=IF(D{row}=0,"",E{row}/D{row})', "0%"),
        )
        for name in names
    )
    return Sheet(title, (Column(header, width=45), *_money(total=True)), rows, heading)


def _money(total):
    amounts = [Column(name, "money", width=18, total=total) for name in AMOUNTS]
    return (*amounts, Column("Còn được chi", "money", width=18, total=total), Column("Tỷ lệ chi", "decimal", width=10))

"""A half-year report as an official document and as a sheet, from its own frozen lines only."""

from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from cnnt_portal.documents.content import (
    Column,
    Heading,
    List,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    symbol_of,
)
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.text import grouped, lower_first, upper_first

from . import consolidating, form_paper
from .heads import usual_title


def _subject(regime):
    """The regime's name without the kind of paper, which stands above it."""
    return regime.name.removeprefix("Báo cáo ").removeprefix("6 tháng ").removeprefix("năm ")


COLUMNS = (
    Column("TT", kind="int", width=5),
    Column("Nội dung hỗ trợ", width=22),
    Column("Hoạt động", width=26),
    Column("Từ ngày", kind="date", width=12),
    Column("Đến ngày", kind="date", width=12),
    Column("Sản phẩm", kind="int", width=12),
    Column("Cơ sở", kind="int", width=8),
    Column("Kinh phí (đồng)", kind="money", width=25, total=True),
)


def rows_of(report):
    return tuple(
        (
            line.order,
            line.content,
            line.title,
            line.starts_on,
            line.ends_on,
            line.products,
            line.establishments,
            line.amount,
        )
        for line in report.lines.all()
    )


def document(report):
    """The OfficialDocument of a report, drafted or sent."""
    body = []
    for section in report.sections.all():
        body.append(Heading(section.title))
        body += _paragraphs(section.text)
    if report.is_nil:
        body.insert(0, Paragraph(f"Trong kỳ đơn vị không có hoạt động nào. Lý do: {report.nil_reason}"))
    rows = rows_of(report)
    if rows:
        body.append(Table(COLUMNS, rows, caption="Biểu số liệu: các hoạt động đã thực hiện trong kỳ"))
    for table in report.tables.all():
        empty = "không phát sinh." if table.is_nothing else "(chưa điền)"
        body += form_paper.blocks(table.form, table.lines(), form_paper.head_of_unit(table.form), empty)
    body += _corrections(report)
    signer = report.submitted_by
    subject = upper_first(_subject(report.period.regime))
    return OfficialDocument(
        agency_parent=report.organisation.superior,
        agency=report.organisation.name,
        place=report.organisation.place,
        date=timezone.localdate(report.submitted_at) if report.submitted_at else None,
        kind="BÁO CÁO",
        symbol=symbol_of(report.organisation.symbol, "BC"),
        abstract=f"{subject}, {lower_first(report.period.name)}",
        body=tuple(body),
        signatures=(
            Signature(report.signer_title or usual_title(report.organisation), signer.full_name if signer else ""),
        ),
        recipients=(report.period.regime.receiver.name, f"Lưu: VT, {report.organisation.short_name or 'đơn vị'}"),
        mark=DRAFT if report.is_open else "",
    )


DRAFT = "DỰ THẢO"


def _paragraphs(text):
    """What nobody wrote yet is no statement that there is nothing."""
    return [Paragraph(part) for part in text.splitlines() if part.strip()] or [Paragraph("(chưa viết)")]


class Correction(NamedTuple):
    """A number that the unit states otherwise than it recorded."""

    where: str
    what: str
    value: str
    recorded: str
    reason: str


def corrections_of(report):
    """[Correction]"""
    return [
        Correction(line.title, str(line._meta.get_field(field).verbose_name), c["value"], c["recorded"], c["reason"])
        for line in report.lines.all()
        for field, c in line.corrections.items()
    ] + [
        Correction(f"{table.title}, {cell.row_title}", cell.column_title, cell.value, cell.recorded, cell.reason)
        for table in report.tables.all()
        for cell in table.departures
    ]


def _corrections(report):
    """Where the unit states other numbers than it recorded: both, and why."""
    items = tuple(
        f"{one.where}: {lower_first(one.what)} {grouped(one.value) if one.value else 'để trống'}, "
        f"đã ghi {grouped(one.recorded)}; lý do: {one.reason or '(chưa ghi)'}"
        for one in corrections_of(report)
    )
    return [Heading("Số liệu đơn vị sửa so với số đã ghi"), List(items)] if items else []


SUMS = (
    Column("Nội dung hỗ trợ", width=40),
    Column("Hoạt động", kind="int", width=10, total=True),
    Column("Lượt sản phẩm", kind="int", width=12, total=True),
    Column("Lượt cơ sở", kind="int", width=12, total=True),
    Column("Kinh phí (đồng)", kind="money", width=20, total=True),
)
SOURCES = (
    Column("Đơn vị", width=34),
    Column("Nội dung hỗ trợ", width=34),
    Column("Hoạt động", width=44),
    Column("Sản phẩm", kind="int", width=12, total=True),
    Column("Cơ sở", kind="int", width=12, total=True),
    Column("Kinh phí (đồng)", kind="money", width=20, total=True),
)


def consolidation_document(consolidation, sources, rows, forms=()):
    """The report to the ministry's leaders; units that are missing are named."""
    missing = [source.organisation.name for source in sources if not source.version]
    idle = [source.organisation.name for source in sources if source.is_idle]
    left_out = [f"{source.organisation.name}: {source.left_out}" for source in sources if source.is_left_out]
    summed = sum(source.is_summed for source in sources)
    body = [Paragraph(f"Tổng hợp từ báo cáo đã được chấp nhận của {summed} đơn vị.")]
    if idle:
        body.append(Paragraph(f"Báo cáo không có hoạt động trong kỳ: {'; '.join(idle)}."))
    if missing:
        words = f"{len(missing)} đơn vị chưa có báo cáo được chấp nhận, không tính là bằng không"
        body.append(Paragraph(f"{words}: {'; '.join(missing)}."))
    if left_out:
        body += [Paragraph("Không đưa vào số tổng hợp:"), List(tuple(left_out))]
    for section in consolidation.sections.all():
        body.append(Heading(section.title))
        body += _paragraphs(section.text)
    if rows:
        body.append(Table(SUMS, _sums(rows, "content"), caption="Kết quả theo nội dung hỗ trợ"))
        by_unit = (Column("Đơn vị", width=40), *SUMS[1:])
        body.append(Table(by_unit, _sums(rows, "unit"), caption="Kết quả theo đơn vị"))
    for one in forms:
        body += form_paper.blocks(one.form, one.lines, form_paper.head_of(one.form), "chưa đơn vị nào báo số.")
    if consolidation.approved_by:
        body.append(Paragraph(approval(consolidation)))
    regime = consolidation.period.regime
    receiver = regime.receiver
    # An officer's submission leaves the place of the signature open.
    signer = consolidation.submitted_by.full_name if consolidation.signer_title else ""
    return OfficialDocument(
        agency_parent=receiver.superior,
        agency=receiver.name,
        place=receiver.place,
        date=timezone.localdate(consolidation.submitted_at) if consolidation.submitted_at else None,
        kind="BÁO CÁO",
        symbol=symbol_of(receiver.symbol, "BC"),
        abstract=f"Tổng hợp {lower_first(_subject(regime))}, {lower_first(consolidation.period.name)}",
        body=tuple(body),
        signatures=(Signature(consolidation.signer_title or usual_title(receiver), signer),),
        recipients=("Lãnh đạo Bộ", f"Lưu: VT, {receiver.short_name or 'đơn vị'}"),
        mark=DRAFT if consolidation.is_open else "",
    )


def approval(consolidation):
    """Who of the leaders approved it, and when."""
    at = timezone.localtime(consolidation.approved_at)
    return f"Lãnh đạo Bộ đã phê duyệt trên cổng: {consolidation.approved_by.full_name}, {at:%H:%M ngày %d/%m/%Y}."


UNITS = (Column("Đơn vị", width=44), Column("Trong số tổng hợp", width=34), Column("Lý do", width=60))


def _standing(source):
    if not source.version:
        return source.organisation.name, "Chưa có báo cáo được chấp nhận, không tính là bằng không", None
    if source.left_out:
        return source.organisation.name, "Không đưa vào", source.left_out
    return source.organisation.name, "Đã cộng", None


def consolidation_sheets(consolidation, sources, rows, forms=()):
    """The sums, the rows that they come from, and who is in them and who is not; the last rows are formulas that give
    the same."""
    heading = (
        str(consolidation),
        *(
            [approval(consolidation)]
            if consolidation.approved_by
            else [DRAFT if consolidation.is_open else "Đã trình lãnh đạo Bộ, chưa phê duyệt"]
        ),
    )
    units = Sheet("Đơn vị", UNITS, [_standing(source) for source in sources], heading)
    of_forms = [form_paper.sheet(one.form, one.lines, form_paper.head_of(one.form), heading) for one in forms]
    if forms and not rows:
        return [*of_forms, units]
    by_unit = (Column("Đơn vị", width=40), *SUMS[1:])
    told = [(r.unit, r.content, r.title, r.products, r.establishments, r.amount) for r in rows]
    return [
        *of_forms,
        Sheet("Theo nội dung", SUMS, _sums(rows, "content"), heading),
        Sheet("Theo đơn vị", by_unit, _sums(rows, "unit"), heading),
        units,
        Sheet("Nguồn", SOURCES, told, heading),
    ]


def _sums(rows, by):
    return tuple(
        (one.label, one.activities, one.products, one.establishments, one.amount)
        for one in consolidating.summed(rows, by)
    )


CORRECTED = (
    Column("Ở đâu", width=44),
    Column("Số liệu", width=28),
    Column("Đã ghi trên cổng", kind="money", width=20),
    Column("Báo cáo nêu", kind="money", width=20),
    Column("Lý do", width=60),
)


def sheets(report):
    """Every table under the unit and its period, and what the unit states otherwise than it recorded."""
    period = report.period
    heading = (
        f"{period.regime.name}{f' – {DRAFT}' if report.is_open else ''}",
        f"Đơn vị: {report.organisation.name}",
        f"Kỳ: {period.name}, từ {period.starts_on:%d/%m/%Y} đến {period.ends_on:%d/%m/%Y}",
    )
    if report.is_nil:
        heading += (f"Trong kỳ đơn vị không có hoạt động nào. Lý do: {report.nil_reason}",)
    found = [
        form_paper.sheet(table.form, table.lines(), form_paper.head_of_unit(table.form), (*heading, table.standing))
        for table in report.tables.all()
    ]
    rows = rows_of(report)
    if rows or not found:
        found.append(Sheet("Hoạt động trong kỳ", COLUMNS, rows, heading))
    corrected = [
        (one.where, one.what, Decimal(one.recorded), Decimal(one.value) if one.value else None, one.reason)
        for one in corrections_of(report)
    ]
    return [*found, Sheet("Số liệu đã sửa", CORRECTED, corrected, heading)] if corrected else found

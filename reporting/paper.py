"""A half-year report as an official document and as a sheet, from its own frozen lines only."""

from django.utils import timezone

from cnnt_portal.documents.content import Column, Heading, List, OfficialDocument, Paragraph, Signature, Table
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.text import grouped, lower_first, upper_first

COLUMNS = (
    Column("TT", kind="int", width=5),
    Column("Nội dung hỗ trợ", width=26),
    Column("Hoạt động", width=34),
    Column("Từ ngày", kind="date", width=12),
    Column("Đến ngày", kind="date", width=12),
    Column("Sản phẩm", kind="int", width=10),
    Column("Cơ sở", kind="int", width=8),
    Column("Kinh phí (đồng)", kind="money", width=18, total=True),
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
        body += [Paragraph(text) for text in section.text.splitlines() if text.strip()] or [Paragraph("Không có.")]
    if report.is_nil:
        body.insert(0, Paragraph(f"Trong kỳ đơn vị không có hoạt động nào. Lý do: {report.nil_reason}"))
    rows = rows_of(report)
    if rows:
        body.append(Table(COLUMNS, rows, caption="Biểu số liệu: các hoạt động đã thực hiện trong kỳ"))
    body += _corrections(report)
    signer = report.submitted_by
    subject = upper_first(report.period.regime.name.removeprefix("Báo cáo 6 tháng "))
    return OfficialDocument(
        agency_parent=report.organisation.superior,
        agency=report.organisation.name,
        place=report.organisation.place,
        date=timezone.localdate(report.submitted_at) if report.submitted_at else None,
        kind="BÁO CÁO",
        symbol="BC",
        abstract=f"{subject}, {lower_first(report.period.name)}",
        body=tuple(body),
        signatures=(Signature(report.signer_title or "Người đứng đầu đơn vị", signer.full_name if signer else ""),),
        recipients=(report.period.regime.receiver.name, f"Lưu: VT, {report.organisation.short_name or 'đơn vị'}"),
    )


def _corrections(report):
    """Where the unit states other numbers than it recorded: both, and why."""
    items = tuple(
        f"{line.title}: {lower_first(str(line._meta.get_field(field).verbose_name))} {grouped(c['value'])}, "
        f"đã ghi {grouped(c['recorded'])}; lý do: {c['reason']}"
        for line in report.lines.all()
        for field, c in line.corrections.items()
    )
    return [Heading("Số liệu đơn vị sửa so với số đã ghi"), List(items)] if items else []


def sheets(report):
    return [Sheet(title="Hoạt động trong kỳ", columns=COLUMNS, rows=rows_of(report))]

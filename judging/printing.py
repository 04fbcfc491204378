"""*Phiếu chấm điểm* (Phụ lục 4, TT 26/2014) on paper: one sheet or all of a judge, the same data for PDF and xlsx."""

from django.utils import timezone

from cnnt_portal.documents.content import Bold, Column, OfficialDocument, Paragraph, Signature, Table
from cnnt_portal.documents.sheets import Sheet

from . import queries


def _columns():
    return (
        Column("TT", "int", width=4),
        Column("Tiêu chí", width=34),
        Column("Điểm tối đa", "decimal", width=9, total=True),
        Column("Điểm chấm", "decimal", width=9, total=True),
        Column("Ghi chú", width=28),
    )


def _rows(sheet, rules):
    stored = {score.criterion: score for score in sheet.scores.all()}
    return tuple(
        (
            number,
            criterion.name,
            criterion.maximum,
            stored[criterion.code].value if criterion.code in stored else None,
            stored[criterion.code].note if criterion.code in stored else "",
        )
        for number, criterion in enumerate(rules.criteria, 1)
    )


def _facts(sheet):
    entry, judge = sheet.entry, sheet.judge
    return (
        ("Hội đồng", sheet.scoring_pass.round.council.name),
        ("Tên sản phẩm", entry.filed_name),
        ("Nhóm sản phẩm", f"{entry.product.group} – {entry.product.get_group_display()}"),
        ("Mã số bình chọn", entry.code),
        ("Giám khảo", str(judge.user)),
        ("Chức danh", judge.title or "……………………"),
        ("Lượt chấm", str(sheet.scoring_pass.number)),
    )


def _standing(sheet):
    """A printed draft must not pass for a sheet that was handed in, nor a keyed one for the judge's own paper."""
    if not sheet.is_submitted:
        return "Bản nháp, chưa nộp"
    return f"Phiếu giấy do {sheet.keyed_by} nhập, có bản quét kèm theo" if sheet.is_paper else ""


def score_form(sheet):
    """One sheet as an official document."""
    council, rules = sheet.scoring_pass.round.council, queries.rules_of(sheet.scoring_pass.round)
    unit = sheet.scoring_pass.round.unit
    remarks = sheet.remarks or "……………………………………………………………………………………"
    body = [Paragraph((Bold(f"{label}: "), value), indent=False) for label, value in _facts(sheet)]
    body.append(Table(_columns(), _rows(sheet, rules)))
    if sheet.not_scored_reason:
        body.append(Paragraph((Bold("Không chấm điểm. Lý do: "), sheet.not_scored_reason), indent=False))
    # Not justified: the dots are one long word, and the label before them would be pulled across the line.
    body.append(Paragraph((Bold("Nhận xét: "), remarks), align="left", indent=False))
    if _standing(sheet):
        body.append(Paragraph(_standing(sheet), indent=False))
    return OfficialDocument(
        agency_parent=council.round.organiser.name,
        agency="Hội đồng bình chọn\nBan Giám khảo",
        place=unit.name if unit else "Hà Nội",
        kind="PHIẾU CHẤM ĐIỂM",
        abstract=f"{sheet.scoring_pass.round}",
        date=timezone.localdate(sheet.submitted_at) if sheet.submitted_at else None,
        body=tuple(body),
        signatures=(Signature("GIÁM KHẢO", str(sheet.judge.user), note="(Ký, ghi rõ họ tên)"),),
    )


def score_tab(sheet):
    """The same sheet as a tab of a workbook."""
    rules = queries.rules_of(sheet.scoring_pass.round)
    heading = ["PHIẾU CHẤM ĐIỂM", *(f"{label}: {value}" for label, value in _facts(sheet))]
    if sheet.not_scored_reason:
        heading.append(f"Không chấm điểm. Lý do: {sheet.not_scored_reason}")
    if sheet.remarks:
        heading.append(f"Nhận xét: {sheet.remarks}")
    if _standing(sheet):
        heading.append(_standing(sheet))
    return Sheet(sheet.entry.code, _columns(), _rows(sheet, rules), tuple(heading))

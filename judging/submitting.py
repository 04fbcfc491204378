"""The papers that leave the council: the panel's minutes, the submission to the authority (*tờ trình*), the list of
those to recognise and the list of those nominated. Each is written from what was decided, with nothing to fill in by
hand but number and date."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone

from cnnt_portal.documents.content import (
    Appendix,
    Column,
    Heading,
    List,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    in_words,
)
from cnnt_portal.text import lower_first

from . import papers, queries
from .models import Seat
from .scoring import vietnamese


class Paper(NamedTuple):
    """`missing(council)` is the sentence that says why the paper cannot be written yet, or nothing."""

    title: str
    missing: Callable
    write: Callable


class Offer(NamedTuple):
    """A paper as the council's room offers it: its address' name, and why it is not there yet."""

    slug: str
    title: str
    missing: str


def offered(council):
    return [Offer(slug, paper.title, paper.missing(council)) for slug, paper in PAPERS.items()]


def _no_closed_pass(council):
    last = council.last_pass
    return "" if last and last.is_closed else "Có sau khi lượt chấm đã khóa."


def _no_decision(council):
    meeting = council.meeting
    is_over = meeting and meeting.is_closed and not council.must_meet_again(meeting)
    return "" if is_over else "Có sau khi hội đồng họp xong."


def _no_nomination(council):
    return "" if queries.nominations(council.round).exists() else "Có sau khi hội đồng đề cử."


def panel_minutes(council):
    """*Biên bản chấm điểm của ban giám khảo*, from the last closed pass."""
    scoring_pass, rules = council.last_pass, queries.rules_of(council.round)
    judges = list(council.panel.judges.select_related("user"))
    results = list(
        scoring_pass.results.select_related("entry__version", "entry__product__establishment").order_by(
            "-mean", "entry__code"
        )
    )
    passed = [row for row in results if row.is_passed]
    unscored = [row for row in results if row.mean is None]
    columns = (
        Column("TT", "int", width=5),
        Column("Mã số", "code", width=8),
        Column("Sản phẩm", width=26),
        Column("Số phiếu", "int", width=8),
        Column("Bình quân", "decimal", width=10),
        Column("Kết quả", width=12),
    )
    rows = tuple(
        (number, row.entry.code, row.entry.filed_name, row.counted, row.mean, papers.verdict(row))
        for number, row in enumerate(results, 1)
    )
    note = scoring_pass.history.filter(step="close").values_list("note", flat=True).last()
    return OfficialDocument(
        **papers.frame(council, "Ban Giám khảo"),
        kind="BIÊN BẢN",
        abstract=f"Chấm điểm lượt {scoring_pass.number} – {council.round}",
        date=timezone.localdate(scoring_pass.closed_at),
        body=(
            Paragraph(
                f"Ban Giám khảo thuộc {lower_first(council.name)} chấm điểm từ ngày "
                f"{timezone.localdate(scoring_pass.opened_at):%d/%m/%Y} đến ngày "
                f"{timezone.localdate(scoring_pass.closed_at):%d/%m/%Y}."
            ),
            Heading("I. Thành phần"),
            List(tuple(f"{judge.user}{f', {judge.title}' if judge.title else ''}" for judge in judges), ordered=True),
            Heading("II. Kết quả chấm điểm"),
            Paragraph(
                f"Có {len(results)} sản phẩm được đưa ra chấm: {len(passed)} sản phẩm đạt từ "
                f"{vietnamese(rules.threshold)} điểm trở lên, {len(results) - len(passed) - len(unscored)} sản phẩm "
                f"chưa đạt, {len(unscored)} sản phẩm không được chấm."
            ),
            Table(columns, rows),
            *_panel_conflicts(council),
            *_panel_reopenings(scoring_pass),
            *_visits(council),
            *([Paragraph(f"Ý kiến khi khóa điểm: {note}")] if note else []),
            *papers.ledger_lines(council, "pass_closed", number=scoring_pass.number),
        ),
        signatures=tuple(Signature("GIÁM KHẢO", str(judge.user), note="(Ký, ghi rõ họ tên)") for judge in judges[:4]),
    )


def _panel_reopenings(scoring_pass):
    told = (
        "Lượt chấm đã mở lại, chấm lại rồi khóa lại cho:",
        "Lượt chấm đã tạm dừng, rồi mở tiếp và khóa lại, vì lượt trước mở lại cho:",
    )
    paragraphs = []
    for sentence, rows in zip(told, queries.reopenings_about(scoring_pass), strict=True):
        lines = tuple(f"{row.codes}, {in_words(timezone.localdate(row.at))}: {row.reason}" for row in rows)
        paragraphs += [Paragraph(sentence), List(lines)] if lines else []
    return paragraphs


def _panel_conflicts(council):
    rows = queries.conflicts_of(council)
    if not rows:
        return (Paragraph("Không giám khảo nào khai xung đột lợi ích."),)
    lines = tuple(f"{row.judge} không chấm {row.entry.code}: {row.get_kind_display().lower()}." for row in rows)
    return (Paragraph("Giám khảo không chấm vì xung đột lợi ích:"), List(lines))


def _visits(council):
    rows = queries.held_visits(council)
    if not rows:
        return ()
    lines = tuple(
        f"Ngày {visit.day:%d/%m/%Y}, {visit.establishment}, {visit.place}: "
        f"{', '.join(row.entry.code for row in visit.visited.all())}. Người đi: "
        f"{', '.join(str(row) for row in visit.participants.all() if row.is_cleared)}."
        for visit in rows
    )
    return (Paragraph("Các chuyến thẩm định thực tế đã thực hiện:"), List(lines, ordered=True))


def submission(council):
    """*Tờ trình* to the authority that recognises, with the list as its appendix."""
    round, meeting = council.round, council.meeting
    results = list(queries.outcomes_of(council))
    recognised = [row for row in results if row.is_recognised]
    scored = sum(1 for row in results if row.mean is not None)
    rules = queries.rules_of(round)
    passed = sum(1 for row in results if row.mean is not None and row.mean >= rules.threshold)
    return OfficialDocument(
        **papers.frame(council),
        kind="TỜ TRÌNH",
        abstract=f"Về việc công nhận sản phẩm công nghiệp nông thôn tiêu biểu – {round}",
        addressees=(_authority(round),),
        body=(
            Paragraph(
                "Căn cứ Thông tư số 26/2014/TT-BCT và các thông tư sửa đổi, bổ sung; căn cứ biên bản họp Hội đồng bình "
                f"chọn {in_words(meeting.held_on)}, Hội đồng bình chọn kính trình kết quả như sau:"
            ),
            Heading("1. Kết quả bình chọn"),
            Paragraph(
                f"Số sản phẩm dự bình chọn: {len(results)}; được chấm điểm: {scored}; đạt từ "
                f"{vietnamese(rules.threshold)} điểm trở lên: {passed}; hội đồng đề nghị công nhận: {len(recognised)}."
            ),
            Heading("2. Đề nghị"),
            Paragraph(
                f"Hội đồng kính đề nghị xem xét, quyết định công nhận {len(recognised)} sản phẩm theo danh sách kèm "
                "theo."
            ),
        ),
        signatures=(_chair(council),),
        recipients=("Như trên", round.organiser.name, "Lưu: VT, HĐBC"),
        appendices=(
            Appendix(
                "DANH SÁCH SẢN PHẨM ĐỀ NGHỊ CÔNG NHẬN",
                (_recognised_table(recognised),),
                reference=f"(Kèm theo Tờ trình của Hội đồng bình chọn – {round})",
            ),
        ),
    )


def _authority(round):
    """Whoever recognises at this level, in the words of the round's rule set."""
    code = round.rule_set.lowest_level if round.level == "lowest" else round.level
    certifier = next(level.certifier for level in round.rule_set.levels if level.code == code)
    return f"{certifier.partition(' cấp ')[0]} {lower_first(round.unit.full_name)}" if round.unit else certifier


def _chair(council):
    chair = next((m for m in council.members.select_related("user") if m.seat == Seat.CHAIR), None)
    return Signature("CHỦ TỊCH", str(chair.user) if chair else "", authority="TM. HỘI ĐỒNG BÌNH CHỌN")


PRODUCT_COLUMNS = (
    Column("TT", "int", width=5),
    Column("Mã số", "code", width=10),
    Column("Sản phẩm", width=26),
    Column("Nhóm", width=13),
    Column("Cơ sở", width=25),
    Column("Nơi sản xuất", width=22),
    Column("Bình quân", "decimal", width=11),
)


def _recognised_table(rows):
    """With a column of prizes where the round gave some."""
    graded = any(hasattr(row, "prize") for row in rows)
    columns = (*PRODUCT_COLUMNS, Column("Giải", width=12)) if graded else PRODUCT_COLUMNS
    cells = []
    for number, row in enumerate(rows, 1):
        prize = (row.prize.grade if hasattr(row, "prize") else "",) if graded else ()
        cells.append((number, *_product_cells(row), *prize))
    return Table(columns, tuple(cells))


def _product_cells(outcome):
    product = outcome.entry.product
    place = product.establishment.full_address
    name = outcome.recognised_name
    return (outcome.entry.code, name, product.group, product.establishment.name, place, outcome.mean)


def recognised_list(council):
    rows = [row for row in queries.outcomes_of(council) if row.is_recognised]
    return OfficialDocument(
        **papers.frame(council),
        kind="DANH SÁCH",
        abstract=f"Sản phẩm đề nghị công nhận – {council.round}",
        date=council.meeting.held_on,
        body=(Paragraph(f"Tổng số: {len(rows)} sản phẩm."), _recognised_table(rows)),
        signatures=(_chair(council),),
    )


def nomination_list(council):
    """*Danh sách đề cử*: what goes to the next level, with the council's ground for each."""
    rows = list(queries.nominations(council.round))
    columns = (*PRODUCT_COLUMNS, Column("Căn cứ đề cử", width=20))
    cells = tuple((number, *_product_cells(row.outcome), row.ground) for number, row in enumerate(rows, 1))
    return OfficialDocument(
        **papers.frame(council),
        kind="DANH SÁCH",
        abstract=f"Sản phẩm được đề cử lên cấp trên – {council.round}",
        date=max(row.decided_on for row in rows),
        body=(Paragraph(f"Tổng số: {len(rows)} sản phẩm."), Table(columns, cells)),
        signatures=(_chair(council),),
    )


PAPERS = {
    "bien-ban-cham-diem": Paper("Biên bản chấm điểm của ban giám khảo", _no_closed_pass, panel_minutes),
    "to-trinh": Paper("Tờ trình cấp có thẩm quyền", _no_decision, submission),
    "danh-sach-cong-nhan": Paper("Danh sách đề nghị công nhận", _no_decision, recognised_list),
    "danh-sach-de-cu": Paper("Danh sách đề cử", _no_nomination, nomination_list),
}

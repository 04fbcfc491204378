"""The papers of judging as data for `cnnt_portal.documents`: the score table and the council's minutes."""

from django.db.models import prefetch_related_objects
from django.utils import timezone

from cnnt_portal.documents.content import (
    Bold,
    Column,
    Heading,
    List,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    in_words,
)
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.text import lower_first

from . import queries
from .models import Seat
from .scoring import quorum, vietnamese


def frame(council, body="Hội đồng bình chọn"):
    round = council.round
    place = round.unit.name if round.unit else ""
    return {"agency_parent": round.organiser.name, "agency": body, "place": place or "Hà Nội"}


def _table(table):
    columns = (
        Column("Hạng", "int", width=6),
        Column("Mã số", "code", width=8),
        Column("Sản phẩm", width=22),
        Column("Cơ sở", width=22),
        *(Column(str(judge), "decimal", width=10) for judge in table.judges),
        Column("Số phiếu", "int", width=7),
        Column("Bình quân", "decimal", width=10),
        Column("Kết quả", width=14),
    )
    prefetch_related_objects([row.entry for row in table.rows], "version")
    rows = tuple(
        (
            row.rank,
            row.entry.code,
            row.entry.filed_name,
            row.entry.product.establishment.name,
            *row.totals,
            row.counted,
            row.mean,
            verdict(row),
        )
        for row in table.rows
    )
    return columns, rows


def verdict(row):
    if row.mean is None:
        return "Không chấm"
    return "Đạt" if row.is_passed else "Không đạt"


def score_table(scoring_pass, table):
    """*Bảng tổng hợp điểm* of a closed pass."""
    council = scoring_pass.round.council
    rules = queries.rules_of(scoring_pass.round)
    columns, rows = _table(table)
    return OfficialDocument(
        **frame(council),
        kind="BẢNG TỔNG HỢP ĐIỂM",
        abstract=f"Lượt {scoring_pass.number} – {scoring_pass.round}",
        date=timezone.localdate(scoring_pass.closed_at),
        body=(
            Paragraph(
                f"Điểm bình quân là trung bình cộng của tổng điểm các phiếu đã nộp, làm tròn {rules.digits} chữ số "
                f"thập phân (từ một nửa trở lên thì làm tròn lên). Sản phẩm đạt khi có từ "
                f"{vietnamese(rules.threshold)} điểm trở lên. Phiếu không chấm không tính vào bình quân."
            ),
            Table(columns, rows),
            *ledger_lines(council, "pass_closed", number=scoring_pass.number),
        ),
        signatures=_signatures(council),
    )


def score_sheet(scoring_pass, table):
    """The same table for a spreadsheet."""
    columns, rows = _table(table)
    council = scoring_pass.round.council
    _, head = queries.head_after(council, "pass_closed", number=scoring_pass.number)
    heading = (
        council.name,
        f"Bảng tổng hợp điểm lượt {scoring_pass.number} – {scoring_pass.round}",
        f"Mã cuối sổ điểm: {head}",
    )
    return Sheet(f"Lượt {scoring_pass.number}", columns, rows, heading)


def ledger_lines(council, event, **facts):
    """The head goes on paper: who forges the ledger later cannot forge what was printed. It is the head of that hour,
    so that the paper is the same whenever it is printed."""
    length, head = queries.head_after(council, event, **facts)
    groups = " ".join(head[i : i + 8] for i in range(0, 64, 8))
    return (
        Heading("Sổ điểm", 3),
        Paragraph(f"Sổ điểm điện tử của kỳ bình chọn đến lúc này có {length} dòng, mã cuối sổ: {groups}."),
    )


def _signatures(council):
    by_seat = {member.seat: member.user for member in council.members.select_related("user")}
    return tuple(
        Signature(title, str(by_seat[seat]), note="(Ký, ghi rõ họ tên)")
        for seat, title in ((Seat.SECRETARY, "THƯ KÝ"), (Seat.CHAIR, "CHỦ TỊCH HỘI ĐỒNG"))
        if seat in by_seat
    )


def minutes(meeting):
    """*Biên bản họp hội đồng* of a closed meeting."""
    council, round = meeting.council, meeting.council.round
    rules = queries.rules_of(round)
    attended = list(meeting.attendances.select_related("member__user").order_by("member"))
    voters = queries.present_voters(meeting)
    voting = sum(1 for row in attended if row.member.votes)
    needed = quorum(voting, rules.quorum)
    return OfficialDocument(
        **frame(council),
        kind="BIÊN BẢN",
        abstract=f"Họp {lower_first(council.name)}",
        date=meeting.held_on,
        body=(
            Paragraph(
                f"Hội đồng được thành lập theo Quyết định số {council.decision_number} "
                f"{in_words(council.decision_date)}, họp {in_words(meeting.held_on)} tại {meeting.place}."
            ),
            Heading("I. Thành phần"),
            List(tuple(_presence(row) for row in attended), ordered=True),
            Paragraph(
                f"Có mặt {len(voters)} trong {voting} thành viên có quyền biểu quyết, cần ít nhất {needed}: "
                "phiên họp đủ điều kiện tiến hành."
            ),
            Heading("II. Biểu quyết"),
            *_recusals(meeting),
            *_reopened(meeting),
            *_merged(meeting),
            *([Paragraph("Hội đồng biểu quyết bằng phiếu kín.")] if meeting.is_secret else []),
            *_discussions(meeting),
            _votes_table(meeting),
            *([Paragraph((Bold("Về các sản phẩm bằng điểm: "), meeting.cut_note))] if meeting.cut_note else []),
            Heading("III. Kết luận"),
            *_conclusion(meeting),
            *ledger_lines(council, "meeting_closed", meeting=meeting.pk),
        ),
        signatures=_signatures(council),
    )


def _presence(row):
    title = f", {row.member.title}" if row.member.title else ""
    absent = "" if row.is_present else " (vắng)"
    return f"{row.member.user}{title} – {row.member.get_seat_display().lower()}{absent}"


def _recusals(meeting):
    rows = [row for rows in queries.recused(meeting.council).values() for row in rows]
    if not rows:
        return ()
    lines = tuple(
        f"{row.member.user} không biểu quyết sản phẩm mã số {row.entry.code}: {row.get_kind_display().lower()}."
        for row in sorted(rows, key=lambda row: (row.entry.code, row.member_id))
    )
    return (
        Paragraph("Các thành viên có xung đột lợi ích không biểu quyết; số người cần có mặt tính không kể họ:"),
        List(lines),
    )


def _discussions(meeting):
    lines = tuple(f"{row.entry.code}: {row.text}" for row in meeting.discussions.select_related("entry"))
    return (Paragraph("Ý kiến thảo luận tại phiên họp:"), List(lines)) if lines else ()


def _votes_table(meeting):
    votes = queries.tally(meeting)
    columns = (
        Column("TT", "int", width=5),
        Column("Mã số", "code", width=8),
        Column("Sản phẩm", width=22),
        Column("Điểm bình quân", "decimal", width=9),
        Column("Được biểu quyết", "int", width=9),
        Column("Đồng ý", "int", width=9),
        Column("Không đồng ý", "int", width=10),
        Column("Không biểu quyết", "int", width=10),
        Column("Kết quả", width=18),
    )
    rows = tuple(
        (
            number,
            outcome.entry.code,
            outcome.recognised_name,
            outcome.mean,
            outcome.present,
            *votes[outcome.entry_id],
            outcome.get_ground_display(),
        )
        for number, outcome in enumerate(
            (o for o in queries.decided_at(meeting) if o.entry_id in votes and o.agreed is not None), 1
        )
    )
    return Table(columns, rows)


def _prize(outcome):
    return f" ({outcome.prize.grade})" if hasattr(outcome, "prize") else ""


def _reopened(meeting):
    rows = queries.reopened_before(meeting)
    if not rows:
        return ()
    lines = tuple(
        f"{row.codes} – {lower_first(row.get_stage_display())} mở lại "
        f"{in_words(timezone.localdate(row.at))}: {row.reason}"
        for row in rows
    )
    told = "Hội đồng họp lại để quyết định về các sản phẩm đã mở lại; kết luận về các sản phẩm khác giữ nguyên:"
    return (Paragraph(told), List(lines))


def _merged(meeting):
    rows = queries.sets_decided_at(meeting)
    if not rows:
        return ()
    lines = tuple(
        f"{name} (mã số {lead.code}): {lead.filed_name}"
        + "".join(f", {entry.filed_name} (mã số {entry.code})" for entry in others)
        + f" – {lead.product.establishment.name}."
        for name, lead, others in rows
    )
    return (Paragraph("Hội đồng thống nhất gộp thành bộ sản phẩm:"), List(lines))


def _conclusion(meeting):
    recognised = [outcome for outcome in queries.decided_at(meeting) if outcome.is_recognised]
    if not recognised:
        return (Paragraph("Hội đồng không đề nghị công nhận sản phẩm nào."),)
    names = tuple(
        f"{outcome.recognised_name} – {outcome.entry.product.establishment.name}{_prize(outcome)}"
        for outcome in recognised
    )
    return (
        Paragraph(f"Hội đồng đề nghị cấp có thẩm quyền công nhận {len(recognised)} sản phẩm:"),
        List(names, ordered=True),
    )

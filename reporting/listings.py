"""The room's lists that can be taken along as files."""

from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Starred
from cnnt_portal.exports.registry import Listing, listing, subject_of
from cnnt_portal.permissions import require

from . import queries
from .models import Consolidation, ReportingPeriod
from .permissions import can_read_consolidation, can_read_statistics
from .statistics_form import StatisticsForm


@listing("reporting.reports")
def reports(user, wish, today):
    columns = (
        Column("Kỳ", width=34),
        Column("Đơn vị", width=44),
        Column("Ngày gửi", "date"),
        Column("Không có hoạt động", width=12, align="center"),
        Column("Trạng thái", width=20),
    )
    return Listing("Báo cáo của các đơn vị", columns, queries.reports_for(user).prefetch_related("versions"), _report)


def _report(report):
    return (
        report.period.name,
        report.organisation.name,
        report.submitted_at and timezone.localdate(report.submitted_at),
        "x" if report.is_nil_on_record else None,
        report.get_state_display(),
    )


@listing("reporting.obligations")
def obligations(user, wish, today):
    """Who owes what in the period `?ky=`, with `?chua-gui=1` only who has not sent: computed from acts, as the page
    does."""
    period = subject_of(ReportingPeriod, user, wish, "ky")
    columns = (
        Column("Đơn vị", width=44),
        Column("Hạn gửi", "date"),
        Column("Ngày gửi", "date"),
        Column("Số ngày làm việc muộn", "int", width=12),
        Column("Số lần bị trả lại", "int", width=10),
        Column("Không có hoạt động", width=12, align="center"),
        Column("Tình trạng", width=20),
    )
    rows = queries.with_standing(queries.obligations_of(period, is_owing="chua-gui" in wish), today)
    return Listing(f"Tình hình gửi {period.name}", columns, rows, _standing)


def _standing(row):
    sent = row.report and row.report.submitted_at
    return (
        row.obligation.organisation.name,
        row.obligation.due_on,
        sent and timezone.localdate(sent),
        row.days_late,
        row.returned,
        "x" if row.is_nil else None,
        row.words,
    )


@listing("reporting.consolidation_rows")
def consolidation_rows(user, wish, today):
    """Where a number of `?tong_hop=` comes from; `?noi-dung=` and `?don-vi=` as on its page."""
    consolidation = subject_of(Consolidation, user, wish, "tong_hop")
    require(can_read_consolidation(user, consolidation))
    rows = queries.rows_asked(consolidation, content=wish.get("noi-dung", ""), unit=wish.get("don-vi", ""))
    columns = (
        Column("Đơn vị", width=44),
        Column("Nội dung hỗ trợ", width=36),
        Column("Hoạt động", width=50),
        Column("Sản phẩm", "int", width=10, total=True),
        Column("Cơ sở", "int", width=10, total=True),
        Column("Kinh phí (đồng)", "money", width=18, total=True),
    )
    return Listing(f"Nguồn của số liệu {consolidation.period.name}", columns, rows, _row)


def _row(row):
    return row.unit, row.content, row.title, row.products, row.establishments, row.amount


@listing("reporting.statistics")
def statistics(user, wish, today):
    """The table of the statistics page; its sums are formulas."""
    require(can_read_statistics(user))
    asked = StatisticsForm(wish).table(today)
    kind = "money" if asked.is_money else "int"
    heads = asked.table.heads if asked.column_name else []
    has_history = bool(asked.table.from_history)
    columns = (
        Column(asked.row_name, width=40),
        *(Column(head, kind, width=18, total=True) for head in heads),
        Column("Tổng", kind, width=18, total=True),
        *((Column("Trong đó nhập từ lịch sử", kind, width=18, total=True),) if has_history else ()),
    )
    rows = asked.table.rows
    return Listing(asked.title, columns, rows, lambda row: _figures(row, bool(heads), has_history), asked.notes(today))


def _figures(row, is_split, has_history):
    """What was imported is marked cell by cell as on the page, and told for each row."""
    cells = [Starred(cell.value) if cell.has_history else cell.value for cell in row.cells]
    return row.label, *(cells if is_split else ()), row.total, *((row.from_history,) if has_history else ())

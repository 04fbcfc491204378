"""The list of activities as a sheet to compute with: one row each, one column for each source and each result."""

from cnnt_portal.documents.content import Column

from .models import Indicator, MoneySource

COLUMNS = (
    Column("Hoạt động", width=45),
    Column("Đơn vị", width=30),
    Column("Nội dung kế hoạch", width=30),
    Column("Loại", width=20),
    Column("Từ ngày", "date"),
    Column("Đến ngày", "date"),
    Column("Địa điểm", width=24),
    Column("Trạng thái", width=16),
    Column("Số sản phẩm", "int", total=True),
    *(Column(f"{source.label} (đồng)", "money", width=18, total=True) for source in MoneySource),
    *(Column(indicator.label, "money", width=14, total=True) for indicator in Indicator),
)


def row_of(activity):
    money = {row.source: row.amount for row in activity.money.all()}
    results = {row.indicator: row.value for row in activity.results.all()}
    return (
        activity.title,
        activity.unit.name,
        activity.task.content.name,
        activity.get_kind_display(),
        activity.starts_on,
        activity.ends_on,
        activity.place,
        activity.get_state_display(),
        activity.served_count,
        *(money.get(source) for source in MoneySource),
        *(results.get(indicator) for indicator in Indicator),
    )

"""What the statistics page is asked: which number, told by what, of which years."""

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cnnt_portal.text import grouped
from cnnt_portal.ui.forms import DayField, PlainSelect, PortalForm
from registrations.models import VoteLevel

from .statistics import DIMENSIONS, MEASURES, facts_of, pivot
from .statistics.places import UNKNOWN

THEN, TODAY = "luc-do", "hien-nay"


class StatisticsForm(PortalForm):
    """Read from the address; nonsense falls back to the first choice."""

    so_lieu = forms.ChoiceField(
        label="Số liệu", choices=[(key, row[0]) for key, row in MEASURES.items()], widget=PlainSelect
    )
    hang = forms.ChoiceField(label="Mỗi dòng là", choices=list(DIMENSIONS.items()), widget=PlainSelect)
    cot = forms.ChoiceField(
        label="Mỗi cột là", choices=[("", "Chỉ cột tổng"), *DIMENSIONS.items()], required=False, widget=PlainSelect
    )
    cap = forms.ChoiceField(
        label="Cấp bình chọn", choices=[("", "Mọi cấp"), *VoteLevel.choices], required=False, widget=PlainSelect
    )
    tu_nam = forms.IntegerField(label="Từ năm", required=False, min_value=1990, max_value=2100)
    den_nam = forms.IntegerField(label="Đến hết năm", required=False, min_value=1990, max_value=2100)
    dia_ban = forms.ChoiceField(
        label="Tên tỉnh, vùng",
        choices=[(THEN, "Theo lúc đó"), (TODAY, "Theo hiện nay")],
        required=False,
        widget=PlainSelect,
    )
    ngay = DayField(label="Tính đến ngày", required=False, help_text="Để trống là hôm nay")

    def __init__(self, data, **options):
        given = data.copy()
        for name, usual in (("so_lieu", "cong-nhan"), ("hang", "nam")):
            given.setdefault(name, usual)
        if not data:
            given["cot"] = "cap"
        super().__init__(given, **options)

    def clean(self):
        first, last = self.cleaned_data.get("tu_nam"), self.cleaned_data.get("den_nam")
        if first and last and last < first:
            self.add_error("den_nam", f"Năm cuối phải từ {first} trở đi.")

    def table(self, today, known=None):
        """(title, sentence of what cannot be told or "", pivot Table, is it money)"""
        self.full_clean()
        chosen = self.cleaned_data
        measure = chosen.get("so_lieu") or "cong-nhan"
        name, told_by, is_money = MEASURES[measure]
        rows, columns = chosen.get("hang") or "nam", chosen.get("cot") or ""
        wrong = [DIMENSIONS[key] for key in (rows, columns) if key and key not in told_by]
        note = f"Số liệu này không chia được theo: {', '.join(wrong).lower()}." if wrong else ""
        if rows not in told_by:
            rows = told_by[0]
        if columns not in told_by or columns == rows:
            columns = ""
        on = chosen.get("ngay")
        facts = facts_of(
            measure,
            today=today,
            on=on,
            as_today=chosen.get("dia_ban") == TODAY,
            years=(chosen.get("tu_nam"), chosen.get("den_nam")),
            level=(chosen.get("cap") or "") if "cap" in told_by else "",
            known=known,
        )
        if measure in ("hieu-luc", "ho-tro"):
            name = f"{name} {on or today:%d/%m/%Y}"
        table = pivot(facts, rows, columns)
        chosen_words = self._chosen("cap" in told_by)
        return Asked(name, DIMENSIONS[rows], DIMENSIONS.get(columns, ""), note, table, is_money, chosen_words)

    def _chosen(self, has_levels):
        """[(filter, what was chosen)]"""
        chosen = self.cleaned_data
        first, last = chosen.get("tu_nam"), chosen.get("den_nam")
        spans = [f"từ năm {first}"] if first else []
        spans += [f"đến hết năm {last}"] if last else []
        names = dict(self.fields["dia_ban"].choices)
        levels = dict(self.fields["cap"].choices)
        return [
            ("Năm", " ".join(spans) or "mọi năm có số liệu"),
            *([("Cấp bình chọn", levels[chosen.get("cap") or ""])] if has_levels else []),
            ("Tên tỉnh, vùng", names[chosen.get("dia_ban") or THEN]),
        ]


_GAP = '<span class="text-soft" title="Không có số liệu">–</span>'
_FROM_HISTORY = '<abbr title="Có số nhập từ lịch sử">*</abbr>'


def _cell(value, has_history=False):
    words = _GAP if value is None else grouped(value)
    return f'<td class="text-end text-nowrap">{words}{_FROM_HISTORY if has_history else ""}</td>'


class Asked:
    """A table with its words."""

    def __init__(self, name, row_name, column_name, note, table, is_money, chosen):
        self.name, self.row_name, self.column_name = name, row_name, column_name
        self.note, self.table, self.is_money, self.chosen = note, table, is_money, chosen

    @property
    def told(self):
        """[(label, total)] that a chart compares: what no source splits would dwarf the rest."""
        return [(row.label, row.total) for row in self.table.rows if row.label != UNKNOWN[-1]]

    @property
    def untold(self):
        return UNKNOWN[-1] if len(self.told) < len(self.table.rows) else ""

    @property
    def unit_words(self):
        return "đồng; chỉ tính hoạt động đã thực hiện, theo ngày kết thúc." if self.is_money else ""

    @property
    def history_words(self):
        if not self.table.from_history:
            return ""
        return (
            f"là số nhập từ lịch sử, tổng {grouped(self.table.from_history)}: kỳ đã làm trên cổng thì không cộng thêm "
            "số lịch sử của chính kỳ ấy; chỗ nguồn không cho con số thì đếm các giấy chứng nhận đã biết."
        )

    def notes(self, today):
        """[(matter, words)] that go along with the numbers wherever the file is passed on."""
        notes = [("Bảng", self.title), ("Lập ngày", f"{today:%d/%m/%Y}"), *self.chosen]
        if self.note:
            notes.append(("Đã đổi cách chia", self.note))
        if self.unit_words:
            notes.append(("Đơn vị", self.unit_words))
        if self.history_words:
            notes.append(("Dấu *", self.history_words))
        return (*notes, ("Ô trống", "không có số liệu, không phải bằng không."))

    @property
    def body(self):
        """The rows, drawn in one go: cell by cell a template takes longer than all the questions together."""
        rows = ((row.label, self._cells(row)) for row in self.table.rows)
        return format_html_join("", '<tr><th scope="row">{}</th>{}</tr>', rows)

    def _cells(self, row):
        """Digits and marks of our own: nothing in them that anybody typed."""
        if not self.column_name:
            return SafeString(_cell(row.total, row.cells[0].has_history))
        return SafeString("".join([*(_cell(*cell) for cell in row.cells), _cell(row.total)]))

    @property
    def title(self):
        by = f"{self.row_name.lower()} và {self.column_name.lower()}" if self.column_name else self.row_name.lower()
        return f"{self.name}, theo {by}"

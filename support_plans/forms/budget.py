"""Approved and allocated money: one line, many lines, and the sheet as it comes back from Excel."""

from functools import cached_property
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import SHEETS
from cnnt_portal.text import fold
from cnnt_portal.ui.formats import number
from cnnt_portal.ui.forms import MoneyField, PortalForm
from cnnt_portal.ui.tables import cells_of_workbook

from .. import queries
from ..allocating import rows_brought
from ..models import MoneySource
from .activities import LARGEST

# Lines that one form sends: four fields each, fewer than a request may have.
MOST_LINES = 200
# The row of sums that every sheet of the portal ends with, folded.
_SUM = "tong cong"


class Change(NamedTuple):
    words: str
    before: str
    after: str


def _with_points(typed):
    """An amount as people read it; what cannot be read stays as it is."""
    try:
        return number(MoneyField(required=False).clean(typed))
    except ValidationError:
        return typed


class AllocationsForm(PortalForm):
    """Approved and allocated money, line by line: a line that is left empty or as it stood is not written."""

    paper = forms.CharField(
        label="Theo văn bản",
        max_length=200,
        required=False,
        help_text="Ghi một lần cho mọi dòng; dòng nào theo văn bản khác thì ghi ở dòng ấy.",
    )

    def __init__(self, *args, lines, **options):
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            named = f" – {line.unit}, {line.source_label}"
            for name, words in (("approved", "Được duyệt"), ("allocated", "Đã cấp")):
                self.fields[f"{name}_{line.key}"] = MoneyField(
                    label=words + named,
                    required=False,
                    max_digits=LARGEST,
                    initial=getattr(line, name) if line.is_recorded else None,
                )
            self.fields[f"paper_{line.key}"] = forms.CharField(
                label="Theo văn bản" + named, required=False, max_length=200, initial=line.paper
            )
            self.fields[f"seen_{line.key}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=40, initial=line.seen
            )

    @staticmethod
    def keys_in(data):
        """Keys of the lines that a sent form speaks of."""
        return [name.removeprefix("approved_") for name in data if name.startswith("approved_")][:MOST_LINES]

    @staticmethod
    def changes(line, row):
        """Does a Brought row say anything else than what stands? What cannot be read is shown, too."""
        try:
            figures = [MoneyField(required=False).clean(text) or 0 for text in (row.approved, row.allocated)]
        except ValidationError:
            return True
        return figures != [line.approved, line.allocated] or (line.is_recorded and row.paper not in ("", line.paper))

    @staticmethod
    def data_of(lines):
        """What the form would be sent for {AllocationLine: Brought}, to be looked at before it is."""
        data = {}
        for line, row in lines.items():
            data |= {f"{name}_{line.key}": _with_points(getattr(row, name)) for name in ("approved", "allocated")}
            data[f"paper_{line.key}"] = row.paper
            data[f"seen_{line.key}"] = line.seen
        return data

    def rows(self):
        """[(line, its three bound fields, what was seen, its estimate, [Change])] for the page. Beside its contents the
        whole has no estimate of its own: it would be told twice."""
        divided = {(line.unit, line.source) for line in self.lines if line.content}
        return [
            (
                line,
                *(self[f"{name}_{line.key}"] for name in ("approved", "allocated", "paper", "seen")),
                None if not line.content and (line.unit, line.source) in divided else line.estimated,
                self._changes_of(line),
            )
            for line in self.lines
        ]

    def _changes_of(self, line):
        if not self.is_bound or any(f"{name}_{line.key}" in self.errors for name in ("approved", "allocated", "paper")):
            return []
        cleaned = self.cleaned_data
        before = [number(line.approved), number(line.allocated), line.paper]
        told = [cleaned.get(f"{name}_{line.key}") for name in ("approved", "allocated")]
        after = [*(number(figure or 0) for figure in told), cleaned.get(f"paper_{line.key}") or line.paper]
        words = ("được duyệt", "đã cấp", "văn bản")
        return [Change(*row) for row in zip(words, before, after, strict=True) if row[1] != row[2]]

    def over_estimate(self):
        """[(line, by how much)] of what will be written beyond what the unit asked for."""
        rows = [(line, approved - line.estimated) for line, approved, *_ in self.changed if line.estimated]
        return [(line, over) for line, over in rows if over > 0]

    def clean(self):
        cleaned = super().clean()
        self.changed = []
        for line in self.lines:
            approved, allocated = cleaned.get(f"approved_{line.key}"), cleaned.get(f"allocated_{line.key}")
            if any(f"{name}_{line.key}" in self.errors for name in ("approved", "allocated", "paper")):
                continue
            if approved is None and allocated is None:
                continue
            paper = cleaned[f"paper_{line.key}"] or cleaned.get("paper", "") or line.paper
            figures = approved or 0, allocated or 0
            if figures == (line.approved, line.allocated) and (
                paper == line.paper or not line.is_recorded and not paper
            ):
                continue
            if cleaned[f"seen_{line.key}"] != line.seen:
                self.add_error(
                    f"approved_{line.key}",
                    f"Người khác vừa ghi dòng này: được duyệt {number(line.approved)}, đã cấp "
                    f"{number(line.allocated)} đồng. Hãy xem lại rồi bấm ghi lần nữa.",
                )
            elif figures[1] > figures[0]:
                self.add_error(f"allocated_{line.key}", "Số đã cấp không thể lớn hơn số được duyệt.")
            elif not paper:
                self.add_error(f"paper_{line.key}", "Hãy ghi số văn bản.")
            else:
                self.changed.append((line, *figures, paper))
        for line, beside in queries.approved_beside({line: approved for line, approved, *_ in self.changed}).items():
            self.add_error(f"approved_{line.key}", line.doubled(beside))
        return cleaned


class SheetForm(PortalForm):
    """The sheet of a year's money as finance filled it in."""

    file = CheckedFileField(label="Tệp Excel đã điền", accept=SHEETS)

    def __init__(self, *args, call, on, **options):
        super().__init__(*args, **options)
        self.call, self.on = call, on

    def clean_file(self):
        try:
            return rows_brought(cells_of_workbook(self.cleaned_data["file"], formulas=True))
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def lines_brought(self):
        """({AllocationLine: Brought} of what the sheet changes, sentences on rows that cannot be read)."""
        keys_of, keys, wrong = self._keys(), {}, []
        for row in self.cleaned_data["file"]:
            if not row.source and not row.unit or _SUM in (row.unit, row.content, row.source):
                continue
            unknown = next((words for words, (name, known) in keys_of(row).items() if name not in known), None)
            if unknown or row.problem:
                wrong.append(f"Dòng {row.number}: {row.problem or self._unknown(unknown, row)}")
                continue
            key = "-".join(str(known[name]) for name, known in keys_of(row).values())
            if key in keys:
                wrong.append(f"Dòng {row.number}: trùng với dòng {keys[key].number}.")
                continue
            keys[key] = row
        found = queries.lines_of_keys(self.call, self.on, keys)
        return {line: keys[key] for key, line in found.items() if AllocationsForm.changes(line, keys[key])}, wrong

    def _unknown(self, words, row):
        if words != "đơn vị" or row.unit not in self._ended:
            return f"không rõ {words}."
        body, heir = self._ended[row.unit]
        return f"“{body}” đã thôi hoạt động, việc nay do “{heir}” làm. Hãy ghi tên đơn vị hiện nay."

    @cached_property
    def _ended(self):
        """{folded name of a body that has ended: (its name, the name of the one that carries its work)}."""
        return {fold(name): (name, heir) for name, heir in queries.bodies_ended(self.on).items()}

    def _keys(self):
        """A function of a Brought row: {what is named: (its name, {folded name: part of a line's key})}, in the order
        of the key."""
        rows = queries.budget_of(self.call, self.on)
        units = {fold(unit.name): unit.pk for unit in queries.units_of_money(self.call, self.on, rows)}
        contents = {fold(str(content)): content.pk for content in self.call.plan.contents.all()}
        contents |= {"": 0, fold(queries.UNDIVIDED): 0}
        sources = {fold(label): value for value, label in MoneySource.choices}
        return lambda row: {
            "đơn vị": (row.unit, units),
            "nội dung": (row.content, contents),
            "nguồn": (row.source, sources),
        }


class AllocationForm(PortalForm):
    unit = forms.ModelChoiceField(label="Đơn vị", queryset=None, empty_label="— chọn đơn vị —")
    source = forms.ChoiceField(label="Nguồn", choices=MoneySource.choices)
    content = forms.ModelChoiceField(
        label="Nội dung",
        queryset=None,
        required=False,
        empty_label="— văn bản không chia theo nội dung —",
        help_text="Chọn nội dung nếu văn bản ghi riêng cho nội dung ấy.",
    )
    approved = MoneyField(label="Được duyệt (đồng)", max_digits=LARGEST)
    allocated = MoneyField(label="Đã cấp (đồng)", max_digits=LARGEST)
    paper = forms.CharField(label="Theo văn bản", max_length=200)

    def __init__(self, *args, call, units, **options):
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units
        self.fields["content"].queryset = call.plan.contents.all()

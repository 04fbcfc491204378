from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.errors import Refused
from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import SHEETS
from cnnt_portal.ui.formats import number
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm
from cnnt_portal.ui.tables import cells_of_workbook

from .. import queries
from ..allocating import rows_brought
from ..models import ActivityKind, Indicator, MoneySource
from .activities import LARGEST

# Lines that one form sends: four fields each, fewer than a request may have.
MOST_LINES = 200


class YearCallForm(PortalForm):
    plan = forms.ModelChoiceField(label="Kế hoạch hỗ trợ", queryset=None, empty_label=None)
    year = CountField(label="Năm kế hoạch", min_value=2020, max_value=2100)
    due_on = DayField(label="Hạn các đơn vị gửi")

    def __init__(self, *args, user, on, **options):
        super().__init__(*args, **options)
        self.fields["plan"].queryset = queries.running_plans(user, on)
        self.fields["year"].widget.attrs["class"] = "field-short"


class LineForm(PortalForm):
    """One promised activity with its budget by source."""

    task = forms.ModelChoiceField(label="Nhiệm vụ", queryset=None, empty_label="— chọn nhiệm vụ —")
    title = forms.CharField(label="Việc sẽ làm", max_length=300)
    kind = forms.ChoiceField(
        label="Loại hoạt động", required=False, choices=[("", "— chọn loại —"), *ActivityKind.choices]
    )
    starts_on = DayField(label="Từ ngày", required=False)
    ends_on = DayField(label="Đến ngày", required=False)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    products = CountField(label="Dự kiến cho bao nhiêu sản phẩm", required=False, max_value=100_000)
    establishments = CountField(label="Của bao nhiêu cơ sở", required=False, max_value=100_000)
    indicator = forms.ChoiceField(
        label="Chỉ tiêu kết quả", required=False, choices=[("", "— không đo bằng số —"), *Indicator.choices]
    )
    target = MoneyField(label="Mức phải đạt", required=False, min_value=1, max_digits=LARGEST)

    def __init__(self, *args, year_plan, **options):
        super().__init__(*args, **options)
        self.fields["task"].queryset = queries.tasks_of_year_plan(year_plan)
        self.fields["task"].label_from_instance = lambda task: f"{task.content.order}. {task.description[:120]}"
        tasks = list(self.fields["task"].queryset[:2])
        if len(tasks) == 1:
            self.fields["task"].initial = tasks[0].pk
        for source in MoneySource:
            self.fields[f"money_{source}"] = MoneyField(
                label=f"{source.label} (đồng)", required=False, max_digits=LARGEST
            )

    def main_fields(self):
        return [field for field in self if not field.name.startswith("money_")]

    def money_fields(self):
        return [self[f"money_{source}"] for source in MoneySource]

    def facts(self):
        cleaned = dict(self.cleaned_data)
        money = {source: cleaned.pop(f"money_{source}") for source in MoneySource}
        counts = {name: cleaned.pop(name) or 0 for name in ("products", "establishments")}
        return {"money": money, **counts, **cleaned}

    @staticmethod
    def initial_of(line):
        names = ("task", "title", "kind", "starts_on", "ends_on", "place", "products", "establishments", "indicator")
        return {
            **{name: getattr(line, name) for name in (*names, "target")},
            **{f"money_{row.source}": row.amount for row in line.money.all()},
        }


class SectionsReturnForm(PortalForm):
    """A reason for each section that must be mended."""

    def __init__(self, *args, sections, **options):
        super().__init__(*args, **options)
        self.contents = {f"content_{section.content.pk}": section.content for section in sections}
        for name, content in self.contents.items():
            self.fields[name] = forms.CharField(
                label=str(content),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Để trống nếu phần này đạt.",
            )

    def reasons(self):
        return {content: self.cleaned_data[name] for name, content in self.contents.items()}


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
    file = CheckedFileField(label="Tệp Excel đã điền", accept=SHEETS)

    def clean_file(self):
        try:
            return rows_brought(cells_of_workbook(self.cleaned_data["file"], formulas=True))
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal


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

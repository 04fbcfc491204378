from django import forms

from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm

from .. import queries
from ..models import ActivityKind, Indicator, MoneySource
from .activities import LARGEST


class YearCallForm(PortalForm):
    plan = forms.ModelChoiceField(label="Kế hoạch hỗ trợ", queryset=None, empty_label=None)
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2020, max_value=2100)
    due_on = DayField(label="Hạn các đơn vị gửi")

    def __init__(self, *args, user, on, **options):
        super().__init__(*args, **options)
        self.fields["plan"].queryset = queries.plans_not_over(user, on)
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

from django import forms

from cnnt_portal.errors import Refused
from cnnt_portal.files.forms import CheckedFileField, CheckedFilesField
from cnnt_portal.files.kinds import ANYTHING, SHEETS
from cnnt_portal.ui.forms import DayField, MoneyField, PortalForm
from cnnt_portal.ui.tables import cells_of_text, cells_of_workbook

from .. import queries
from ..models import ActivityKind, Answer
from .activities import LARGEST


class ImportForm(PortalForm):
    """A table pasted or brought as xlsx; the facts that the whole table shares may be given once."""

    unit = forms.ModelChoiceField(label="Đơn vị", queryset=None, empty_label=None)
    task = forms.ModelChoiceField(label="Nhiệm vụ theo kế hoạch", queryset=None, empty_label="— chọn nhiệm vụ —")
    file = CheckedFileField(label="Tệp Excel", accept=SHEETS, required=False)
    pasted = forms.CharField(
        label="Hoặc dán bảng vào đây",
        required=False,
        max_length=1_500_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off", "spellcheck": "false"}),
        help_text="Chọn các ô trong Excel cùng dòng tiêu đề, sao chép rồi dán. Bảng rất dài thì gửi tệp Excel.",
    )
    title = forms.CharField(label="Tên hoạt động", max_length=300, required=False)
    kind = forms.ChoiceField(
        label="Loại hoạt động", required=False, choices=[("", "— bảng đã ghi —"), *ActivityKind.choices]
    )
    starts_on = DayField(label="Từ ngày", required=False)
    ends_on = DayField(label="Đến ngày", required=False)
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        units = queries.units_of(user)
        self.fields["unit"].queryset = queries.organisations_among(units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
        self.fields["task"].queryset = queries.tasks_among(units)
        self.fields["task"].label_from_instance = lambda task: task.words

    @property
    def shared_fields(self):
        return [self[name] for name in ("title", "kind", "starts_on", "ends_on", "place")]

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.pop("file", None), cleaned.pop("pasted", "")
        if self.errors:
            return cleaned
        if bool(file) == bool(pasted.strip()):
            self.add_error(None if file else "pasted", "Hãy chọn một tệp Excel hoặc dán một bảng, một trong hai.")
            return cleaned
        try:
            cleaned["cells"] = cells_of_workbook(file) if file else cells_of_text(pasted)
        except Refused as refusal:
            self.add_error("file" if file else "pasted", refusal.sentence)
        return cleaned


class ColumnsForm(PortalForm):
    """What the columns are whose headings the portal does not know."""

    def __init__(self, *args, judgement, **options):
        super().__init__(*args, **options)
        self.places = {f"cot_{column.place}": column.place for column in judgement.unread}
        for column in judgement.unread:
            self.fields[f"cot_{column.place}"] = forms.ChoiceField(
                label=column.name[:80],
                required=False,
                choices=[("", "— không đọc cột này —"), *judgement.free_columns()],
            )

    def chosen(self):
        return {place: self.cleaned_data[name] for name, place in self.places.items() if self.cleaned_data[name]}


class ChoiceForm(PortalForm):
    number = forms.IntegerField(min_value=1, max_value=1_000_000)
    certificate_pk = forms.IntegerField(min_value=1, max_value=10**15)


class EnterForm(PortalForm):
    """`seen`: the mark of the preview that was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class EvidenceForm(PortalForm):
    uploads = CheckedFilesField(label="Thêm tài liệu, ảnh", accept=ANYTHING)


class PartForm(PortalForm):
    """What of an activity's sums is one product's own."""

    amount = MoneyField(
        label="Tiền hỗ trợ cho sản phẩm này (đồng)",
        required=False,
        max_digits=LARGEST,
        help_text="Để trống nếu không ghi riêng. Gõ “15 triệu” hoặc “15.000.000”.",
    )
    turnover = MoneyField(label="Doanh thu của sản phẩm này (đồng)", required=False, max_digits=LARGEST)


class AnswerForm(PortalForm):
    answer = forms.ChoiceField(label="Cơ sở trả lời", choices=Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Ý kiến", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bắt buộc nếu chưa đúng: sai ở đâu, đúng là thế nào.",
    )  # fmt: skip

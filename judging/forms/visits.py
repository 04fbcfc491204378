import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.files.forms import CheckedFilesField
from cnnt_portal.files.kinds import IMAGES
from cnnt_portal.ui.forms import DayField, PortalForm, RowsField

from ..models import VisitAnswer


class HourField(forms.CharField):
    """A time of day typed as 8:30, 8h30, 8 giờ or 14."""

    _TYPED = re.compile(r"(\d{1,2})\s*(?:(?:[:.h]|giờ)\s*(\d{1,2})?)?")

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"class": "field-short", "autocomplete": "off"}

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value):
        typed = super().clean(value).lower()
        if not typed:
            return None
        found = self._TYPED.fullmatch(typed)
        hour, minute = (int(part or 0) for part in found.groups()) if found else (99, 99)
        if hour > 23 or minute > 59:
            raise ValidationError("Hãy gõ giờ theo mẫu giờ:phút, ví dụ 8:30.")
        return time(hour, minute)


class VisitForm(PortalForm):
    """When, where, what is seen and who goes."""

    day = DayField(label="Ngày đi")
    arrival = HourField(label="Giờ đến (không bắt buộc)", required=False, max_length=20)
    place = forms.CharField(
        label="Địa điểm", max_length=300, help_text="Nơi sản xuất. Sửa lại nếu khác địa chỉ của cơ sở."
    )
    entries = RowsField(
        queryset=None,
        label="Sản phẩm thẩm định",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một sản phẩm."},
    )
    people = RowsField(
        queryset=None,
        label="Người đi",
        help_text="Giám khảo, thành viên hội đồng, tổ giúp việc. Người có xung đột lợi ích với sản phẩm không đi được.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một người đi."},
    )
    instructions = forms.CharField(
        label="Dặn đoàn (không bắt buộc)",
        required=False,
        max_length=2000,
        help_text="Xe, nơi tập trung, điều cần xem kỹ. Cơ sở không đọc được phần này.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, entries, people, initial):
        super().__init__(data, initial=initial)
        self.fields["entries"].queryset = entries
        self.fields["entries"].label_from_instance = lambda entry: f"{entry.code} – {entry.product}"
        self.fields["people"].queryset = people

    def plan(self):
        """What `operations.plan_visit` and `change_visit` take."""
        given = dict(self.cleaned_data)
        return given | {"entries": list(given["entries"]), "people": list(given["people"])}


class ChecksForm(PortalForm):
    texts = forms.CharField(
        label="Danh mục kiểm tra",
        max_length=6000,
        help_text="Mỗi dòng là một nội dung. Đoàn ghi “Đạt”, “Chưa đạt” hoặc “Không xem được” cho từng sản phẩm.",
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_texts(self):
        texts = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        long = next((text for text in texts if len(text) > 300), None)
        if long:
            raise ValidationError(f"Dòng “{long[:40]}…” dài quá 300 chữ cái. Hãy viết ngắn lại.")
        return texts


class FindingsForm(PortalForm):
    """The checklist of one product. Each field carries what it held when the page was made, so that only what this
    person changed is written over."""

    def __init__(self, data=None, *, asked):
        super().__init__(data)
        self.asked = asked
        for check, answer in asked:
            self.fields[f"ket_qua_{check.pk}"] = forms.ChoiceField(
                label=check.text,
                choices=VisitAnswer.Finding,
                required=False,
                initial=answer.finding if answer else "",
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                show_hidden_initial=True,
            )
            self.fields[f"ghi_{check.pk}"] = forms.CharField(
                label=f"Ghi rõ: {check.text}",
                max_length=300,
                required=False,
                initial=answer.remark if answer else "",
                widget=forms.TextInput(attrs={"class": "form-control"}),
                show_hidden_initial=True,
            )

    def rows(self):
        """(answer, choices, what they held, remark) as the page lays them out."""
        fields = [(answer, self[f"ket_qua_{check.pk}"], self[f"ghi_{check.pk}"]) for check, answer in self.asked]
        return [(answer, field, field.as_hidden(only_initial=True), remark) for answer, field, remark in fields]

    def clean(self):
        cleaned = super().clean()
        for check, _ in self.asked:
            finding, remark = cleaned.get(f"ket_qua_{check.pk}"), cleaned.get(f"ghi_{check.pk}")
            if remark and not finding:
                self.add_error(f"ket_qua_{check.pk}", "Hãy chọn kết quả.")
            elif finding and finding != VisitAnswer.Finding.YES and not remark:
                self.add_error(f"ghi_{check.pk}", "Hãy ghi rõ vì sao.")
        return cleaned

    def findings(self):
        """What `operations.record_findings` takes."""
        given, changed = self.cleaned_data, set(self.changed_data)
        return {
            check: (given[f"ket_qua_{check.pk}"], given[f"ghi_{check.pk}"])
            for check, _ in self.asked
            if given[f"ket_qua_{check.pk}"] and {f"ket_qua_{check.pk}", f"ghi_{check.pk}"} & changed
        }


class NoteForm(PortalForm):
    text = forms.CharField(
        label="Ghi chú mới",
        max_length=4000,
        help_text="Điều mắt thấy tại cơ sở. Không ghi điểm vào đây.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VisitPhotosForm(PortalForm):
    uploads = CheckedFilesField(label="Chụp hoặc chọn ảnh (được nhiều ảnh một lúc)", accept=IMAGES)
    caption = forms.CharField(
        label="Chú thích (không bắt buộc)", required=False, max_length=200, help_text="Ví dụ: lò sấy, kho nguyên liệu."
    )


class SampleForm(PortalForm):
    """What arrived; `entries` is asked for by code only for a new one."""

    code = forms.CharField(label="Mã số sản phẩm", max_length=20, help_text="Ví dụ B-012.")
    description = forms.CharField(label="Hiện vật, số lượng", max_length=200, help_text="Ví dụ: 2 hộp 500 g.")
    arrived_on = DayField(label="Ngày nhận")
    brought_by = forms.CharField(label="Người giao", max_length=150)
    condition = forms.CharField(
        label="Tình trạng khi nhận", max_length=300, help_text="Ví dụ: còn nguyên niêm phong, hộp móp góc."
    )

    def __init__(self, data=None, *, entries=None, initial=None):
        super().__init__(data, initial=initial)
        self.entries = entries
        if entries is None:
            del self.fields["code"]

    def clean_code(self):
        entry = self.entries.filter(code__iexact=self.cleaned_data["code"]).select_related("round__council").first()
        if entry is None:
            raise ValidationError("Không có sản phẩm nào mang mã số này trong danh sách dự bình chọn.")
        return entry

    def arrival(self):
        """What `operations.receive_sample` and `correct_sample` take, the entry apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "code"}


class ReturnForm(PortalForm):
    returned_on = DayField(label="Ngày trả")
    taken_by = forms.CharField(label="Người nhận lại", max_length=150)
    condition = forms.CharField(label="Tình trạng khi trả", max_length=300)

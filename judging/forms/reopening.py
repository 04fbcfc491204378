import re

from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.ui.forms import PortalForm


class ReopenForm(PortalForm):
    """Which entries are opened again and, in a pass, whose sheets go back; `judges` is None for a meeting."""

    entries = forms.CharField(
        label="Mã số các sản phẩm mở lại",
        max_length=2000,
        help_text="Ví dụ B-001; nhiều mã thì cách nhau bằng dấu phẩy. Sản phẩm khác giữ nguyên điểm và kết quả.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Hãy ghi ít nhất một mã số sản phẩm."},
    )
    judges = forms.MultipleChoiceField(
        label="Trả phiếu lại cho giám khảo nào?",
        required=False,
        help_text="Giám khảo được chọn chấm lại các sản phẩm trên; phiếu của giám khảo khác giữ nguyên.",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        help_text="Hội đồng và giám khảo được trả phiếu đọc được; ghi cả vào biên bản và sổ điểm.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, offered, judges=None, **options):
        super().__init__(data, **options)
        self.offered = offered
        self.judges = {str(judge.pk): judge for judge in judges or ()}
        if judges is None:
            del self.fields["judges"]
        else:
            self.fields["judges"].choices = [(pk, str(judge)) for pk, judge in self.judges.items()]

    def clean_entries(self):
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["entries"].upper().strip(" ,;"))))
        found = {entry.code.upper(): entry for entry in self.offered.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(f"Danh sách dự bình chọn không có mã số: {', '.join(unknown)}.")
        return [found[code] for code in codes]

    def decision(self):
        chosen = [self.judges[pk] for pk in self.cleaned_data.get("judges", ())]
        return {"entries": self.cleaned_data["entries"], "judges": chosen, "reason": self.cleaned_data["reason"]}

from django import forms

from cnnt_portal.files.forms import CheckedFileField, CheckedFilesField
from cnnt_portal.files.kinds import ANYTHING, Kind
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm


class SectionsForm(PortalForm):
    """One text field for each section of the report."""

    def __init__(self, *args, report, **options):
        super().__init__(*args, **options)
        guidance = {part["key"]: part.get("guidance", "") for part in report.period.regime.outline}
        for section in report.sections.all():
            self.fields[section.key] = forms.CharField(
                label=section.title,
                help_text=guidance.get(section.key, ""),
                required=False,
                max_length=20000,
                initial=section.text,
                widget=forms.Textarea(attrs={"rows": 5}),
            )


class ConsolidationForm(PortalForm):
    """One text field for each section, with the units' words in it to begin with."""

    def __init__(self, *args, consolidation, **options):
        super().__init__(*args, **options)
        for section in consolidation.sections.all():
            self.fields[section.key] = forms.CharField(
                label=section.title,
                required=False,
                max_length=100_000,
                initial=section.text,
                widget=forms.Textarea(attrs={"rows": 8}),
            )


class LeaveOutForm(PortalForm):
    reason = forms.CharField(
        label="Lý do không đưa vào",
        help_text="Để trống nếu muốn đưa vào lại.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(PortalForm):
    reason = forms.CharField(label="Điều cần sửa", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(PortalForm):
    reason = forms.CharField(label="Lý do trả lại", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    # Which sending was read.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, report, **options):
        super().__init__(*args, **options)
        self.fields["seen"].initial = report.sha256
        self.sections = [section.key for section in report.sections.all()]
        for section in report.sections.all():
            self.fields[section.key] = forms.CharField(
                label=f"Cần sửa ở mục {section.title}",
                help_text="Để trống nếu mục này đã đạt.",
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def remarks(self):
        return {key: self.cleaned_data[key] for key in self.sections}


class NothingForm(PortalForm):
    reason = forms.CharField(
        label="Vì sao trong kỳ không có hoạt động nào", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PapersForm(PortalForm):
    uploads = CheckedFilesField(label="Tài liệu", accept=ANYTHING)


class EditedForm(PortalForm):
    upload = CheckedFileField(label="Tệp Word đã sửa", accept={Kind.DOCX})


class FlagForm(PortalForm):
    sentence = forms.CharField(
        label="Vì sao", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Một câu là đủ."
    )


class LineForm(PortalForm):
    products = CountField(label="Số sản phẩm")
    establishments = CountField(label="Số cơ sở")
    amount = MoneyField(label="Kinh phí")
    reason = forms.CharField(
        label="Lý do khác số đã ghi", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExtensionForm(PortalForm):
    obligation = forms.ModelChoiceField(
        label="Đơn vị", queryset=None, required=False, empty_label="Mọi đơn vị chưa gửi báo cáo"
    )
    due_on = DayField(label="Hạn mới")
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, owing, **options):
        super().__init__(*args, **options)
        self.fields["obligation"].queryset = owing
        self.fields["obligation"].label_from_instance = lambda row: row.organisation.name

from django import forms

from cnnt_portal.ui.forms import DayField, PortalForm


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


class ReturnForm(PortalForm):
    reason = forms.CharField(label="Phần cần sửa và lý do", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


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

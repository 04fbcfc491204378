from django import forms

from cnnt_portal.ui.forms import PortalForm


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

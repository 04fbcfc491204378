from django import forms

from cnnt_portal.ui.forms import PortalForm


class EventFilter(PortalForm):
    name = forms.CharField(label="Hành động", max_length=120, required=False, help_text="Ví dụ: registrations.submit")
    person = forms.CharField(label="Người thực hiện", max_length=120, required=False, help_text="Tên hoặc thư điện tử")
    subject = forms.CharField(
        label="Đối tượng", max_length=120, required=False, help_text="Ví dụ: registrations.entry:12"
    )

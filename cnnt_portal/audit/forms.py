from django import forms


class EventFilter(forms.Form):
    name = forms.CharField(label="Hành động", max_length=120, required=False, help_text="Ví dụ: registrations.submit")
    person = forms.CharField(label="Người thực hiện", max_length=120, required=False, help_text="Tên hoặc thư điện tử")
    subject = forms.CharField(
        label="Đối tượng", max_length=120, required=False, help_text="Ví dụ: registrations.entry:12"
    )

from django import forms

from cnnt_portal.ui.forms import PortalForm

from .models import Mail


class MailFilter(PortalForm):
    state = forms.ChoiceField(label="Trạng thái", choices=[("", "Tất cả"), *Mail.State.choices], required=False)
    to = forms.CharField(label="Địa chỉ nhận", max_length=120, required=False)

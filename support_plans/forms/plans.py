from django import forms

from cnnt_portal.ui.forms import PortalForm, RowsField

from .. import queries


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AddProductsForm(PortalForm):
    certificates = RowsField(
        label="Sản phẩm đưa vào kế hoạch",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một sản phẩm."},
    )

    def __init__(self, *args, plan, on, **options):
        super().__init__(*args, **options)
        self.fields["certificates"].queryset = queries.certificates_to_add(plan, on)
        self.fields["certificates"].label_from_instance = lambda c: (
            f"{c.product_name} – {c.establishment_name} (có giá trị đến {c.valid_until:%d/%m/%Y})"
        )

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cnnt_portal.files.forms import CheckedFileField
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.ui.forms import DayField, PortalForm

from .. import queries


class OutletForm(PortalForm):
    product = forms.ModelChoiceField(label="Sản phẩm", queryset=None, empty_label="— chọn sản phẩm —")
    system = forms.CharField(
        label="Hệ thống, cửa hàng, sàn", max_length=200, help_text="Ví dụ: WinMart, GO!, Co.opmart, sàn Voso, chợ tỉnh."
    )
    place = forms.CharField(
        label="Ở đâu", max_length=200, required=False, help_text="Tỉnh, siêu thị nào; để trống nếu cả hệ thống."
    )
    link = forms.URLField(label="Trang bán hàng", required=False, assume_scheme="https")
    valid_from = DayField(label="Bán từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu đang bán.")
    evidence = CheckedFileField(label="Hợp đồng, ảnh chụp", accept=ANYTHING, required=False)

    def __init__(self, *args, user, on, **options):
        super().__init__(*args, **options)
        self.fields["product"].queryset = queries.products_to_sell(user, on)
        self.fields["product"].label_from_instance = lambda product: f"{product.name} – {product.establishment.name}"


class OutletEndForm(PortalForm):
    valid_to = DayField(label="Bán đến hết ngày")


class EnquiryForm(PortalForm):
    """What a buyer writes on the public page."""

    name = forms.CharField(label="Tên của bạn hoặc đơn vị của bạn", max_length=120)
    contact = forms.CharField(label="Điện thoại hoặc thư điện tử để cơ sở trả lời", max_length=200)
    message = forms.CharField(label="Bạn muốn hỏi gì", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.BooleanField(
        label="Tôi đồng ý chuyển tên và cách liên hệ này cho cơ sở để cơ sở trả lời tôi.",
        error_messages={"required": "Cần bạn đồng ý thì cổng mới được chuyển thông tin của bạn cho cơ sở."},
    )

    def clean_contact(self):
        contact = self.cleaned_data["contact"]
        if re.fullmatch(r"\+?[\d .()-]{8,20}", contact):
            return contact
        try:
            validate_email(contact)
        except ValidationError:
            raise ValidationError("Hãy ghi số điện thoại hoặc địa chỉ thư điện tử để cơ sở trả lời.") from None
        return contact

    def facts(self):
        return {name: self.cleaned_data[name] for name in ("name", "contact", "message")}

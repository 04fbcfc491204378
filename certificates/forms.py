from django import forms

from cnnt_portal.geography.queries import provinces_on
from cnnt_portal.ui.forms import DayField, PortalForm
from registrations.models import ProductGroup, VoteLevel

from . import queries


class DecisionForm(PortalForm):
    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ví dụ: 1234/QĐ-UBND")
    decided_on = DayField(label="Ngày ký", help_text="Ngày ghi trên quyết định; giấy chứng nhận mang ngày này.")
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200)
    signer_title = forms.CharField(
        label="Chức vụ người ký",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Viết như trên quyết định, có thể hai dòng: “KT. CHỦ TỊCH” rồi “PHÓ CHỦ TỊCH”.",
    )
    signer_name = forms.CharField(label="Họ tên người ký", max_length=120)


class RegisterFilter(forms.Form):
    """Filters of the public register; a wrong value filters nothing."""

    q = forms.CharField(label="Tên sản phẩm hoặc cơ sở", required=False, max_length=100)
    cap = forms.ChoiceField(label="Cấp", required=False, choices=[("", "Tất cả các cấp"), *VoteLevel.choices])
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    nhom = forms.ChoiceField(label="Nhóm", required=False, choices=[("", "Tất cả các nhóm"), *ProductGroup.choices])
    tinh = forms.ModelChoiceField(label="Tỉnh, thành phố (nay)", required=False, queryset=None, empty_label="Cả nước")
    con = forms.BooleanField(label="Chỉ giấy còn hiệu lực hôm nay", required=False)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.fields["tinh"].queryset = provinces_on(today)
        self.fields["nam"].choices = [("", "Tất cả các năm"), *((y, str(y)) for y in queries.register_years())]
        self.fields["cap"].choices = [
            ("", "Tất cả các cấp"),
            (VoteLevel.NATION, "Quốc gia"),
            (VoteLevel.REGION, "Khu vực"),
            (VoteLevel.PROVINCE, "Tỉnh"),
            (VoteLevel.LOWEST, "Cơ sở (huyện, xã)"),
        ]


class CodeForm(forms.Form):
    code = forms.CharField(label="Mã kiểm tra trên giấy chứng nhận", max_length=20)

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split()).replace("-", "").upper()

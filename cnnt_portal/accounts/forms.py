import re

from django import forms

from cnnt_portal.text import nfc

from . import operations
from .models import ROLE_DESCRIPTIONS, Membership, Role, User


def clean_name(text):
    """NFC, single spaces, and something in it that can be a name."""
    name = " ".join(nfc(text).split())
    if not any(letter.isalpha() for letter in name):
        raise forms.ValidationError("Hãy nhập họ và tên bằng chữ.")
    return name


class SignupForm(forms.Form):
    """What the library's sign-up form asks beside address and password."""

    full_name = forms.CharField(
        label="Họ và tên", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý để cổng xử lý họ tên, địa chỉ thư và số điện thoại của tôi, để lập tài khoản, "
        "xử lý hồ sơ bình chọn và liên lạc với tôi.",
        help_text="Bạn có quyền xem, sửa, yêu cầu xóa dữ liệu của mình và rút lại sự đồng ý bất cứ lúc nào, "
        "ở trang “Dữ liệu cá nhân của tôi” (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15). "
        "Không đồng ý thì không đăng ký được tài khoản.",
        error_messages={"required": "Cần bạn tự đánh dấu đồng ý thì cổng mới được lập tài khoản."},
    )
    field_order = ["full_name", "email", "password1", "password2", "consent"]

    def clean_full_name(self):
        return clean_name(self.cleaned_data["full_name"])

    def signup(self, request, user):
        operations.complete_sign_up(person=user, full_name=self.cleaned_data["full_name"], by=user, at=request.at)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "phone"]
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def clean_full_name(self):
        return clean_name(self.cleaned_data["full_name"])

    def clean_phone(self):
        """Digits with the signs people write between them; kept as digits, with + for a foreign number."""
        phone = re.sub(r"[\s.\-()]", "", self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?\d{9,15}", phone):
            raise forms.ValidationError("Số điện thoại gồm 9 đến 15 chữ số, ví dụ 0912 345 678.")
        return phone


class InvitationForm(forms.Form):
    email = forms.EmailField(label="Địa chỉ thư điện tử", max_length=254)
    title = forms.CharField(label="Chức vụ", max_length=Membership._meta.get_field("title").max_length, required=False)
    role = forms.ChoiceField(label="Vai trò", widget=forms.RadioSelect)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        # Each role says what it may do, where it is given.
        self.fields["role"].choices = [(role, f"{Role(role).label}: {ROLE_DESCRIPTIONS[role]}") for role in roles]

    def clean_title(self):
        return nfc(self.cleaned_data["title"])

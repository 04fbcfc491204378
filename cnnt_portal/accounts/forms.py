import datetime
import re

from django import forms
from django.utils import timezone

from cnnt_portal.geography.forms import CommuneField
from cnnt_portal.geography.models import Level
from cnnt_portal.geography.queries import provinces_on
from cnnt_portal.text import clean_text
from cnnt_portal.ui.forms import PortalForm, PortalModelForm

from . import operations
from .models import ROLE_DESCRIPTIONS, Membership, OrganisationKind, Role, User
from .queries import body_named


class PersonNameField(forms.CharField):
    """Cleans by itself: the library's sign-up form is none of the portal's own, which do it for all their fields."""

    default_error_messages = {"not_a_name": "Hãy nhập họ và tên bằng chữ."}

    def __init__(self, **options):
        super().__init__(
            label="Họ và tên",
            max_length=User._meta.get_field("full_name").max_length,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **options,
        )

    def to_python(self, value):
        return " ".join(clean_text(super().to_python(value)).split())

    def clean(self, value):
        name = super().clean(value)
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(self.error_messages["not_a_name"], code="not_a_name")
        return name


class SignupForm(forms.Form):
    """What the library's sign-up form asks beside address and password."""

    full_name = PersonNameField()
    consent = forms.BooleanField(
        label="Tôi đồng ý để cổng xử lý họ tên, địa chỉ thư và số điện thoại của tôi, để lập tài khoản, "
        "xử lý hồ sơ bình chọn và liên lạc với tôi.",
        help_text="Bạn có quyền xem, sửa, yêu cầu xóa dữ liệu của mình và rút lại sự đồng ý bất cứ lúc nào, "
        "ở trang “Dữ liệu cá nhân của tôi” (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15). "
        "Không đồng ý thì không đăng ký được tài khoản.",
        error_messages={"required": "Cần bạn tự đánh dấu đồng ý thì cổng mới được lập tài khoản."},
    )
    field_order = ["full_name", "email", "password1", "password2", "consent"]

    def signup(self, request, user):
        operations.complete_sign_up(person=user, full_name=self.cleaned_data["full_name"], by=user, at=request.at)


class ProfileForm(PortalModelForm):
    full_name = PersonNameField()

    class Meta:
        model = User
        fields = ["full_name", "phone"]
        widgets = {
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def clean_phone(self):
        """Digits with the signs people write between them; kept as digits, with + for a foreign number."""
        phone = re.sub(r"[\s.\-()]", "", self.cleaned_data["phone"])
        if phone and not re.fullmatch(r"\+?\d{9,15}", phone):
            raise forms.ValidationError("Số điện thoại gồm 9 đến 15 chữ số, ví dụ 0912 345 678.")
        return phone


class InvitationForm(PortalForm):
    email = forms.EmailField(label="Địa chỉ thư điện tử", max_length=254)
    title = forms.CharField(label="Chức vụ", max_length=Membership._meta.get_field("title").max_length, required=False)
    role = forms.ChoiceField(label="Vai trò", widget=forms.RadioSelect)

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        # Each role says what it may do, where it is given.
        self.fields["role"].choices = [(role, f"{Role(role).label}: {ROLE_DESCRIPTIONS[role]}") for role in roles]


class UnitField(CommuneField):
    """A commune, or a province when no commune is chosen."""

    def clean(self, value):
        if value and value["province"] and not value["commune"] and not value["listing"]:
            province = provinces_on(self.on or timezone.localdate()).filter(pk=value["province"]).first()
            if province is None:
                raise self._error("unknown")
            return province
        return super().clean(value)


class OrganisationFacts(PortalForm):
    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    short_name = forms.CharField(label="Tên gọi tắt", max_length=80, required=False)
    valid_from = forms.DateField(label="Hoạt động từ ngày", required=False)
    superior = forms.CharField(
        label="Cơ quan chủ quản",
        max_length=200,
        required=False,
        help_text="Ghi ở đầu văn bản, trên tên tổ chức: Bộ Công Thương, Ủy ban nhân dân tỉnh Vĩnh Long",
    )
    place = forms.CharField(
        label="Địa danh ghi trên văn bản", max_length=80, required=False, help_text="Hà Nội, Vĩnh Long"
    )
    symbol = forms.CharField(
        label="Ký hiệu trên văn bản",
        max_length=20,
        required=False,
        help_text="Chữ viết tắt tên tổ chức, đứng sau số văn bản: SCT, UBND, ĐCK",
    )
    source = forms.CharField(
        label="Căn cứ", max_length=200, required=False, help_text="Ví dụ: Quyết định số 12/QĐ-UBND ngày 01/7/2025"
    )


# Where a body of this kind stands; the others serve the whole country.
_LEVELS = {
    OrganisationKind.COMMUNE: Level.COMMUNE,
    OrganisationKind.PROVINCE: Level.PROVINCE,
    OrganisationKind.DEPARTMENT: Level.PROVINCE,
}


class OrganisationForm(OrganisationFacts):
    """A body of the state; its head is invited with it."""

    kind = forms.ChoiceField(label="Loại tổ chức", choices=[], widget=forms.RadioSelect)
    unit = UnitField(
        label="Địa bàn (tỉnh; thêm xã, phường nếu là Ủy ban nhân dân cấp xã)",
        required=False,
        help_text="Đơn vị thuộc Bộ, báo chí, lãnh đạo Bộ: để trống.",
    )
    head = forms.EmailField(
        label="Địa chỉ thư của người đứng đầu",
        required=False,
        max_length=254,
        help_text="Cổng gửi thư mời ngay sau khi lập. Có thể để trống và mời sau.",
    )
    field_order = ["kind", "name", "short_name", "unit", "superior", "place", "symbol", "valid_from", "source", "head"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        founded = [kind for kind in OrganisationKind if kind not in _NOT_FOUNDED]
        self.fields["kind"].choices = [(kind, kind.label) for kind in founded]

    def clean(self):
        cleaned = super().clean()
        level, unit = _LEVELS.get(cleaned.get("kind")), cleaned.get("unit")
        if level and "unit" not in self.errors and getattr(unit, "level", None) != level:
            place = "xã, phường, đặc khu" if level == Level.COMMUNE else "tỉnh, thành phố (không chọn xã)"
            self.add_error("unit", f"Hãy chọn {place} của tổ chức này.")
        if not level:
            cleaned["unit"] = None
        return cleaned


# Owners register establishments; districts ended on 30/6/2025 and only the past knows them.
_NOT_FOUNDED = (OrganisationKind.ESTABLISHMENT, OrganisationKind.DISTRICT)


class ClosingForm(PortalForm):
    last_day = forms.DateField(label="Ngày hoạt động cuối cùng")
    ground = forms.CharField(label="Căn cứ", max_length=200, help_text="Số, ngày của quyết định sáp nhập, giải thể")
    successor = forms.CharField(
        label="Tổ chức làm tiếp việc",
        max_length=200,
        required=False,
        help_text="Gõ tên đầy đủ hoặc chọn trong danh sách. Để trống nếu không ai làm tiếp.",
    )
    move_people = forms.BooleanField(label="Chuyển mọi người cùng vai trò sang tổ chức làm tiếp", required=False)

    def __init__(self, *args, organisation, **options):
        super().__init__(*args, **options)
        self.fields["successor"].widget.attrs |= {"list": "to-chuc-cung-loai", "autocomplete": "off"}
        self.organisation = organisation

    def clean_successor(self):
        name = self.cleaned_data["successor"]
        last_day = self.cleaned_data.get("last_day")
        if not name or not last_day:
            return None
        body = body_named(name, last_day + datetime.timedelta(days=1))
        if body is None:
            raise forms.ValidationError("Không có tổ chức nào tên như vậy vào ngày kế tiếp. Hãy chọn trong danh sách.")
        return body

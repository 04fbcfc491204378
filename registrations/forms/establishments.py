"""The establishment and its products."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import shown_on
from cnnt_portal.geography.forms import CommuneField
from cnnt_portal.geography.shared_forms import SharedForm
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm
from registrations.identity import read_tax_code
from registrations.models import SIZE, Establishment, LegalForm, Product, ProductGroup, TaxCodeChange
from registrations.operations.listed import OTHER, SAME

SME = (
    "Cơ sở là doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác hoặc hộ kinh doanh trực tiếp sản xuất công nghiệp, "
    "tiểu thủ công nghiệp"
)
REGISTRATION_KINDS = (
    "Giấy chứng nhận đăng ký doanh nghiệp",
    "Giấy chứng nhận đăng ký hộ kinh doanh",
    "Giấy chứng nhận đăng ký hợp tác xã",
    "Giấy chứng nhận đăng ký tổ hợp tác",
    "Giấy tờ tương đương",
)


def _longest(name):
    return Establishment._meta.get_field(name).max_length


class ProfileForm(SharedForm):
    """What the establishment says of itself, but for its tax code."""

    name = forms.CharField(label="Tên cơ sở", max_length=_longest("name"), help_text="Ghi đúng như trên giấy đăng ký.")
    legal_form = forms.ChoiceField(label="Loại hình", choices=LegalForm, widget=forms.RadioSelect)
    registration_kind = forms.ChoiceField(
        label="Loại giấy đăng ký", choices=[("", "— chọn —"), *((kind, kind) for kind in REGISTRATION_KINDS)]
    )
    registration_number = forms.CharField(label="Số giấy đăng ký", max_length=_longest("registration_number"))
    registration_date = DayField(label="Ngày cấp")
    registration_issuer = forms.CharField(
        label="Cơ quan cấp",
        max_length=_longest("registration_issuer"),
        help_text="Ví dụ: Phòng Đăng ký kinh doanh tỉnh Vĩnh Long.",
    )
    representative = forms.CharField(
        label="Người đại diện theo pháp luật",
        max_length=_longest("representative"),
        help_text="Họ và tên người đứng tên trên giấy đăng ký.",
    )
    commune = CommuneField(label="Tỉnh và xã, phường nơi đặt cơ sở")
    address = forms.CharField(label="Số nhà, đường, ấp, thôn", max_length=_longest("address"))
    phone = forms.CharField(
        label="Điện thoại",
        max_length=_longest("phone"),
        validators=[RegexValidator(r"^\+?[\d .()-]+$", "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678.")],
        help_text="Số để cán bộ gọi khi cần hỏi về hồ sơ.",
    )
    email = forms.EmailField(label="Thư điện tử")
    website = forms.URLField(label="Trang web (không bắt buộc)", required=False, max_length=200, assume_scheme="https")

    sme_labour = CountField(label="Lao động bình quân năm trước (người)", required=False, max_value=1_000_000)
    sme_revenue = MoneyField(label="Doanh thu năm trước", required=False)
    sme_capital = MoneyField(label="Tổng nguồn vốn cuối năm trước", required=False)
    is_sme_stated = forms.BooleanField(
        label=SME,
        required=False,
        help_text="Đánh dấu khi cơ sở mới thành doanh nghiệp. Doanh nghiệp lớn không thuộc đối tượng (Điều 1 Nghị định "
        "45/2012/NĐ-CP, sửa đổi bởi NĐ 235/2025).",
    )

    # What stands in the box that only enterprises fill in.
    of_enterprises = (*SIZE, "is_sme_stated")
    asked_later = ()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        apart = Fieldset(
            "Chỉ dành cho doanh nghiệp",
            *self.of_enterprises,
            data_shows_for=LegalForm.ENTERPRISE.value,
            data_chosen_by="div_id_legal_form",
        )
        others = [name for name in self.fields if name not in (*self.of_enterprises, *self.asked_later)]
        place = others.index("legal_form") + 1
        self.helper.layout = Layout(*others[:place], apart, *others[place:])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("legal_form") == LegalForm.ENTERPRISE:
            for field in SIZE:
                if cleaned.get(field) is None and field not in self.errors:
                    self.add_error(field, "Doanh nghiệp cần ghi số này để biết có phải doanh nghiệp nhỏ và vừa không.")
        return cleaned

    def clean_registration_date(self):
        day = self.cleaned_data["registration_date"]
        if day > timezone.localdate():
            raise forms.ValidationError("Ngày cấp không thể ở sau hôm nay.")
        return day

    def clean_phone(self):
        phone = self.cleaned_data["phone"]
        if not 8 <= sum(letter.isdigit() for letter in phone) <= 15:
            raise forms.ValidationError("Số điện thoại có từ 8 đến 15 chữ số, ví dụ 0912 345 678.")
        return phone


class EstablishmentForm(ProfileForm):
    """The first declaration: with the tax code and the statement."""

    # Nobody else writes yet.
    shown = None

    tax_code = forms.CharField(
        label="Mã số thuế",
        max_length=20,
        help_text="10 số; chi nhánh 13 số; hộ kinh doanh từ 1/7/2025 dùng số định danh 12 số của chủ hộ.",
    )
    # Asked only where a sent list gave the code to another name.
    listed = forms.ChoiceField(
        label="Cơ sở trong danh sách có phải cơ sở của bạn không?",
        required=False,
        choices=[(SAME, "Phải, đó là cơ sở của tôi"), (OTHER, "Không, đó là cơ sở khác")],
        widget=forms.RadioSelect,
    )
    # Of which code it was asked: the answer says nothing of another.
    listed_code = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    is_sme_stated = forms.BooleanField(
        label=SME,
        error_messages={
            "required": "Chỉ doanh nghiệp nhỏ và vừa, hợp tác xã, tổ hợp tác, hộ kinh doanh được dự. Hãy đánh dấu nếu "
            "cơ sở thuộc đối tượng này."
        },
        help_text="Doanh nghiệp lớn không thuộc đối tượng (Điều 1 Nghị định 45/2012/NĐ-CP, sửa đổi bởi NĐ 235/2025).",
    )

    field_order = ["name", "legal_form", "tax_code", "listed", "listed_code"]
    of_enterprises = SIZE

    @property
    def asked_later(self):
        return () if "listed" in self.data else ("listed", "listed_code")

    def ask_whether_listed(self):
        fields = self.helper.layout.fields
        if "listed" not in fields:
            place = fields.index("tax_code") + 1
            fields[place:place] = ["listed", "listed_code"]
        self.data = self.data.copy()
        self.data["listed"], self.data["listed_code"] = "", self.cleaned_data["tax_code"]

    def clean(self):
        """The code is checked beside all other mistakes; without a legal form twelve digits may still be right."""
        cleaned = super().clean()
        if cleaned.pop("listed_code", "") != cleaned.get("tax_code"):
            cleaned["listed"] = ""
        if cleaned.get("tax_code"):
            with shown_on(self):
                read_tax_code(cleaned["tax_code"], legal_form=cleaned.get("legal_form") or LegalForm.HOUSEHOLD)
        return cleaned


class TaxCodeForm(PortalForm):
    """From one number to the next."""

    tax_code = forms.CharField(
        label="Mã số thuế mới",
        max_length=20,
        help_text="Chép đúng như giấy của cơ quan thuế: 10 số, chi nhánh 13 số, hộ kinh doanh 12 số.",
    )
    cause = forms.ChoiceField(label="Vì sao đổi", choices=TaxCodeChange.Cause, widget=forms.RadioSelect)
    changed_on = DayField(
        label="Dùng mã mới từ ngày",
        help_text="Ngày ghi trên thông báo của cơ quan thuế; sửa mã ghi nhầm thì để hôm nay.",
    )

    def __init__(self, *args, is_household, **options):
        super().__init__(*args, **options)
        if not is_household:
            self.fields["tax_code"].help_text = "Chép đúng như giấy của cơ quan thuế: 10 số, chi nhánh 13 số."
            own = TaxCodeChange.Cause.PERSONAL_NUMBER
            self.fields["cause"].choices = [row for row in TaxCodeChange.Cause.choices if row[0] != own]


class ProductForm(SharedForm):
    name = forms.CharField(label="Tên sản phẩm", max_length=300, help_text="Như ghi trên nhãn: Miến dong Bình Liêu.")
    group = forms.ChoiceField(
        label="Nhóm sản phẩm",
        choices=[(group.value, f"{group.value} – {group.label}") for group in ProductGroup],
        widget=forms.RadioSelect,
    )
    is_set = forms.BooleanField(
        label="Đây là bộ sản phẩm",
        required=False,
        help_text="Nhiều món của cùng cơ sở, cùng công dụng, chất liệu hoặc kiểu dáng, dự chung một hồ sơ.",
    )
    items = forms.CharField(
        label="Các món trong bộ",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi món một dòng, theo thứ tự muốn giới thiệu. Bỏ trống nếu không phải bộ sản phẩm.",
    )

    def clean_items(self):
        items = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if any(len(item) > 200 for item in items):
            raise forms.ValidationError("Tên mỗi món dài nhất 200 ký tự.")
        return items


class NewProductForm(ProductForm):
    shown = None


class ProductChoiceForm(PortalForm):
    """Which product enters a round."""

    product = forms.ModelChoiceField(
        label="Sản phẩm dự bình chọn", queryset=Product.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, products, **options):
        super().__init__(*args, **options)
        self.fields["product"].queryset = products
        # Most have one product: nobody is asked to choose among one.
        if len(only := products[:2]) == 1:
            self.initial["product"] = only[0].pk


class JoinAnswerForm(PortalForm):
    """What the owner answers to somebody who asks to be let in."""

    answer = forms.ChoiceField(
        choices=[
            (Role.DRAFTER.value, "Cho vào soạn hồ sơ"),
            (Role.OWNER.value, "Cho vào làm chủ cơ sở"),
            ("", "Không nhận"),
        ],
        required=False,
    )


class HandOverForm(PortalForm):
    successor = forms.ChoiceField(label="Người nhận", widget=forms.RadioSelect)

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self._people = {str(person.pk): person for person in people}
        self.fields["successor"].choices = [(key, str(person)) for key, person in self._people.items()]

    def clean_successor(self):
        return self._people[self.cleaned_data["successor"]]

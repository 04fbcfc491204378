import re

from django import forms

from cnnt_portal.geography.shared_forms import SharedForm
from cnnt_portal.ui.forms import CountField, DayField, PortalForm, RowsField
from registrations.models import VoteLevel

from .. import queries
from ..models import Indicator, PlanContent
from .products import SearchedProducts

LONGEST_CONTENT = PlanContent._meta.get_field("name").max_length
# Numbers that stand before the contents where they are copied from a paper; “1.200 gian hàng” is a content.
_NUMBERED = re.compile(r"^\s*\d+\s*[.)](?!\d)\s*")


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AddProductsForm(SearchedProducts, PortalForm):
    certificates = SearchedProducts.products_field(
        label="Sản phẩm đưa vào kế hoạch", error_messages={"required": "Hãy chọn ít nhất một sản phẩm."}
    )

    def __init__(self, *args, plan, on, **options):
        super().__init__(*args, **options)
        self.fields["certificates"].queryset = queries.certificates_to_add(plan, on)

    @staticmethod
    def product_label(certificate):
        named = SearchedProducts.product_label(certificate)
        return f"{named} ({certificate.unit_name}, có giá trị đến {certificate.valid_until:%d/%m/%Y})"


class PlanForm(SharedForm):
    """What a signed plan says of itself, with its contents (`is_new`), or what is filled in later."""

    title = forms.CharField(label="Tên kế hoạch", max_length=300)
    number = forms.CharField(label="Số", max_length=60, required=False)
    decided_on = DayField(label="Ngày ký", required=False)
    signer = forms.CharField(label="Người ký", max_length=200, required=False)
    bases = forms.CharField(
        label="Căn cứ", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi căn cứ một dòng.",
    )  # fmt: skip
    purpose = forms.CharField(
        label="Mục đích", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    first_year = forms.IntegerField(label="Từ năm", min_value=2010, max_value=2100)
    last_year = forms.IntegerField(
        label="Đến năm", required=False, min_value=2010, max_value=2100, help_text="Để trống nếu không ghi năm cuối."
    )
    coverage_goal = CountField(label="Mục tiêu sản phẩm được hỗ trợ (%)", required=False, min_value=1, max_value=100)
    distribution_goal = CountField(label="Mục tiêu vào kênh phân phối (%)", required=False, min_value=1, max_value=100)
    contents = forms.CharField(
        label="Các nội dung hỗ trợ",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Mỗi nội dung một dòng, theo thứ tự trong kế hoạch. Nhập xong không sửa lại được: hãy đối chiếu với "
        "văn bản trước.",
    )

    def __init__(self, *args, is_new, **options):
        super().__init__(*args, **options)
        del self.fields["shown" if is_new else "contents"]
        for name in ("number", "decided_on", "signer"):
            self.fields[name].required = is_new
        for name in ("first_year", "last_year", "coverage_goal", "distribution_goal"):
            self.fields[name].widget.attrs["class"] = "field-short"

    def clean_contents(self):
        lines = (_NUMBERED.sub("", line).strip() for line in self.cleaned_data["contents"].splitlines())
        names = [name for name in lines if name]
        if any(len(name) > LONGEST_CONTENT for name in names):
            raise forms.ValidationError(f"Có nội dung dài quá {LONGEST_CONTENT} chữ. Mỗi nội dung ghi một dòng.")
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise forms.ValidationError(f"“{twice}” ghi hai lần.")
        return names

    @staticmethod
    def initial_of(plan):
        return SharedForm.initial_of(PlanForm.values_of(plan))

    @staticmethod
    def values_of(plan):
        """{field: value} as the plan stands."""
        return {name: getattr(plan, name) for name in PlanForm.base_fields if name not in ("contents", "shown")}


class AmendmentForm(PortalForm):
    number = forms.CharField(label="Số văn bản", max_length=60)
    decided_on = DayField(label="Ngày ký")
    signer = forms.CharField(label="Người ký", max_length=200)
    summary = forms.CharField(label="Nội dung sửa đổi", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    ended = RowsField(
        label="Nhiệm vụ thôi giao từ ngày này",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Bỏ trống nếu không thôi giao việc nào. Nhiệm vụ giao thêm được nhập ở bước sau.",
    )

    def __init__(self, *args, plan, on, **options):
        super().__init__(*args, **options)
        self.fields["ended"].queryset = plan.tasks.on(on).select_related("content", "lead")
        self.fields["ended"].label_from_instance = lambda task: (
            f"{task.content.order}. {task.description} – {task.lead_name}"
        )


class TaskForm(PortalForm):
    content = forms.ModelChoiceField(label="Nội dung hỗ trợ", queryset=None, empty_label="— chọn nội dung —")
    description = forms.CharField(label="Việc phải làm", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    lead = forms.ModelChoiceField(
        label="Đơn vị chủ trì", queryset=None, required=False, empty_label="— không phải một đơn vị riêng —"
    )
    lead_kind = forms.ChoiceField(
        label="Hoặc giao cho mọi",
        required=False,
        choices=[("", "—"), *((kind.value, kind.label) for kind in queries.SHARED_KINDS)],
    )
    participants = RowsField(
        label="Đơn vị phối hợp", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    deliverable = forms.CharField(label="Kết quả phải có", max_length=300, required=False)
    starts_on = DayField(label="Từ ngày", required=False)
    ends_on = DayField(label="Đến ngày", required=False)
    indicator = forms.ChoiceField(
        label="Chỉ tiêu", required=False, choices=[("", "— không đo bằng số —"), *Indicator.choices]
    )
    target = CountField(label="Mức phải đạt", required=False, min_value=1)

    def __init__(self, *args, plan, on, **options):
        super().__init__(*args, **options)
        bodies = queries.single_bodies(on)
        self.fields["content"].queryset = plan.contents.all()
        self.fields["lead"].queryset = bodies
        self.fields["participants"].queryset = bodies

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        return cleaned


class ScopeForm(PortalForm):
    level = forms.ChoiceField(label="Cấp", choices=VoteLevel.choices)
    year = forms.IntegerField(label="Năm bình chọn", min_value=2010, max_value=2100)

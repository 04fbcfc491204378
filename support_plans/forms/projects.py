from django import forms

from cnnt_portal.ui.formats import day, money
from cnnt_portal.ui.forms import DayField, MoneyField, PortalForm, RowsField

from .. import queries
from ..models import Fund, Ground, PlaceKind
from ..workflow import ProjectState
from .activities import LARGEST


class ProjectFilter(PortalForm):
    """Filters of the list; a wrong value filters nothing."""

    nguon = forms.ChoiceField(label="Nguồn", required=False, choices=[("", "Mọi nguồn"), *Fund.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ProjectState.choices]
    )
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, user):
        super().__init__(data)
        years = queries.years_of_projects(user)
        self.fields["nam"].choices = [("", "Mọi năm"), *((year, str(year)) for year in years)]


class BeneficiaryForm(PortalForm):
    """First: for whom. Then the form can list that establishment's products."""

    co_so = forms.ModelChoiceField(label="Cơ sở thụ hưởng", queryset=None, empty_label="— chọn cơ sở —")

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["co_so"].queryset = queries.establishments_to_propose(user)


class ProjectForm(PortalForm):
    title = forms.CharField(label="Tên đề án", max_length=300)
    fund = forms.ChoiceField(label="Nguồn kinh phí", choices=Fund.choices, widget=forms.RadioSelect)
    content = forms.CharField(
        label="Nội dung hỗ trợ",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ví dụ: hỗ trợ máy sấy lạnh để sấy miến dong, công suất 500 kg một ngày.",
    )
    products = RowsField(
        label="Sản phẩm của đề án", queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Sản phẩm đang có giấy chứng nhận còn hiệu lực được ưu tiên.",
    )  # fmt: skip
    starts_on = DayField(label="Thực hiện từ ngày")
    ends_on = DayField(label="Đến ngày")
    asked = MoneyField(label="Đề nghị hỗ trợ (đồng)", min_value=1, max_digits=LARGEST)
    own_capital = MoneyField(
        label="Vốn của cơ sở (đồng)", max_digits=LARGEST, help_text="Gõ “200 triệu” hoặc “200.000.000”."
    )

    def __init__(self, *args, establishment, **options):
        super().__init__(*args, **options)
        self.fields["products"].queryset = establishment.products.order_by("name", "pk")
        for ground in Ground:
            self.fields[f"claim_{ground}"] = forms.CharField(label=ground.label, max_length=500, required=False)

    def main_fields(self):
        return [field for field in self if not field.name.startswith("claim_")]

    def claim_fields(self):
        return [self[f"claim_{ground}"] for ground in Ground]

    def has_claims(self):
        return any(field.errors or field.value() for field in self.claim_fields())

    def facts(self):
        cleaned = dict(self.cleaned_data)
        return {"claims": {ground: cleaned.pop(f"claim_{ground}") for ground in Ground}, **cleaned}

    @staticmethod
    def initial_of(project):
        names = ("title", "fund", "content", "starts_on", "ends_on", "asked", "own_capital")
        return {
            **{name: getattr(project, name) for name in names},
            "products": [product.pk for product in project.products.all()],
            **{f"claim_{claim.ground}": claim.reason for claim in project.claims.all()},
        }


class ProjectStepForm(PortalForm):
    """What one step of a project asks for."""

    def __init__(self, *args, project, **options):
        super().__init__(*args, **options)


class AskedTwiceForm(ProjectStepForm):
    """What follows from it and may not have been meant is said once before it is written."""

    is_known = forms.BooleanField(label="Tôi đã đọc, vẫn ghi như vậy", required=False)

    def __init__(self, *args, project, **options):
        super().__init__(*args, project=project, **options)
        self.project = project
        self.order_fields([name for name in self.fields if name != "is_known"])
        if not self.is_bound:
            del self.fields["is_known"]

    def surprise(self, cleaned):
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        is_known = cleaned.pop("is_known", False)
        words = "" if self.errors else self.surprise(cleaned)
        if words and not is_known:
            self.add_error("is_known", words)
        elif not is_known:
            del self.fields["is_known"]
        return cleaned


class ApprovalForm(ProjectStepForm):
    approved = MoneyField(label="Được duyệt (đồng)", min_value=1, max_digits=LARGEST)
    approval = forms.CharField(label="Quyết định phê duyệt", max_length=200, help_text="Ví dụ: 1234/QĐ-BCT.")
    approved_on = DayField(label="Ngày quyết định")


class PaymentForm(ProjectStepForm):
    amount = MoneyField(label="Số tiền cấp đợt này (đồng)", min_value=1, max_digits=LARGEST)
    paid_on = DayField(label="Ngày cấp")
    paper = forms.CharField(label="Chứng từ", max_length=200, help_text="Số ủy nhiệm chi hoặc lệnh chi.")


class RepaymentForm(ProjectStepForm):
    amount = MoneyField(label="Số tiền cơ sở trả lại (đồng)", min_value=1, max_digits=LARGEST)
    repaid_on = DayField(label="Ngày trả")
    paper = forms.CharField(label="Chứng từ", max_length=200, help_text="Số giấy nộp tiền hoặc báo có.")


class AcceptanceForm(AskedTwiceForm):
    accepted_on = DayField(label="Ngày nghiệm thu")
    acceptance = forms.CharField(label="Biên bản nghiệm thu", max_length=200)
    task = forms.ModelChoiceField(
        label="Ghi luôn thành hoạt động hỗ trợ, thuộc nhiệm vụ",
        queryset=None,
        required=False,
        empty_label="— không ghi —",
        help_text="Chọn nhiệm vụ thì báo cáo 6 tháng tự có việc này, không phải nhập lại.",
    )

    def __init__(self, *args, project, **options):
        super().__init__(*args, project=project, **options)
        self.fields["task"].queryset = queries.tasks_among([project.proposer])
        self.fields["task"].label_from_instance = lambda task: task.words

    def surprise(self, cleaned):
        task, accepted_on, told = cleaned["task"], cleaned["accepted_on"], []
        if accepted_on < self.project.starts_on:
            told.append(f"Theo đề án, việc bắt đầu ngày {day(self.project.starts_on)}, sau ngày nghiệm thu này.")
        words = queries.left_out_words(self.project, accepted_on, task.plan) if task else ""
        return " ".join([*told, f"Hoạt động sẽ không gắn với: {words}."] if words else told)


class SettlementForm(AskedTwiceForm):
    settled = MoneyField(label="Số được quyết toán (đồng)", max_digits=LARGEST)
    settled_on = DayField(label="Ngày quyết toán")
    settlement = forms.CharField(label="Văn bản quyết toán", max_length=200)

    def surprise(self, cleaned):
        paid, settled = self.project.paid, cleaned["settled"]
        if settled >= paid:
            return ""
        return f"Đã cấp {money(paid)}, nhiều hơn số quyết toán: cơ sở phải trả lại {money(paid - settled)}."


class WhyForm(ProjectStepForm):
    """The reason of a step; the one for whom it is meant reads it."""

    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PlaceListForm(PortalForm):
    """The places as a paper lists them, one a line: “Xã Bình Liêu, Quảng Ninh” or “Huyện Bình Liêu, Quảng Ninh”."""

    kind = forms.ChoiceField(label="Loại địa bàn", choices=[("", "— chọn loại —"), *PlaceKind.choices])
    paper = forms.CharField(label="Theo văn bản", max_length=200, help_text="Ví dụ: Quyết định số 861/QĐ-TTg.")
    valid_from = DayField(label="Có hiệu lực từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False)
    names = forms.CharField(
        label="Các địa bàn, mỗi dòng một nơi",
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Ghi tên kèm tỉnh: “Xã Bình Liêu, Quảng Ninh”. Văn bản cũ thì ghi tên của thời đó, thêm huyện ở giữa "
        "khi trong tỉnh có nhiều xã trùng tên: “Xã Vô Ngại, Bình Liêu, Quảng Ninh”.",
    )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        units, unknown = [], []
        for line in dict.fromkeys(filter(None, map(str.strip, cleaned.pop("names").split("\n")))):
            unit = queries.place_named(line, cleaned["valid_from"])
            (units if unit else unknown).append(unit or line)
        if unknown:
            shown = "; ".join(f"“{name}”" for name in unknown[:10])
            more = f" và {len(unknown) - 10} dòng khác" if len(unknown) > 10 else ""
            self.add_error(
                "names", f"Không nhận ra {shown}{more}. Tên phải đúng với ngày {cleaned['valid_from']:%d/%m/%Y}."
            )
        cleaned["units"] = units
        return cleaned


class PlaceListEndForm(PortalForm):
    valid_to = DayField(label="Hết hiệu lực sau ngày")

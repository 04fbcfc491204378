from django import forms
from django.core.exceptions import ValidationError

from cnnt_portal.geography.queries import provinces_on
from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm
from registrations.models import ProductGroup

from .. import queries
from ..models import ActivityKind, Indicator, MoneySource, kinds_of
from ..workflow import ActivityState
from .products import SearchedProducts

# Digits that the database keeps of an amount.
LARGEST = 15


class ActivityForm(SearchedProducts, PortalForm):
    """What was done, when, where, for whom; then money by source and results by indicator."""

    unit = forms.ModelChoiceField(label="Đơn vị", queryset=None, empty_label=None)
    task = forms.ModelChoiceField(label="Nhiệm vụ theo kế hoạch", queryset=None, empty_label="— chọn nhiệm vụ —")
    line = forms.ModelChoiceField(
        label="Thuộc việc nào trong kế hoạch năm", queryset=None, required=False, empty_label="— ngoài kế hoạch năm —"
    )
    kind = forms.ChoiceField(label="Loại hoạt động", choices=[("", "— chọn loại —"), *ActivityKind.choices])
    title = forms.CharField(label="Tên hoạt động", max_length=300)
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến ngày")
    place = forms.CharField(label="Địa điểm", max_length=200, required=False)
    province = forms.ModelChoiceField(
        label="Tỉnh, thành phố", queryset=None, required=False, empty_label="— không ghi —"
    )
    certificates = SearchedProducts.products_field(
        label="Sản phẩm được hỗ trợ",
        required=False,
        help_text="Chỉ những sản phẩm trong kế hoạch; Sở Công Thương chỉ thấy sản phẩm của địa phương mình. Giấy chứng "
        "nhận phải có hiệu lực ít nhất một ngày của hoạt động: hoạt động xong trước khi sản phẩm được công nhận thì "
        "không tính.",
    )
    summary = forms.CharField(
        label="Kết quả chính", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, user, on, activity=None, **options):
        super().__init__(*args, **options)
        units = queries.units_of(user) if activity is None else [activity.unit]
        self.fields["unit"].queryset = queries.organisations_among(units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
        self.fields["task"].queryset = queries.tasks_among(units)
        self.fields["task"].label_from_instance = lambda task: f"{task.words}{' (phối hợp)' if task.is_joined else ''}"
        self.fields["line"].queryset = queries.lines_open_to(units)
        self.fields["line"].label_from_instance = lambda line: f"{line.year_plan.call.year}: {line.title[:120]}"
        self.fields["province"].queryset = provinces_on(on)
        # What was done before the newest products came is served by certificates that the list no longer offers.
        served = activity.served.values("certificate") if activity else []
        self.fields["certificates"].queryset = queries.certificates_in_plans(on, units, also=served)
        for source in MoneySource:
            self.fields[f"money_{source}"] = MoneyField(
                label=f"{source.label} (đồng)", required=False, max_digits=LARGEST
            )
        for indicator in Indicator:
            # Money may be typed as “148,5 triệu”; the rest are things that are counted.
            options = {"label": indicator.label, "required": False}
            self.fields[f"result_{indicator}"] = (
                MoneyField(max_digits=LARGEST, **options) if indicator == Indicator.TURNOVER else CountField(**options)
            )

    def money_fields(self):
        return [self[f"money_{source}"] for source in MoneySource]

    def result_fields(self):
        return [self[f"result_{indicator}"] for indicator in Indicator]

    def results_by_kind(self):
        """[(bound field, the kinds whose results it counts)]; the page shows those of the chosen kind."""
        return [(self[f"result_{indicator}"], " ".join(kinds_of(indicator))) for indicator in Indicator]

    def main_fields(self):
        return [f for f in self if f.name != "certificates" and not f.name.startswith(("money_", "result_"))]

    def has_money(self):
        """Shall the page show the money unfolded: something stands there, or must be mended?"""
        return any(field.errors or field.value() for field in self.money_fields())

    def has_results(self):
        return any(field.errors or field.value() for field in self.result_fields())

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", ValidationError("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return cleaned

    def doubts(self, *, done, on):
        """What is asked once before a valid form is saved, as sentences; nothing of it forbids."""
        cleaned = self.cleaned_data
        if not done and cleaned["ends_on"] < on:
            return [
                f"Hoạt động kết thúc ngày {cleaned['ends_on']:%d/%m/%Y}, đã qua. Nếu đã làm xong, "
                "hãy bấm “Lưu – đã thực hiện”."
            ]
        facts = [name for name in cleaned if name.startswith(("money_", "result_"))]
        if done and not cleaned["summary"] and not any(cleaned[name] for name in facts):
            return ["Chưa ghi kết quả, chưa ghi kinh phí. Tài liệu chứng minh thì gửi được sau khi lưu."]
        return []

    def facts(self):
        """Keyword arguments for the operations."""
        cleaned = dict(self.cleaned_data)
        return {
            "money": {source: cleaned.pop(f"money_{source}") for source in MoneySource},
            "results": {indicator: cleaned.pop(f"result_{indicator}") for indicator in Indicator},
            **cleaned,
        }

    @staticmethod
    def initial_of(activity):
        """What the form shows of an activity that is changed."""
        names = ("unit", "task", "line", "kind", "title", "starts_on", "ends_on", "place", "province", "summary")
        return {
            **{name: getattr(activity, name) for name in names},
            "certificates": [served.certificate_id for served in activity.served.all()],
            **{f"money_{money.source}": money.amount for money in activity.money.all()},
            **{f"result_{result.indicator}": result.value for result in activity.results.all()},
        }


class ActivityFilter(PortalForm):
    """Filters of the list; a wrong value filters nothing."""

    don_vi = forms.ModelChoiceField(label="Đơn vị", required=False, queryset=None, empty_label="Tất cả các đơn vị")
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả trạng thái"), *ActivityState.choices]
    )
    noi_dung = forms.ModelChoiceField(
        label="Nội dung của kế hoạch", required=False, queryset=None, empty_label="Mọi nội dung"
    )
    nguon = forms.ChoiceField(label="Nguồn tiền", required=False, choices=[("", "Mọi nguồn"), *MoneySource.choices])
    tinh = forms.ChoiceField(label="Nơi làm", required=False)

    def __init__(self, data, *, user, on):
        super().__init__(data)
        self.fields["noi_dung"].queryset = queries.contents_seen(user)
        self.fields["don_vi"].queryset = queries.units_reaching(user, on)
        provinces = ((str(unit.pk), unit.full_name) for unit in provinces_on(on))
        self.fields["tinh"].choices = [("", "Mọi tỉnh, thành phố"), (queries.UNRECORDED, "Không ghi tỉnh"), *provinces]
        years = queries.years_of_activities(user)
        self.fields["nam"].choices = [("", "Tất cả các năm"), *((year, str(year)) for year in years)]

    def chosen(self):
        """What `queries.activities_of` is asked."""
        self.is_valid()
        names = {"unit": "don_vi", "year": "nam", "content": "noi_dung"}
        texts = {"state": "trang_thai", "source": "nguon", "province": "tinh"}
        return {name: self.cleaned_data.get(field) for name, field in names.items()} | {
            name: self.cleaned_data.get(field, "") for name, field in texts.items()
        }


class SightFilter(PortalForm):
    """Which of the products behind a share; a wrong value filters nothing."""

    xem = forms.ChoiceField(
        label="Sản phẩm",
        required=False,
        choices=[
            ("", "Mọi sản phẩm còn hiệu lực"),
            ("served", "Đã được hỗ trợ"),
            ("never", "Chưa được hỗ trợ lần nào"),
            ("sold", "Đã vào kênh phân phối"),
            ("unsold", "Chưa vào kênh phân phối"),
            ("unplanned", "Chưa được đưa vào kế hoạch hỗ trợ"),
        ],
    )
    nhom = forms.ChoiceField(label="Nhóm", required=False, choices=[("", "Mọi nhóm"), *ProductGroup.choices])
    noi_dung = forms.ModelChoiceField(
        label="Được hỗ trợ theo nội dung", required=False, queryset=None, empty_label="Mọi nội dung"
    )
    don_vi = forms.ModelChoiceField(label="Đơn vị đã hỗ trợ", required=False, queryset=None, empty_label="Mọi đơn vị")
    vung = forms.ModelChoiceField(label="Khu vực", required=False, queryset=None, empty_label="Mọi khu vực")
    tinh = forms.ModelChoiceField(
        label="Tỉnh, thành phố hiện nay", required=False, queryset=None, empty_label="Mọi tỉnh, thành phố"
    )
    tinh_cap = forms.ModelChoiceField(
        label="Tỉnh ghi trên giấy chứng nhận", required=False, queryset=None, empty_label="Mọi tỉnh lúc cấp"
    )

    NAMES = {
        "shown": "xem",
        "group": "nhom",
        "content": "noi_dung",
        "unit": "don_vi",
        "region": "vung",
        "province": "tinh",
        "certified_in": "tinh_cap",
    }

    def __init__(self, data, *, user, on):
        super().__init__(data)
        self.fields["noi_dung"].queryset = queries.contents_seen(user)
        self.fields["don_vi"].queryset = queries.units_reaching(user, on)
        self.fields["vung"].queryset = queries.vote_regions()
        self.fields["tinh"].queryset = provinces_on(on)
        self.fields["tinh_cap"].queryset = queries.provinces_certified(on)
        self.fields["tinh_cap"].label_from_instance = _of_then

    def chosen(self):
        """What `queries.products_behind` is asked."""
        self.is_valid()
        return {name: self.cleaned_data.get(field) for name, field in self.NAMES.items()}


def _of_then(unit):
    return f"{unit.full_name} (đến {unit.valid_to:%d/%m/%Y})" if unit.valid_to else unit.full_name

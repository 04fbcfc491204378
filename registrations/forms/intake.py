"""The office's desk and the public's question."""

from django import forms
from django.utils import timezone

from cnnt_portal.geography.queries import provinces_on
from cnnt_portal.rulebook.calendar import add_working_days
from cnnt_portal.ui.forms import DayField, PlainSelect, PortalForm
from registrations import parts
from registrations.models import ProductGroup, Reason, VoteLevel
from registrations.workflow import EntryState

from .desk import SeenForm


class ReasonSelect(forms.Select):
    """Each option carries what it proposes, for `reason.js`."""

    def create_option(self, name, value, label, *args, **options):
        option = super().create_option(name, value, label, *args, **options)
        if value:
            reason = value.instance
            option["attrs"] |= {
                "data-part": reason.part,
                "data-article": reason.article,
                "data-bring": reason.bring,
            }
        return option


class ReasonField(forms.ModelChoiceField):
    """One of the shared reasons; the form says of which step."""

    def __init__(self, **options):
        super().__init__(
            Reason.objects.none(),
            label="Lý do",
            empty_label="– Chọn lý do –",
            widget=ReasonSelect(attrs={"data-reason": ""}),
            error_messages={"required": "Hãy chọn lý do. Không có lý do nào hợp thì chọn “Lý do khác”."},
            **options,
        )


class PointForm(PortalForm):
    """One point of a request to complete; what is left empty is taken from the reason."""

    reason = ReasonField()
    part = forms.ChoiceField(
        label="Phần hồ sơ mở lại để sửa",
        choices=[("", "– Theo lý do –"), *parts.LABELS.items()],
        required=False,
    )
    article = forms.CharField(
        label="Căn cứ",
        max_length=200,
        required=False,
        help_text="Điều, khoản, phụ lục. Để trống thì lấy theo lý do.",
    )
    bring = forms.CharField(
        label="Cơ sở cần bổ sung gì",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Viết để người làm nghề đọc là hiểu phải làm gì. Để trống thì lấy theo lý do.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Reason.objects.for_completion()

    def clean(self):
        cleaned = super().clean()
        reason = cleaned.get("reason")
        if reason is not None:
            for name, why in (
                ("part", "Hãy chọn phần hồ sơ cần sửa."),
                ("article", "Hãy ghi căn cứ: điều, khoản, phụ lục."),
                ("bring", "Hãy viết cơ sở cần bổ sung gì."),
            ):
                if name in cleaned:
                    cleaned[name] = cleaned[name] or getattr(reason, name)
                    if not cleaned[name]:
                        self.add_error(name, why)
        return cleaned


PointForms = forms.formset_factory(
    PointForm,
    extra=3,
    min_num=1,
    max_num=20,
    absolute_max=20,
    validate_min=True,
    validate_max=True,
    can_delete=True,
    can_delete_extra=False,
)


class DueForm(SeenForm):
    due_on = DayField(
        label="Bổ sung trước hết ngày", required=False, help_text="Để trống nếu chỉ cần trước khi chốt danh sách."
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError("Ngày này phải ở sau hôm nay.")
        return day


class RefuseForm(SeenForm):
    cause = ReasonField()
    reason = forms.CharField(
        label="Viết cho cơ sở",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-proposal": "bring"}),
        help_text="Cơ sở đọc nguyên văn câu này. Để trống thì lấy theo lý do.",
    )
    article = forms.CharField(
        label="Căn cứ", max_length=200, required=False, help_text="Điều, khoản. Để trống thì lấy theo lý do."
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["cause"].queryset = Reason.objects.for_refusal()

    def clean(self):
        cleaned = super().clean()
        cause = cleaned.get("cause")
        if cause is not None:
            for name, proposed, why in (
                ("reason", cause.bring, "Hãy ghi lý do từ chối bằng lời dễ hiểu."),
                ("article", cause.article, "Hãy ghi căn cứ từ chối (điều, khoản)."),
            ):
                if name in cleaned:
                    cleaned[name] = cleaned[name] or proposed
                    if not cleaned[name]:
                        self.add_error(name, why)
        return cleaned


class IntakeFilter(PortalForm):
    """The query string of the work list; nonsense filters nothing."""

    # What an office can meet: drafts have not reached it.
    STATES = [state for state in EntryState if state != EntryState.DRAFT]

    q = forms.CharField(label="Tìm sản phẩm, cơ sở, mã", required=False, max_length=100)
    ky = forms.ChoiceField(label="Kỳ bình chọn", required=False, widget=PlainSelect)
    nhom = forms.ChoiceField(
        label="Nhóm",
        required=False,
        choices=[("", "Mọi nhóm"), *((group.value, f"{group.value} – {group.label}") for group in ProductGroup)],
        widget=PlainSelect,
    )

    nguoi = forms.ChoiceField(
        label="Người xử lý",
        required=False,
        choices=[("", "Tất cả"), ("toi", "Giao cho tôi"), ("chua", "Chưa giao ai")],
        widget=PlainSelect,
    )
    han = forms.ChoiceField(
        label="Thời hạn",
        required=False,
        choices=[("", "Tất cả"), ("qua", "Đã quá hạn trả lời"), ("sap", "Phải trả lời trong 3 ngày làm việc")],
        widget=PlainSelect,
    )

    def __init__(self, *args, rounds, **options):
        super().__init__(*args, **options)
        # Asked once, where a field of rounds would ask for its list and again for what was chosen.
        titles = ((str(key), title) for key, title in rounds.values_list("pk", "title"))
        self.fields["ky"].choices = [("", "Mọi kỳ"), *titles]

    def narrow(self, entries, user, today):
        self.full_clean()
        values = self.cleaned_data
        if values.get("q"):
            entries = entries.search(values["q"])
        if values.get("ky"):
            entries = entries.filter(round=values["ky"])
        if values.get("nhom"):
            entries = entries.filter(product__group=values["nhom"])
        if values.get("nguoi"):
            entries = entries.filter(assigned_to=user if values["nguoi"] == "toi" else None)
        if values.get("han") == "qua":
            entries = entries.filter(state=EntryState.SUBMITTED, answer_due_on__lt=today)
        elif values.get("han") == "sap":
            soon = add_working_days(today, 3)
            entries = entries.filter(state=EntryState.SUBMITTED, answer_due_on__range=(today, soon))
        return entries

    @staticmethod
    def state_of(request):
        wanted = request.GET.get("trang-thai", "")
        return wanted if wanted in IntakeFilter.STATES else ""


class CauseFilter(PortalForm):
    """The query string of the causes; nonsense filters nothing."""

    nam = forms.TypedChoiceField(label="Năm", coerce=int, empty_value=None, required=False, widget=PlainSelect)
    cap = forms.ChoiceField(label="Cấp", required=False, widget=PlainSelect)
    tinh = forms.ModelChoiceField(
        label="Tỉnh, thành phố của cơ sở", queryset=None, required=False, empty_label="Mọi tỉnh", widget=PlainSelect
    )
    ky = forms.ModelChoiceField(
        label="Kỳ bình chọn", queryset=None, required=False, empty_label="Mọi kỳ", widget=PlainSelect
    )

    def __init__(self, *args, rounds, on, **options):
        super().__init__(*args, **options)
        known = set(rounds.order_by().values_list("year", "level").distinct())
        years = sorted({year for year, _ in known}, reverse=True)
        self.fields["nam"].choices = [("", "Mọi năm"), *((year, str(year)) for year in years)]
        levels = [(level.value, level.label) for level in VoteLevel if level in {level for _, level in known}]
        self.fields["cap"].choices = [("", "Mọi cấp"), *levels]
        self.fields["tinh"].queryset = provinces_on(on)
        self.fields["ky"].queryset = rounds.filter(entries__submitted_at__isnull=False).distinct()

    def narrow(self, entries):
        self.full_clean()
        wanted = self.cleaned_data
        for key, field in (
            ("nam", "round__year"),
            ("cap", "round__level"),
            ("tinh", "product__establishment__province"),
            ("ky", "round"),
        ):
            if wanted.get(key):
                entries = entries.filter(**{field: wanted[key]})
        return entries


class TrackForm(PortalForm):
    ma = forms.CharField(
        label="Mã tra cứu", max_length=40, help_text="Mười chữ và số trên giấy tiếp nhận, ví dụ 7K2MQ-9XD4T."
    )

"""The office's desk and the public's question."""

from django import forms
from django.utils import timezone

from cnnt_portal.ui.forms import DayField, PortalForm
from registrations.fields import SECTIONS
from registrations.models import PAPERS_PART, ProductGroup
from registrations.workflow import EntryState

PARTS = [(section.key, section.title) for section in SECTIONS] + [(PAPERS_PART, "Ảnh và giấy tờ")]


class PointForm(PortalForm):
    """One point of a request to complete."""

    # With an initial value an untouched row counts as empty.
    part = forms.ChoiceField(label="Phần hồ sơ", choices=PARTS, initial=PARTS[0][0])
    article = forms.CharField(
        label="Căn cứ", max_length=200, help_text="Điều, khoản, phụ lục. Ví dụ: Phụ lục 2 TT 14/2018."
    )
    bring = forms.CharField(
        label="Cơ sở cần bổ sung gì",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Viết để người làm nghề đọc là hiểu phải làm gì.",
    )


PointForms = forms.formset_factory(
    PointForm, extra=3, min_num=1, max_num=20, absolute_max=20, validate_min=True, validate_max=True
)


class DueForm(PortalForm):
    due_on = DayField(
        label="Bổ sung trước hết ngày", required=False, help_text="Để trống nếu chỉ cần trước khi chốt danh sách."
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError("Ngày này phải ở sau hôm nay.")
        return day


class RefuseForm(PortalForm):
    reason = forms.CharField(
        label="Lý do từ chối",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cơ sở đọc nguyên văn câu này.",
    )
    article = forms.CharField(label="Căn cứ", max_length=200, help_text="Ví dụ: Điều 4 TT 26/2014/TT-BCT.")


class IntakeFilter(PortalForm):
    """The query string of the work list; nonsense filters nothing."""

    # What an office can meet: drafts have not reached it.
    STATES = [state for state in EntryState if state != EntryState.DRAFT]

    q = forms.CharField(label="Tìm sản phẩm, cơ sở, mã", required=False, max_length=100)
    ky = forms.ModelChoiceField(label="Kỳ bình chọn", queryset=None, required=False, empty_label="Mọi kỳ")
    nhom = forms.ChoiceField(
        label="Nhóm",
        required=False,
        choices=[("", "Mọi nhóm"), *((group.value, f"{group.value} – {group.label}") for group in ProductGroup)],
    )

    def __init__(self, *args, rounds, **options):
        super().__init__(*args, **options)
        self.fields["ky"].queryset = rounds

    def narrow(self, entries):
        self.full_clean()
        values = self.cleaned_data
        if values.get("q"):
            entries = entries.search(values["q"])
        if values.get("ky"):
            entries = entries.filter(round=values["ky"])
        if values.get("nhom"):
            entries = entries.filter(product__group=values["nhom"])
        return entries

    @staticmethod
    def state_of(request):
        wanted = request.GET.get("trang-thai", "")
        return wanted if wanted in IntakeFilter.STATES else ""


class TrackForm(PortalForm):
    ma = forms.CharField(
        label="Mã tra cứu", max_length=40, help_text="Mười chữ và số trên giấy tiếp nhận, ví dụ 7K2MQ-9XD4T."
    )

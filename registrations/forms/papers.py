"""One form for each sort of paper: it asks only what that sort needs."""

from functools import partial

from django import forms

from cnnt_portal.files.forms import CheckedFilesField
from cnnt_portal.files.kinds import IMAGES, SCANS
from cnnt_portal.ui.forms import CountField, DayField, PortalForm
from registrations.models import PHOTO_KINDS, PaperKind, ProductItem
from registrations.papers import EVIDENCE_KINDS


class PhotoForm(PortalForm):
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in PHOTO_KINDS], widget=forms.HiddenInput)
    upload = CheckedFilesField(label="Ảnh (chọn được nhiều tệp một lúc)", accept=IMAGES)
    item = forms.ModelChoiceField(
        label="Ảnh của món nào trong bộ", queryset=ProductItem.objects.none(), required=False, empty_label="Cả bộ"
    )
    caption = forms.CharField(
        label="Chú thích (không bắt buộc)", required=False, max_length=200, help_text="Ví dụ: hộp 500 g, mặt có nhãn."
    )

    def __init__(self, *args, product, **options):
        super().__init__(*args, **options)
        if product.is_set:
            self.fields["item"].queryset = product.items.all()
        else:
            del self.fields["item"]


class ReshapeForm(PortalForm):
    """How a photo is turned and what is cut off, in hundredths of the turned picture."""

    turn = forms.TypedChoiceField(
        label="Xoay",
        coerce=int,
        choices=[(0, "Giữ nguyên"), (90, "Sang phải"), (270, "Sang trái"), (180, "Lộn ngược lại")],
        widget=forms.RadioSelect,
        initial=0,
    )
    left = CountField(label="Cắt bên trái (%)", max_value=80, initial=0)
    top = CountField(label="Cắt phía trên (%)", max_value=80, initial=0)
    right = CountField(label="Cắt bên phải (%)", max_value=80, initial=0)
    bottom = CountField(label="Cắt phía dưới (%)", max_value=80, initial=0)

    def facts(self):
        values = self.cleaned_data
        return {"turn": values["turn"], "cut": tuple(values[edge] for edge in ("left", "top", "right", "bottom"))}


class RegistrationPaperForm(PortalForm):
    """The establishment's profile says the rest."""

    kind = forms.ChoiceField(
        choices=[(PaperKind.REGISTRATION.value, PaperKind.REGISTRATION.label)], widget=forms.HiddenInput
    )
    upload = CheckedFilesField(label="Bản chụp hoặc bản quét, đủ các trang", accept=SCANS)


class EvidenceForm(PortalForm):
    kind = forms.ChoiceField(label="Loại giấy tờ", choices=[(kind.value, kind.label) for kind in EVIDENCE_KINDS])
    upload = CheckedFilesField(label="Bản chụp hoặc bản quét, đủ các trang", accept=SCANS)
    issuer = forms.CharField(label="Cơ quan cấp", max_length=200, help_text="Cơ sở tự công bố thì ghi tên cơ sở.")
    number = forms.CharField(label="Số giấy (không có thì để trống)", required=False, max_length=60)
    issued_on = DayField(label="Ngày cấp")
    expires_on = DayField(label="Ngày hết hạn", required=False, help_text="Giấy không ghi ngày hết hạn thì để trống.")
    caption = forms.CharField(
        label="Về việc gì (không bắt buộc)",
        required=False,
        max_length=200,
        help_text="Ví dụ: đủ điều kiện an toàn thực phẩm cho xưởng bánh tráng.",
    )


def form_for(kind, product):
    """What makes the form that asks what a paper of this kind needs."""
    if kind in PHOTO_KINDS:
        return partial(PhotoForm, product=product)
    return RegistrationPaperForm if kind == PaperKind.REGISTRATION else EvidenceForm

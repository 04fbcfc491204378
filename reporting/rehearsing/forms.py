from django import forms

from cnnt_portal.errors import Refused

from . import plan


class BuildForm(forms.Form):
    file = forms.FileField(
        label="Tệp diễn tập",
        help_text="Tải ở cổng thật: mở kỳ bình chọn, bấm “Diễn tập kỳ này”.",
        error_messages={"required": "Hãy chọn tệp diễn tập.", "empty": "Tệp rỗng. Hãy tải lại từ cổng thật."},
    )
    number = forms.IntegerField(label="Số hồ sơ bịa", min_value=3, max_value=20, initial=8)
    start = forms.ChoiceField(
        label="Bắt đầu từ",
        choices=[
            ("council", "Đã có hội đồng: danh sách đã chốt, thư ký phân công chấm"),
            ("desk", "Bàn tiếp nhận: cán bộ kiểm tra hồ sơ, chốt danh sách, lập hội đồng"),
        ],
        widget=forms.RadioSelect,
        initial="council",
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > plan.LARGEST:
            raise forms.ValidationError(plan.UNREADABLE)
        try:
            return plan.read(upload.read())
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

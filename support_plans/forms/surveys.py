from django import forms

from cnnt_portal.ui.forms import CountField, DayField, MoneyField, PortalForm

from ..models import Channel
from .activities import LARGEST


class SurveyCallForm(PortalForm):
    year = forms.IntegerField(label="Khảo sát về năm", min_value=2010, max_value=2100)
    due_on = DayField(label="Hạn trả lời")
    remind_before = CountField(
        label="Nhắc cơ sở chưa trả lời trước hạn (ngày)",
        min_value=1,
        max_value=90,
        help_text="Cổng tự nhắc một lần. Muốn nhắc thêm thì bấm nút ở trang của đợt.",
    )


class SurveyForm(PortalForm):
    """Five questions that an owner answers without looking anything up twice."""

    revenue = MoneyField(
        label="Doanh thu cả năm (đồng)",
        max_digits=LARGEST,
        help_text="Gõ “850 triệu” hoặc “850.000.000”. Không bán được gì thì ghi 0.",
    )
    labour = CountField(
        label="Số lao động bình quân", max_value=100_000, help_text="Kể cả người nhà cùng làm, không kể thuê vài ngày."
    )
    local_share = CountField(label="Phần bán trong tỉnh (%)", max_value=100)
    home_share = CountField(label="Phần bán ở tỉnh khác (%)", max_value=100)
    export_share = CountField(
        label="Phần xuất khẩu (%)", max_value=100, help_text="Ba phần cộng lại là 100. Không có thì ghi 0."
    )
    channels = forms.MultipleChoiceField(
        label="Đang bán qua đâu (chọn nhiều)",
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label="Khó khăn, điều mong muốn (nếu có)",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def initial_of(answer, before):
        """The answer itself; without one, of last year's what rarely changes."""
        if answer is None and before is None:
            return {}
        names = ("local_share", "home_share", "export_share") + (("revenue", "labour", "note") if answer else ())
        shown = answer or before
        return {
            **{name: getattr(shown, name) for name in names},
            "channels": [row.channel for row in shown.channels.all()],
        }

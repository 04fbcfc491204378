from django import forms

from cnnt_portal.ui.forms import PortalForm

from .models import ErasureRequest


class ErasureForm(PortalForm):
    ground = forms.ChoiceField(label="Bạn muốn", widget=forms.RadioSelect)
    understood = forms.BooleanField(
        label="Tôi đã đọc phần nào bị xóa, phần nào phải giữ lại, và hiểu rằng đã xóa thì không lấy lại được.",
        error_messages={"required": "Cần bạn tự đánh dấu là đã đọc."},
    )

    def __init__(self, *args, days, **options):
        super().__init__(*args, **options)
        self.fields["ground"].choices = [
            (
                ErasureRequest.Ground.ASKED,
                f"Yêu cầu xóa: tài khoản vẫn dùng được thêm {days} ngày và bạn còn rút lại được; hết hạn thì cổng xóa.",
            ),
            (
                ErasureRequest.Ground.CONSENT,
                f"Rút lại sự đồng ý: tài khoản đóng ngay bây giờ, cổng thôi gửi thư; sau {days} ngày thì xóa.",
            ),
        ]

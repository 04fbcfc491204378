"""Real texts for the gallery of components."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.permissions import ALLOWED, refuse
from cnnt_portal.text import fold

from . import lists
from .components import Missing, StepperStep, Tab, Todo
from .forms import CountField, DayField, MoneyField, PointsField, PortalForm

INITIAL = {"revenue": Decimal("1250000000"), "points": Decimal("39.5"), "registered_on": date(2026, 9, 5)}

# Recognised in Bắc Giang in 2021.
_PRODUCTS = [
    ("Kính gọng sừng thủ công", "Công ty TNHH Neo Eyewear Vina", "A", "86.5", "recognised"),
    ("Tinh dầu hương thảo", "HTX sản xuất, thương mại và dịch vụ ORGANIC", "B", "81.25", "recognised"),
    ("Vải thiều ngâm nước đường", "Công ty Xuất nhập khẩu Vifoco", "B", "84", "recognised"),
    ("Kim tiền thảo - Shilintong", "Công ty CP Dược phẩm OPC Bắc Giang", "D", "79.75", "scored"),
    ("Mỳ ngũ sắc Hiền Phước", "HTX Mỳ Chũ Hiền Phước", "B", "88", "scored"),
    ("Bánh khảo Mộc Sơn", "HTX Nông nghiệp Mộc Sơn", "B", "68.5", "not_passed"),
    ("Xúc xích gà", "HTX Nông nghiệp xanh Yên Thế", "B", "74", "scored"),
    ("Dầu vừng (mè) Đại An", "HTX Quang Duy", "B", None, "returned"),
    ("Trà xạ đen Diệp Nhất", "Sản xuất nông nghiệp, Thương mại và Dịch vụ Thiên Phú", "B", None, "submitted"),
    ("Chả gà GS", "Công ty CP Giang Sơn", "B", None, "submitted"),
    ("Cao đinh lăng", "HTX Dược liệu Thiên Tâm Yên Thế", "B", None, "draft"),
    ("Mật ong rừng", "HTX Dược liệu Lưu Chanh Trường Sơn", "B", None, "withdrawn"),
]
_STATES = {
    "draft": "Đang soạn",
    "submitted": "Đã nộp, chờ tiếp nhận",
    "returned": "Phải bổ sung",
    "scored": "Đã chấm điểm",
    "not_passed": "Không đạt 70 điểm",
    "recognised": "Đã được công nhận",
    "withdrawn": "Đã rút",
}
_SORTS = {"ten": "name", "co-so": "establishment", "diem": "points"}


def _sample(state, **fields):
    return SimpleNamespace(state=state, get_state_display=lambda: _STATES[state], **fields)


def sorted_products(request):
    """The sample rows in the order that the query string asks for; real lists use `lists.sort`."""
    wanted = request.GET.get(lists.SORT, "ten")
    key = wanted.removeprefix("-") if wanted.removeprefix("-") in _SORTS else "ten"
    request.sorting = lists.Sorting(key, wanted.startswith("-"))
    rows = [
        _sample(state, name=name, establishment=establishment, group=group, points=points and Decimal(points))
        for name, establishment, group, points, state in _PRODUCTS
    ]
    words = fold(request.GET.get("q", "")).split()
    rows = [row for row in rows if all(word in fold(f"{row.name} {row.establishment}") for word in words)]
    field = _SORTS[key]
    rows.sort(key=lambda row: (getattr(row, field) is None, fold(str(getattr(row, field)))))
    return rows[::-1] if request.sorting.descending else rows


class SearchForm(PortalForm):
    q = forms.CharField(label="Tên sản phẩm hoặc cơ sở", required=False)
    group = forms.ChoiceField(
        label="Nhóm",
        required=False,
        choices=[("", "Mọi nhóm"), ("A", "A – Thủ công mỹ nghệ"), ("B", "B – Chế biến nông, lâm, thủy sản, thực phẩm")],
    )


class GalleryForm(PortalForm):
    name = forms.CharField(
        label="Tên sản phẩm", max_length=200, help_text="Như ghi trên nhãn, ví dụ: Miến dong Bình Liêu."
    )
    group = forms.ChoiceField(
        label="Nhóm sản phẩm",
        widget=forms.RadioSelect,
        choices=[
            ("A", "A – Thủ công mỹ nghệ"),
            ("B", "B – Chế biến nông, lâm, thủy sản và thực phẩm"),
            ("C", "C – Thiết bị, máy móc, dụng cụ và phụ tùng cơ khí"),
            ("D", "D – Sản phẩm khác"),
        ],
    )
    registered_on = DayField(label="Ngày cấp giấy đăng ký", help_text="Ngày/tháng/năm ghi trên giấy.")
    revenue = MoneyField(label="Doanh thu năm 2025", help_text="Bằng đồng; gõ được “1,5 triệu” hoặc “2 tỷ”.")
    labourers = CountField(label="Số lao động", required=False)
    points = PointsField(label="Điểm tiêu chí 1", max_value=40, help_text="Tối đa 40 điểm.")
    story = forms.CharField(
        label="Giới thiệu sản phẩm", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    paper = forms.FileField(
        label="Giấy chứng nhận đăng ký doanh nghiệp",
        required=False,
        help_text="Tệp PDF hoặc ảnh JPEG, PNG; không quá 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    truthful = forms.BooleanField(label="Tôi cam kết thông tin trên là đúng sự thật")


def texts(at):
    today = timezone.localdate(at)

    def step(label, days, by, state_label="", note=""):
        return SimpleNamespace(label=label, at=at - timedelta(days=days), by=by, state_label=state_label, note=note)

    return {
        "states": [_sample(state) for state in _STATES],
        "history": [
            step("Lập hồ sơ", 21, "Lê Thị Hạnh"),
            step("Nộp hồ sơ", 14, "Lê Thị Hạnh", "Đã nộp, chờ tiếp nhận"),
            step(
                "Yêu cầu bổ sung",
                12,
                "Trần Quốc Bảo",
                "Phải bổ sung",
                "Thiếu ảnh chụp sản phẩm từ trên xuống (Phụ lục 2, Thông tư 14/2018/TT-BCT). "
                "Xin bổ sung trước khi nộp lại.",
            ),
            step("Nộp lại", 3, "Lê Thị Hạnh", "Đã nộp, chờ tiếp nhận"),
            step("Tiếp nhận", 1, None, "Đã tiếp nhận"),
        ],
        "todos": [
            Todo(
                "Bổ sung ảnh cho hồ sơ “Bánh tráng Cù Lao Mây”",
                "#viec",
                today - timedelta(days=2),
                "Sở Công Thương yêu cầu",
            ),
            Todo("Chấm điểm 6 sản phẩm nhóm B", "#viec", today + timedelta(days=3), "Kỳ bình chọn cấp tỉnh năm 2026"),
            Todo("Ký báo cáo 6 tháng đầu năm 2026", "#viec", today + timedelta(days=24)),
            Todo("Xem danh sách sản phẩm mới được công nhận", "#viec"),
        ],
        "steps": [
            StepperStep("Phiếu đăng ký", "done", "Đủ", "#tien-trinh"),
            StepperStep("Thuyết minh", "done", "Đủ", "#tien-trinh"),
            StepperStep("Ảnh sản phẩm", "current", "2 trong ít nhất 3 ảnh"),
            StepperStep("Cam kết và nộp", "todo"),
        ],
        "missing": [
            Missing("Chưa đủ 3 ảnh màu của sản phẩm (đang có 2).", "#con-thieu"),
            Missing("Chưa có bản sao giấy chứng nhận đăng ký doanh nghiệp.", "#con-thieu"),
            "Chưa ghi doanh thu năm 2024.",
        ],
        "tabs": [
            Tab("Tất cả", "/thanh-phan/", 1240),
            Tab("Chờ tiếp nhận", "/thanh-phan/?tab=cho", 12),
            Tab("Phải bổ sung", "/thanh-phan/?tab=bo-sung", 3),
            Tab("Đã rút", "/thanh-phan/?tab=rut"),
        ],
        "allowed": ALLOWED,
        "refused": refuse("Chưa nộp được vì hồ sơ còn thiếu 3 mục nêu ở phần “Còn thiếu”."),
        "refused_act": Refused("Người khác vừa xử lý việc này trước bạn. Hãy tải lại trang để xem trạng thái mới."),
        "before": "Ba cơ sở được tư vấn về bao bì.\nKhông có khó khăn lớn.",
        "after": "Bốn cơ sở được tư vấn về bao bì và nhãn hiệu.\nKhông có khó khăn lớn.",
        "award": Decimal("200000000"),
        "mean": Decimal("76.3333"),
        "valid_to": date(2029, 12, 31),
    }

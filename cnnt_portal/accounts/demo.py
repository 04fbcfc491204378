"""The people of the demonstration: one account per role, shown on the sign-in page in the embedded mode only."""

import datetime
from typing import NamedTuple

from django.conf import settings

from cnnt_portal.errors import Refused

from .backends import DEMO_DOMAIN
from .models import Role

PASSWORD = "cnnt-demo-2026"  # noqa: S105  public on purpose; opens nothing outside the embedded mode

# The establishment of the demonstration; the registrations' seed describes it further.
ESTABLISHMENT_CODE = "demo-co-so"
ESTABLISHMENT_NAME = "Hợp tác xã Bánh tráng Cái Nhum"


# All hold their roles since the present provinces and communes exist.
SINCE = datetime.date(2025, 7, 1)


class DemoPerson(NamedTuple):
    name: str
    full_name: str
    organisation: str
    role: str
    title: str
    tries: str
    # The office as it stands above a signature, where it is not what the card says.
    office: str = ""

    @property
    def email(self):
        return self.name + DEMO_DOMAIN


PEOPLE = [
    DemoPerson(
        "coso", "Lê Thị Hạnh", ESTABLISHMENT_CODE, Role.OWNER, "Chủ cơ sở",
        "Khai cơ sở và sản phẩm, nộp hồ sơ, theo dõi kết quả và giấy chứng nhận.",
    ),
    DemoPerson(
        "xa", "Phạm Văn Đước", "ubnd-xa-cai-nhum", Role.OFFICER, "Cán bộ xã",
        "Xem và hướng dẫn các cơ sở trên địa bàn xã.",
    ),
    DemoPerson(
        "so", "Trần Quốc Bảo", "so-vinh-long", Role.OFFICER, "Cán bộ Sở Công Thương",
        "Tiếp nhận hồ sơ, yêu cầu bổ sung, trả lại có lý do.",
    ),
    DemoPerson(
        "truongso", "Trịnh Thị Kim Lan", "so-vinh-long", Role.HEAD, "Phó Giám đốc phụ trách Sở",
        "Xác nhận quyết định thu hồi, tạm đình chỉ, cấp đổi giấy chứng nhận; ký gửi đề án.",
    ),
    DemoPerson(
        "thuky", "Đặng Thị Thư", "so-vinh-long", Role.OFFICER, "Thư ký hội đồng",
        "Phân công giám khảo, theo dõi tiến độ chấm, lập biên bản họp.",
    ),
    DemoPerson(
        "giamkhao1", "Võ Thành Đạt", "", "", "Giám khảo 1",
        "Khai xung đột lợi ích, chấm điểm các sản phẩm được giao.",
    ),
    DemoPerson(
        "giamkhao2", "Bùi Ngọc Ẩn", "", "", "Giám khảo 2",
        "Chấm độc lập: không thấy điểm của giám khảo khác.",
    ),
    DemoPerson(
        "giamkhao3", "Hồ Thị Yến", "", "", "Giám khảo 3",
        "Chấm độc lập: không thấy điểm của giám khảo khác.",
    ),
    DemoPerson(
        "chutich", "Huỳnh Văn Ổn", "ubnd-vinh-long", Role.LEADER, "Chủ tịch hội đồng",
        "Chủ trì phiên họp, biểu quyết, trình kết quả.",
    ),
    DemoPerson(
        "cuc", "Đỗ Thu Hương", "cuc-dck", Role.OFFICER, "Cán bộ Cục",
        "Mở kỳ bình chọn cấp khu vực, lập kế hoạch hỗ trợ, tổng hợp báo cáo.",
    ),
    DemoPerson(
        "donvi", "Mai Anh Thư", "cuc-xttm", Role.OFFICER, "Cán bộ đơn vị thuộc Bộ",
        "Ghi các hoạt động hỗ trợ, soạn báo cáo 6 tháng.",
    ),
    DemoPerson(
        "truongdonvi", "Vũ Quang Hiếu", "cuc-xttm", Role.HEAD, "Trưởng đơn vị thuộc Bộ",
        "Duyệt và gửi kế hoạch năm, báo cáo 6 tháng; mời người vào đơn vị.", "Cục trưởng",
    ),
    DemoPerson(
        "taichinh", "Phan Thị Lệ", "vu-khtc", Role.FINANCE, "Cán bộ tài chính",
        "Tổng hợp dự toán kinh phí hằng năm của các đơn vị.",
    ),
    DemoPerson(
        "lanhdao", "Hoàng Gia Phúc", "lanh-dao-bo", Role.LEADER, "Lãnh đạo Bộ",
        "Xem số liệu tổng hợp và báo cáo đã gửi.",
    ),
    DemoPerson(
        "quantri", "Tạ Công Minh", "cuc-dck", Role.ADMINISTRATOR, "Quản trị cổng",
        "Mời người đứng đầu vào từng tổ chức, xem nhật ký ở trang quản trị kỹ thuật.",
    ),
]  # fmt: skip


def shown():
    """The people to show on the sign-in page: nobody outside the embedded mode."""
    return PEOPLE if settings.DEMO_ACCOUNTS else []


def require_demo():
    if not settings.DEMO_ACCOUNTS:
        raise Refused("Tài khoản minh họa chỉ có ở chế độ chạy thử.")

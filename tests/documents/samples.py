"""Official documents as the apps would write them."""

from datetime import date
from decimal import Decimal

from cnnt_portal.documents.content import (
    Appendix,
    Bold,
    Column,
    Heading,
    Italic,
    List,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
)

PRODUCTS = [
    ("Miến dong Bình Liêu", "Hợp tác xã Phát triển Đình Trung", "xã Húc Động, huyện Bình Liêu"),
    ("Bánh tráng Cù Lao Mây", "Cơ sở sản xuất Lê Thị Hạnh", "xã Lục Sĩ Thành, huyện Trà Ôn"),
    ("Bộ sản phẩm hồ tiêu Bầu Mây", "Hợp tác xã Nông nghiệp - Thương mại - Du lịch Bầu Mây", "xã Hòa Hiệp"),
    ("Máy ép củi trấu", "Công ty TNHH Cơ khí Bùi Văn Ngọ", "phường Tân Ngãi"),
]


def decision(**changes):
    given = {
        "agency_parent": "",
        "agency": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "number": "1205",
        "symbol": "QĐ-UBND",
        "place": "Vĩnh Long",
        "date": date(2026, 7, 5),
        "kind": "QUYẾT ĐỊNH",
        "abstract": "Về việc công nhận sản phẩm công nghiệp nông thôn tiêu biểu\ncấp tỉnh năm 2026",
        "authority": "Chủ tịch Ủy ban nhân dân tỉnh",
        "bases": (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            "Căn cứ Nghị định số 45/2012/NĐ-CP ngày 21 tháng 5 năm 2012 của Chính phủ về khuyến công, được sửa đổi, bổ "
            "sung bởi Nghị định số 235/2025/NĐ-CP",
            "Căn cứ Thông tư số 26/2014/TT-BCT ngày 28 tháng 8 năm 2014 của Bộ trưởng Bộ Công Thương",
            "Theo đề nghị của Giám đốc Sở Công Thương tại Tờ trình số 812/TTr-SCT ngày 01 tháng 7 năm 2026",
        ),
        "resolution": "QUYẾT ĐỊNH:",
        "body": (
            Paragraph(
                (
                    Bold("Điều 1."),
                    " Công nhận 45 sản phẩm công nghiệp nông thôn tiêu biểu cấp tỉnh năm 2026 ",
                    Italic("(danh sách kèm theo)"),
                    ".",
                )
            ),
            Paragraph((Bold("Điều 2."), " Cơ sở có sản phẩm được công nhận được hưởng các quyền lợi sau:")),
            List(("Được cấp giấy chứng nhận;", "Được sử dụng biểu trưng của chương trình trên nhãn, bao bì.")),
            Paragraph(
                (
                    Bold("Điều 3."),
                    " Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Công Thương, Chủ tịch Ủy ban nhân dân các xã, "
                    "phường và các cơ sở có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.",
                )
            ),
        ),
        "signatures": (Signature(authority="KT. CHỦ TỊCH", title="PHÓ CHỦ TỊCH", name="Huỳnh Văn Ổn"),),
        "recipients": ("Như Điều 3", "Bộ Công Thương", "CT, các PCT UBND tỉnh", "Lưu: VT, KT"),
        "appendices": (
            Appendix(
                title="Danh sách sản phẩm công nghiệp nông thôn tiêu biểu\ncấp tỉnh năm 2026",
                reference="(Kèm theo Quyết định số 1205/QĐ-UBND ngày 05 tháng 7 năm 2026 của Chủ tịch Ủy ban nhân dân "
                "tỉnh Vĩnh Long)",
                blocks=(product_table(45),),
            ),
        ),
    }
    return OfficialDocument(**given | changes)


def product_table(count):
    rows = [(n, *PRODUCTS[n % len(PRODUCTS)], Decimal(7000 + n) / 100) for n in range(1, count + 1)]
    columns = (
        Column("TT", "int", width=5, align="center"),
        Column("Tên sản phẩm, bộ sản phẩm", width=28),
        Column("Tên cơ sở", width=30),
        Column("Địa chỉ", width=28),
        Column("Điểm", "decimal", width=9),
    )
    return Table(columns, tuple(rows))


def report(**changes):
    columns = (
        Column("TT", "int", width=5, align="center"),
        Column("Nội dung hỗ trợ", width=34),
        Column("Ngày", "date", width=12),
        Column("Số cơ sở", "int", width=9, total=True),
        Column("Kinh phí (đồng)", "money", width=16, total=True),
    )
    rows = tuple(
        (
            n,
            f"Hội chợ hàng công nghiệp nông thôn tiêu biểu lần thứ {n}",
            date(2026, 1 + n % 6, 1 + n % 28),
            n,
            n * 12_500_000,
        )
        for n in range(1, 41)
    )
    given = {
        "agency_parent": "Bộ Công Thương",
        "agency": "Cục Xúc tiến thương mại",
        "symbol": "BC-XTTM",
        "place": "Hà Nội",
        "kind": "BÁO CÁO",
        "abstract": "Kết quả hỗ trợ sản phẩm công nghiệp nông thôn tiêu biểu\n6 tháng đầu năm 2026",
        "addressees": ("Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",),
        "body": (
            Heading("I. Tình hình thực hiện"),
            Paragraph(
                "Thực hiện Kế hoạch hỗ trợ sản phẩm công nghiệp nông thôn tiêu biểu của Bộ Công Thương, trong 6 tháng "
                "đầu năm 2026 Cục Xúc tiến thương mại đã tổ chức 40 hoạt động, hỗ trợ 820 lượt cơ sở."
            ),
            Heading("1. Xúc tiến thương mại", level=3),
            List(("Tổ chức hội chợ, triển lãm;", "Đào tạo, tập huấn thiết kế bao bì."), ordered=True),
            Table(columns, rows, caption="Bảng 1. Các hoạt động đã thực hiện"),
            Heading("II. Kiến nghị"),
            Paragraph("Đề nghị Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công tổng hợp, báo cáo Lãnh đạo Bộ./."),
        ),
        "signatures": (Signature(title="CỤC TRƯỞNG", name="Vũ Quang Hiếu"),),
        "recipients": ("Như trên", "Lưu: VT, KHTC"),
    }
    return OfficialDocument(**given | changes)


def minutes(**changes):
    given = {
        "agency_parent": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "agency": "Hội đồng bình chọn sản phẩm\ncông nghiệp nông thôn tiêu biểu cấp tỉnh",
        "number": "02",
        "symbol": "BB-HĐBC",
        "place": "Vĩnh Long",
        "date": date(2026, 2, 9),
        "kind": "BIÊN BẢN",
        "abstract": "Họp Hội đồng bình chọn sản phẩm công nghiệp nông thôn tiêu biểu\ncấp tỉnh năm 2026",
        "body": (
            Paragraph("Thời gian bắt đầu: 08 giờ 00, ngày 09 tháng 02 năm 2026."),
            Paragraph("Địa điểm: Hội trường Sở Công Thương tỉnh Vĩnh Long."),
            Paragraph((Bold("Thành phần tham dự:"), " 7/9 thành viên Hội đồng.")),
            Heading("Kết quả biểu quyết"),
            Table(
                (
                    Column("TT", "int", width=5, align="center"),
                    Column("Sản phẩm", width=40),
                    Column("Tán thành", "int", width=12, total=True),
                    Column("Không tán thành", "int", width=12, total=True),
                ),
                tuple((n, name, 7 - n, n) for n, (name, _, _) in enumerate(PRODUCTS[:3], 1)),
            ),
            Paragraph("Cuộc họp kết thúc vào 11 giờ 30 cùng ngày."),
        ),
        "signatures": (
            Signature("Thư ký", "Đặng Thị Thư", note="(Ký, ghi rõ họ tên)"),
            Signature("Chủ tịch Hội đồng", "Huỳnh Văn Ổn", note="(Ký, ghi rõ họ tên)"),
        ),
        "recipients": ("Thành viên Hội đồng", "Lưu: HĐBC"),
    }
    return OfficialDocument(**given | changes)


def letter(**changes):
    given = {
        "agency_parent": "Ủy ban nhân dân tỉnh Vĩnh Long",
        "agency": "Sở Công Thương",
        "number": "96",
        "symbol": "SCT-KC",
        "place": "Vĩnh Long",
        "date": date(2026, 11, 21),
        "abstract": "V/v đề cử sản phẩm tham gia bình chọn cấp khu vực năm 2026",
        "addressees": ("Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công", "Hội đồng bình chọn cấp khu vực"),
        "body": (Paragraph("Sở Công Thương tỉnh Vĩnh Long gửi danh sách trích ngang và hồ sơ kèm theo./."),),
        "signatures": (Signature(authority="KT. GIÁM ĐỐC", title="PHÓ GIÁM ĐỐC", name="Ngô Thị Ánh"),),
        "recipients": ("Như trên", "UBND tỉnh (để báo cáo)", "Lưu: VT, KC"),
    }
    return OfficialDocument(**given | changes)


SAMPLES = {"decision": decision, "report": report, "minutes": minutes, "letter": letter}

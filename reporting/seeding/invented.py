"""What the demonstration invents: establishments, products, answers and pictures."""

import hashlib
import io
from typing import NamedTuple

from PIL import Image, ImageDraw
from stdnum.vn import mst


class Invented(NamedTuple):
    """An establishment with its product; `owner` is a full name, or a demo account's name."""

    establishment: str
    owner: str
    product: str
    group: str
    items: tuple = ()
    at_the_commune: bool = False


# The first is the demonstration's own establishment.
LAST_YEAR = [
    Invented("", "coso", "Bánh tráng sữa Cái Nhum", "B"),
    Invented(
        "Cơ sở gốm đỏ Mỹ An (minh họa)", "Nguyễn Thị Út", "Bộ sản phẩm chậu gốm đỏ", "A", ("Chậu tròn", "Chậu vuông")
    ),
    Invented("Cơ sở cơ khí Tân Lược (minh họa)", "Phan Văn Bảy", "Máy gọt vỏ dừa bán tự động", "C"),
    Invented("Hợp tác xã Khoai lang Bình Tân (minh họa)", "Trần Văn Sáu", "Khoai lang sấy giòn", "B"),
]
# Filed and accepted, the deadline has passed: from here a visitor goes on by hand.
READY = [
    Invented("", "coso", "Bánh tráng nướng mè đen Cái Nhum", "B"),
    Invented("Cơ sở gốm đỏ Mỹ An (minh họa)", "Nguyễn Thị Út", "Đèn gốm đỏ", "A"),
]
# Recognised by the council, published: the decision is to be entered.
DECIDED = [
    Invented("", "coso", "Bánh tráng dừa Cái Nhum", "B"),
    Invented("Cơ sở cơ khí Tân Lược (minh họa)", "Phan Văn Bảy", "Máy đóng gói hút chân không", "C"),
]
DECIDED_TOTALS = [("88", "85.5", "87"), ("79", "81.5", "80")]
# Being judged: a judge and a chair have something to do on the first day.
JUDGED = [
    Invented("", "coso", "Bánh tráng gấc Cái Nhum", "B"),
    Invented("Cơ sở cơ khí Tân Lược (minh họa)", "Phan Văn Bảy", "Máy ép mía cầm tay", "C"),
]
THIS_YEAR = [
    ("accepted", Invented("Cơ sở kẹo dừa Ba Vát (minh họa)", "Võ Thị Mười", "Kẹo dừa lá dứa", "B")),
    ("accepted", Invented("Cơ sở đan lát Trà Cú (minh họa)", "Thạch Sô Phi", "Giỏ lục bình", "A")),
    ("submitted", Invented("Công ty TNHH Nông cụ Mang Thít (minh họa)", "Lý Hoàng Nam", "Máy xới cỏ cầm tay", "C")),
    ("submitted", Invented("Hộ kinh doanh Mắm Trà Ôn (minh họa)", "Kim Thị Sen", "Mắm cá linh", "B")),
    ("returned", Invented("Cơ sở tàu hủ ky Mỹ Hòa (minh họa)", "Đinh Công Thắng", "Tàu hủ ky lá", "B")),
    ("refused", Invented("Cửa hàng Đặc sản Chợ Lách (minh họa)", "Hồ Thị Lan", "Trái cây sấy nhập về đóng gói", "B")),
    ("withdrawn", Invented("Cơ sở chiếu Cà Hom (minh họa)", "Sơn Ngọc Minh", "Chiếu lác hai mặt", "A")),
    ("returned", Invented("", "coso", "Bánh tráng cuốn Cái Nhum", "B")),
    ("draft", Invented("", "coso", "Bánh tráng nem Cái Nhum", "B")),
]

# Filed with the commune, waiting for its officer.
OF_THE_COMMUNE = Invented("Cơ sở nem chua Cái Nhum (minh họa)", "Lâm Thị Ngọc", "Nem chua Cái Nhum", "B", (), True)

ANSWERS = {
    "self_made": "1",
    "series_made": "1",
    "no_breach": "1",
    "description": "Sản phẩm làm tại cơ sở, đóng gói theo quy cách bán lẻ và bán sỉ, có nhãn đầy đủ.",
    "first_year": "1996",
    "difference": "Làm bằng nguyên liệu trong vùng, theo cách làm truyền thống kết hợp máy móc.",
    "packaging": "Bao bì giấy có nhãn đủ nội dung bắt buộc và mã QR truy xuất.",
    "materials": "Nguyên liệu của nông dân trong xã",
    "materials_origin": "local",
    "process": "Sơ chế, chế biến, kiểm tra, đóng gói.",
    "equipment": "Máy chế biến 2 chiếc, máy đóng gói 1 chiếc.",
    "capacity": "120000",
    "output_unit": "kg",
    "labour": "14",
    "average_pay": "7500000",
    "market_local": "55",
    "market_national": "40",
    "market_export": "5",
    "environment": "Nước thải qua bể lắng ba ngăn; khói bụi có hút lọc.",
    "culture": "Nghề của địa phương có hơn một trăm năm.",
    "design": "Mẫu mã gọn, màu sắc hài hòa, tiện mang đi làm quà.",
}
YEARLY = {
    "output": ("96000", "90000", "81000"),
    "revenue": ("2880000000", "2610000000", "2300000000"),
    "taxes": ("43000000", "39000000", "34500000"),
}


def answers_for(years):
    """Every answer; yearly tables for these years, the latest first."""
    tables = {
        key: {str(year): value for year, value in zip(sorted(years, reverse=True), values, strict=True)}
        for key, values in YEARLY.items()
    }
    return {**ANSWERS, **tables}


def tax_codes():
    """Ever new codes with their right check digit."""
    for number in range(1, 10_000):
        stem = f"19{number:07}"
        check = mst.calc_check_digit(stem)
        if len(check) == 1:
            yield stem + check


_TINTS = {
    "A": ("#b5651d", "#f3e2cf"),
    "B": ("#3f7d3a", "#e7f0dc"),
    "C": ("#44617b", "#dfe7ee"),
    "D": ("#6b5b95", "#e8e4f0"),
}


def photo(group, name, side):
    """A drawn picture of a packet from one side: enough pixels for a print of 10 × 15 cm at 200 dpi."""
    dark, light = _TINTS[group]
    picture = Image.new("RGB", (1200, 800), light)
    draw = ImageDraw.Draw(picture)
    if side == "top":
        draw.ellipse((300, 100, 900, 700), fill=dark)
        draw.ellipse((380, 180, 820, 620), outline=light, width=14)
        _draw_label(draw, f"{name} {side}", light)
    else:
        width = 560 if side == "front" else 260
        left = 600 - width // 2
        draw.rounded_rectangle((left, 110, left + width, 690), radius=36, fill=dark)
        draw.rectangle((left + 40, 300, left + width - 40, 480), fill=light)
        _draw_label(draw, f"{name} {side}", dark)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _draw_label(draw, name, colour):
    """Bars as long as the name says, so that no two dossiers show the office the very same file."""
    for bar, byte in enumerate(hashlib.sha256(name.encode()).digest()[:8]):
        x = 517 + 22 * bar
        draw.rectangle((x, 460 - 20 - byte // 2, x + 12, 460), fill=colour)

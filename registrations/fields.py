"""What Phụ lục 1 and 2 of TT 14/2018 ask: the one definition behind page, validation, print and export.

The statutory lists were not found; this set is the portal's default. Facts of the establishment and of the product
come from their own records and are copied beside the answers when a dossier is filed.

An answer is stored as text in its canonical form, whatever its kind, so that the frozen JSON has one spelling:
numbers as digits without dots, yes as "1", a yearly table as {"2025": "1200000000"}. An unanswered field has no key.
"""

from dataclasses import dataclass
from enum import StrEnum

from cnnt_portal.text import grouped

# Named in every frozen version, so that an old one is read by the definition that it was written under.
DEFINITION = "TT14-2018/1"


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    YEAR = "year"
    CHOICE = "choice"
    # A statement that the establishment must be able to make.
    CONFIRM = "confirm"
    # One whole number, or one amount of đồng, for each of the last three years.
    YEARLY_NUMBER = "yearly_number"
    YEARLY_MONEY = "yearly_money"


YEARLY = {Kind.YEARLY_NUMBER, Kind.YEARLY_MONEY}
LONGEST = {Kind.TEXT: 300, Kind.LONG_TEXT: 4000}


@dataclass(frozen=True)
class Field:
    """One question. `unit` follows the value on paper; `article` says which rule asks."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    help: str = ""
    unit: str = ""
    choices: tuple = ()
    article: str = ""

    @property
    def is_yearly(self):
        return self.kind in YEARLY

    @property
    def longest(self):
        return LONGEST.get(self.kind)

    def is_answered(self, answers, years):
        value = answers.get(self.key)
        if self.is_yearly:
            return bool(value) and all(value.get(str(year)) for year in years)
        return bool(value)


@dataclass(frozen=True)
class Section:
    """One page of the form and one heading on paper."""

    key: str
    title: str
    intro: str
    fields: tuple

    @property
    def keys(self):
        return [field.key for field in self.fields]

    def unanswered(self, answers, years):
        """The required fields that still lack an answer."""
        return [field for field in self.fields if field.required and not field.is_answered(answers, years)]


ELIGIBILITY = "Điều 4 TT 26/2014/TT-BCT, sửa đổi bởi TT 14/2018/TT-BCT"

SECTIONS = (
    Section(
        "eligibility",
        "Điều kiện dự bình chọn",
        "Ba điều cơ sở phải bảo đảm thì sản phẩm mới được dự. Nếu có điều chưa chắc, hãy hỏi cơ quan nhận hồ sơ trước.",
        (
            Field(
                "self_made",
                "Sản phẩm do chính cơ sở chúng tôi sản xuất",
                Kind.CONFIRM,
                help="Hàng mua về bán lại hoặc thuê nơi khác làm toàn bộ thì không được dự.",
                article=ELIGIBILITY,
            ),
            Field(
                "series_made",
                "Sản phẩm làm được hàng loạt, không phải bản duy nhất",
                Kind.CONFIRM,
                help="Ví dụ: một bức tranh chỉ làm một lần, không làm lại được, là độc bản.",
                article=ELIGIBILITY,
            ),
            Field(
                "no_breach",
                "Sản phẩm không vi phạm sở hữu trí tuệ, chất lượng, an toàn lao động, an toàn thực phẩm và môi trường",
                Kind.CONFIRM,
                article=ELIGIBILITY,
            ),
        ),
    ),
    Section(
        "product",
        "Giới thiệu sản phẩm",
        "Viết như khi giới thiệu với khách hàng: sản phẩm là gì, dùng làm gì, có gì riêng.",
        (
            Field(
                "description",
                "Mô tả sản phẩm",
                Kind.LONG_TEXT,
                help="Hình dáng, kích thước, quy cách, công dụng. Nếu là bộ sản phẩm, nói các món đi với nhau thế nào.",
            ),
            Field("first_year", "Năm bắt đầu sản xuất", Kind.YEAR),
            Field(
                "difference",
                "Điểm khác biệt so với sản phẩm cùng loại",
                Kind.LONG_TEXT,
                help="Ví dụ: giống lúa riêng, cách làm gia truyền, máy móc tự chế.",
            ),
            Field(
                "packaging",
                "Bao bì, nhãn hàng hóa",
                Kind.LONG_TEXT,
                help="Chất liệu bao bì; nhãn ghi những gì; có mã vạch, mã QR truy xuất hay không.",
            ),
        ),
    ),
    Section(
        "production",
        "Nguyên liệu và cách làm",
        "Nói rõ nguyên liệu lấy từ đâu, làm qua những bước nào, bằng máy gì.",
        (
            Field("materials", "Nguyên liệu chính", Kind.LONG_TEXT, help="Ví dụ: bột gạo, vừng, muối."),
            Field(
                "materials_origin",
                "Nguồn nguyên liệu chủ yếu",
                Kind.CHOICE,
                choices=(("local", "Trong tỉnh"), ("national", "Tỉnh khác trong nước"), ("import", "Nhập khẩu")),
            ),
            Field("process", "Quy trình sản xuất", Kind.LONG_TEXT, help="Kể các bước chính theo thứ tự."),
            Field("equipment", "Máy móc, thiết bị", Kind.LONG_TEXT, help="Tên máy, số lượng, năm mua nếu nhớ."),
            Field(
                "capacity",
                "Công suất mỗi năm",
                Kind.NUMBER,
                help="Số lượng nhiều nhất có thể làm trong một năm, theo đơn vị tính ghi ở dưới; ở đây chỉ ghi số.",
            ),
            Field("output_unit", "Đơn vị tính sản lượng", help="Ví dụ: kg, chiếc, bộ, lít."),
        ),
    ),
    Section(
        "business",
        "Kết quả sản xuất, kinh doanh",
        "Số liệu của riêng sản phẩm này trong ba năm gần nhất. Năm nào chưa sản xuất thì ghi 0.",
        (
            Field("output", "Sản lượng", Kind.YEARLY_NUMBER, help="Theo đơn vị tính đã ghi ở phần trước."),
            Field("revenue", "Doanh thu", Kind.YEARLY_MONEY, unit="đồng"),
            Field("taxes", "Thuế đã nộp", Kind.YEARLY_MONEY, unit="đồng", help="Được miễn thuế thì ghi 0."),
            Field("labour", "Số lao động thường xuyên", Kind.NUMBER, unit="người"),
            Field("average_pay", "Thu nhập bình quân một lao động mỗi tháng", Kind.MONEY, unit="đồng"),
            Field(
                "market_local",
                "Bán trong tỉnh",
                Kind.PERCENT,
                unit="%",
                help="Phần trăm doanh thu; ba ô cộng lại là 100.",
            ),
            Field("market_national", "Bán ở tỉnh khác", Kind.PERCENT, unit="%"),
            Field("market_export", "Xuất khẩu", Kind.PERCENT, unit="%"),
            Field(
                "channels",
                "Nơi bán",
                Kind.LONG_TEXT,
                required=False,
                help="Tên siêu thị, cửa hàng, sàn thương mại điện tử, nước nhập khẩu.",
            ),
        ),
    ),
    Section(
        "quality",
        "Chất lượng, môi trường, sở hữu trí tuệ",
        "Có giấy nào thì ghi giấy đó và tải bản chụp lên ở phần “Ảnh và giấy tờ”.",
        (
            Field(
                "standards",
                "Tiêu chuẩn, chứng nhận chất lượng",
                Kind.LONG_TEXT,
                required=False,
                help="Ví dụ: tự công bố sản phẩm số 01/2025, ISO 22000, HACCP, OCOP 4 sao.",
            ),
            Field(
                "environment",
                "Biện pháp bảo vệ môi trường",
                Kind.LONG_TEXT,
                help="Nước thải, khói bụi, chất thải được xử lý thế nào; có giấy phép hay đăng ký môi trường không.",
            ),
            Field(
                "property_rights",
                "Nhãn hiệu, kiểu dáng, sáng chế",
                Kind.LONG_TEXT,
                required=False,
                help="Số văn bằng bảo hộ hoặc số đơn đã nộp ở Cục Sở hữu trí tuệ.",
            ),
        ),
    ),
    Section(
        "culture",
        "Văn hóa và thẩm mỹ",
        "Phần này ứng với tiêu chí “Tính văn hóa, tính thẩm mỹ” khi chấm điểm.",
        (
            Field(
                "culture",
                "Nét văn hóa, truyền thống trong sản phẩm",
                Kind.LONG_TEXT,
                help="Làng nghề, câu chuyện, phong tục gắn với sản phẩm. Không có thì ghi “không”.",
            ),
            Field("design", "Kiểu dáng, màu sắc, trang trí", Kind.LONG_TEXT),
        ),
    ),
    Section(
        "recognition",
        "Thành tích đã có",
        "Không bắt buộc. Ghi các giải thưởng, giấy chứng nhận đã được cấp cho sản phẩm hoặc cơ sở.",
        (
            Field(
                "recognitions",
                "Giải thưởng, danh hiệu, lần được công nhận trước",
                Kind.LONG_TEXT,
                required=False,
                help="Tên giải, cơ quan cấp, năm.",
            ),
        ),
    ),
)

SECTION_OF = {section.key: section for section in SECTIONS}
FIELD_OF = {field.key: field for section in SECTIONS for field in section.fields}
# Shares of one whole: together 100.
MARKET_SHARES = ("market_local", "market_national", "market_export")


def shown(field, answers):
    """An answer as people read it: [(year, text)] for a yearly field, else text; "" when unanswered."""
    value = answers.get(field.key)
    if field.is_yearly:
        return [(year, _shown(field, text)) for year, text in sorted((value or {}).items(), reverse=True)]
    return _shown(field, value)


def _shown(field, text):
    if not text:
        return ""
    if field.kind is Kind.CONFIRM:
        return "Có"
    if field.kind is Kind.CHOICE:
        return dict(field.choices).get(text, text)
    if field.kind in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, *YEARLY):
        text = grouped(text)
        return f"{text} {field.unit}".strip()
    return text

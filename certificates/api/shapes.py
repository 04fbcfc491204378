"""What the API gives and takes, as its users read it in the description. Names stay as they are once published."""

import datetime
import re
from typing import Annotated, Literal

from ninja import Path, Schema
from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from registrations.models import ProductGroup, VoteLevel

from ..models import CertificateAct
from ..validity import Standing

# What a query can name without looking it up; the largest key that both databases hold.
LARGEST_KEY = 2**63 - 1
MOST_ROWS = 100

Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Code = Annotated[str, Path(pattern="^[0-9A-Za-z]{1,16}$", description="Mã kiểm tra: mười chữ và số cạnh mã QR")]
ProductKey = Annotated[int, Path(ge=1, le=LARGEST_KEY, description="Số của sản phẩm: product_id của giấy chứng nhận")]


def _written_as_a_day(value):
    # Else a bare number would be read as seconds since 1970.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
        raise ValueError("not a day")
    return value


Day = Annotated[datetime.date, BeforeValidator(_written_as_a_day)]
Year = Annotated[int, Field(ge=1, le=9999)]
PlaceCode = Annotated[str, Field(pattern="^[0-9]{1,12}$")]
RegionCode = Annotated[str, Field(pattern="^[-a-z0-9_]{1,50}$")]
LevelName = Literal[tuple(VoteLevel.values)]
GroupName = Literal[tuple(ProductGroup.values)]
StandingName = Literal[tuple(standing.name.lower() for standing in Standing)]
ActKind = Literal[tuple(CertificateAct.Kind.values)]
Force = Literal["in_force", "expiring", "ended", "unknown"]


class Problem(Schema):
    error: str = Field(description="Một câu tiếng Việt nói rõ vì sao không trả lời được")


class Wish(Schema):
    """What the list of certificates is narrowed by; what is left out narrows nothing."""

    q: str = Field(
        "",
        max_length=100,
        pattern="^[^\x00]*$",
        description="Chữ trong tên sản phẩm, tên cơ sở hoặc địa chỉ. Không cần dấu; gõ sai vài chữ vẫn tìm được",
    )
    level: LevelName | SkipJsonSchema[None] = Field(None, description="Cấp công nhận")
    year: Year | SkipJsonSchema[None] = Field(None, description="Năm công nhận")
    group: GroupName | SkipJsonSchema[None] = Field(None, description="Nhóm sản phẩm")
    province: PlaceCode | SkipJsonSchema[None] = Field(
        None,
        description="Mã tỉnh, thành phố hiện nay (xem /provinces); tính cả các tỉnh đã nhập vào",
    )
    region: RegionCode | SkipJsonSchema[None] = Field(
        None, description="Mã khu vực bình chọn lúc công nhận (xem /regions)"
    )
    decision: Key | SkipJsonSchema[None] = Field(None, description="Số thứ tự của quyết định (xem /decisions)")
    on: Day | SkipJsonSchema[None] = Field(
        None,
        description="Hiệu lực tính vào ngày này, viết năm-tháng-ngày; để trống là hôm nay. "
        "Không kèm force thì chỉ gồm giấy còn hiệu lực",
    )
    force: Force | SkipJsonSchema[None] = Field(None, description="Hiệu lực của giấy chứng nhận")


class PageWish(Schema):
    page: int = Field(1, ge=1, le=100_000, description="Trang thứ mấy")
    page_size: int = Field(50, ge=1, le=MOST_ROWS, description="Bao nhiêu dòng mỗi trang")


class CertificateWish(PageWish, Wish):
    pass


class DecisionOfCertificate(Schema):
    number: str | None
    date: datetime.date | None


class Certificate(Schema):
    code: str = Field(description="Mã kiểm tra")
    url: str = Field(description="Trang kiểm tra cho người đọc")
    product_id: int
    checked_on: datetime.date = Field(description="Ngày tính hiệu lực")
    standing: StandingName
    is_valid: bool
    reason: str = Field(description="Vì sao còn hay không còn hiệu lực, bằng lời")
    number: str | None = Field(description="Số giấy chứng nhận; null: nguồn lịch sử không ghi")
    product: str
    is_set: bool = Field(description="Là bộ sản phẩm")
    group: GroupName
    establishment: str
    level: LevelName
    level_name: str
    year: int
    round: str
    issuer: str
    decision: DecisionOfCertificate
    issued_on: datetime.date | None
    valid_until: datetime.date | None
    unit_at_issue: str = Field(description="Tên đơn vị hành chính lúc công nhận, không đổi theo sáp nhập")
    replaces: str | None = Field(description="Mã kiểm tra của giấy mà giấy này thay")


class Act(Schema):
    """A decision about the certificate after its issue."""

    kind: ActKind
    number: str
    decided_on: datetime.date
    effective_on: datetime.date
    ends_on: datetime.date | None
    ground: str


class CheckedCertificate(Certificate):
    issuing_act: Act | None = Field(
        description="Quyết định cấp đổi, cấp lại đã cho ra giấy này; null: giấy cấp lần đầu"
    )
    acts: list[Act] = Field(description="Thu hồi, tạm đình chỉ, khôi phục, cấp đổi, cấp lại")


class Pages(Schema):
    count: int = Field(description="Tất cả bao nhiêu dòng")
    page: int
    pages: int
    next: str | None = Field(description="Địa chỉ của trang sau; null ở trang cuối")


class Certificates(Pages):
    nearly: bool = Field(description="true: không có tên nào viết đúng như q, đây là những tên gần giống")
    items: list[Certificate]


class Told(Schema):
    title: str
    text: str


class Product(Schema):
    id: int
    url: str
    name: str
    is_set: bool
    group: GroupName
    establishment: str
    website: str | None
    unit_at_issue: str
    story: list[Told] = Field(description="Cơ sở kể về sản phẩm, theo hồ sơ đã nộp")
    photos: list[str]
    certificates: list[Certificate] = Field(description="Qua các năm, mới nhất trước")


class Decision(Schema):
    id: int
    round: str
    level: LevelName
    year: int
    issuer: str
    number: str | None
    date: datetime.date | None
    products: int = Field(description="Số sản phẩm được công nhận")
    url: str


class Decisions(Pages):
    items: list[Decision]


class Province(Schema):
    code: str = Field(description="Mã của Tổng cục Thống kê")
    name: str
    recognised: int = Field(description="Số sản phẩm từng được công nhận, kể cả của các tỉnh đã nhập vào")
    in_force: int = Field(description="Trong đó số sản phẩm có giấy còn hiệu lực hôm nay")


class Provinces(Schema):
    items: list[Province]


class Region(Schema):
    code: str
    name: str


class Regions(Schema):
    items: list[Region]

"""The list of products in force that the focal point sends to the units, by level, and the letter that covers it."""

from itertools import groupby

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.documents.content import Column, OfficialDocument, Paragraph, Signature, Table, symbol_of
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.text import vietnamese_key
from registrations.models import VoteLevel

from .levels import LOWEST_UNKNOWN

# The highest level first, as the support plan names them.
LEVELS = tuple(reversed(VoteLevel.values))
NAMES = {level: level.label for level in VoteLevel} | {VoteLevel.LOWEST: LOWEST_UNKNOWN}
# More provincial offices than these are addressed as a group.
MOST_NAMED = 3
COLUMNS = (
    Column("TT", "int", width=5),
    Column("Sản phẩm", width=34),
    Column("Nhóm", width=7, align="center"),
    Column("Cơ sở", width=34),
    Column("Địa chỉ", width=36),
    Column("Đơn vị lúc cấp", width=22),
    Column("Năm", "int", width=7),
    Column("Số giấy chứng nhận", width=18),
    Column("Có giá trị đến hết", "date", width=14),
    Column("Mã kiểm tra", width=14),
)


def by_level(certificates):
    """[(level, its certificates)], the highest level first; levels without any are left out."""
    ordered = sorted(certificates, key=lambda one: (LEVELS.index(one.level), one.unit_name, one.product_name))
    return [(level, list(group)) for level, group in groupby(ordered, key=lambda one: one.level)]


def sheets(certificates, day):
    return [
        Sheet(
            NAMES[level],
            COLUMNS,
            tuple(_row(number, certificate) for number, certificate in enumerate(group, 1)),
            (
                "DANH SÁCH SẢN PHẨM CÔNG NGHIỆP NÔNG THÔN TIÊU BIỂU",
                f"{NAMES[level]}, giấy chứng nhận còn hiệu lực ngày {day:%d/%m/%Y}",
            ),
        )
        for level, group in by_level(certificates)
    ]


def _row(number, certificate):
    return (
        number,
        certificate.product_name,
        certificate.group,
        certificate.establishment_name,
        certificate.address,
        certificate.unit_name,
        certificate.year,
        certificate.number,
        certificate.valid_until,
        certificate.code,
    )


def letter(agency, units, certificates, day):
    """The covering letter; its number, date and signer stay open."""
    products = len({certificate.product_id for certificate in certificates})
    counted = tuple((NAMES[level], len(group)) for level, group in by_level(certificates))
    return OfficialDocument(
        agency_parent=agency.superior,
        agency=agency.name,
        place=agency.place or "Hà Nội",
        symbol=symbol_of(agency.symbol),
        abstract="V/v gửi danh sách sản phẩm công nghiệp nông thôn tiêu biểu còn hiệu lực",
        addressees=_addressees(units),
        body=(
            Paragraph(
                f"Để các đơn vị có căn cứ hỗ trợ, {agency.name} gửi danh sách {products} sản phẩm công nghiệp "
                f"nông thôn tiêu biểu có giấy chứng nhận còn hiệu lực tính đến ngày {day:%d/%m/%Y}. Một sản phẩm "
                "có thể có giấy của nhiều cấp; số giấy của từng cấp như sau:"
            ),
            Table((Column("Cấp", width=30), Column("Số giấy chứng nhận", "int", width=14, total=True)), counted),
            Paragraph(
                "Danh sách đầy đủ ở tệp Excel kèm theo. Tình trạng mới nhất của từng giấy được tra cứu trên cổng theo "
                "mã kiểm tra ghi trong danh sách."
            ),
            Paragraph(f"{agency.name} đề nghị các đơn vị sử dụng danh sách này khi lập và thực hiện kế hoạch./."),
        ),
        signatures=(Signature(""),),
        recipients=(*_recipients(units), "Lưu: VT"),
    )


def _addressees(units):
    """Each by name; offices of one kind in every province as the group that they are, named below the letter."""
    offices = _offices(units)
    named = [unit.name for unit in units if unit not in offices]
    group = ["Sở Công Thương các tỉnh, thành phố trực thuộc Trung ương"] if offices else []
    return (*named, *group) or ("Các đơn vị thực hiện kế hoạch hỗ trợ",)


def _recipients(units):
    offices = _offices(units)
    if not offices:
        return ("Như trên",)
    places = ", ".join(sorted((unit.place or unit.name for unit in offices), key=vietnamese_key))
    return "Như trên", f"{len(offices)} Sở Công Thương: {places}"


def _offices(units):
    offices = [unit for unit in units if unit.kind == OrganisationKind.DEPARTMENT]
    return offices if len(offices) > MOST_NAMED else []

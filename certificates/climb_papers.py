"""The letter and the summary list (*danh sách trích ngang*) that go to the upper round, from copied facts only."""

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import members_of
from cnnt_portal.documents.content import (
    NO_DAY,
    NO_NUMBER,
    Appendix,
    Column,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    symbol_of,
)
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.text import lower_first
from registrations.models import VoteLevel

from .queries import usual_issuer

LIST = "DANH SÁCH TRÍCH NGANG"
COLUMNS = (
    Column("TT", "int", width=5),
    Column("Sản phẩm", width=26),
    Column("Nhóm", width=7, align="center"),
    Column("Cơ sở", width=26),
    Column("Địa chỉ", width=28),
    Column("Người đại diện", width=16),
    Column("Điện thoại", width=13),
    Column("Quyết định công nhận", width=16),
    Column("Ngày ký", "date", width=12),
    Column("Giấy chứng nhận", width=16),
    Column("Có giá trị đến hết", "date", width=12),
)


def rows_of(listed):
    return tuple(_row(number, row.certificate, row.entry.version) for number, row in enumerate(listed, 1))


def _row(number, certificate, version):
    filed = version.content["establishment"]
    return (
        number,
        certificate.product_name,
        certificate.group,
        certificate.establishment_name,
        certificate.address,
        filed["representative"],
        filed["phone"],
        certificate.decision_number,
        certificate.decision_date,
        certificate.number,
        certificate.valid_until,
    )


def letter(round_, upper, listed, *, on):
    """The request, with the list behind it."""
    office = round_.organiser
    symbol = symbol_of(office.symbol)
    return OfficialDocument(
        **_frame(round_),
        symbol=symbol,
        abstract=f"V/v đề nghị tham gia {lower_first(upper.title)}",
        addressees=(upper.organiser.name,),
        body=(
            Paragraph(
                f"Để tham gia {lower_first(upper.title)}, {office.name} gửi danh sách trích ngang và hồ sơ của "
                f"{len(listed)} sản phẩm đã được công nhận tại {lower_first(round_.title)} và được hội đồng bình chọn "
                "đề cử lên cấp trên."
            ),
            Paragraph(
                "Các sản phẩm trong danh sách đều có quyết định công nhận và giấy chứng nhận còn hiệu lực. Hồ sơ của "
                "từng sản phẩm là bản hội đồng đã bình chọn, được chuyển nguyên vẹn trên cổng."
            ),
            Paragraph(f"{office.name} đề nghị {upper.organiser.name} xem xét, tiếp nhận./."),
        ),
        signatures=(_signature(round_, on),),
        recipients=("Như trên", "Lưu: VT"),
        appendices=(
            Appendix(
                LIST,
                (_page_table(listed),),
                reference=(
                    f"(Kèm theo Công văn số {NO_NUMBER}/{symbol} ngày {NO_DAY} tháng {NO_DAY} năm 20{NO_DAY} "
                    f"của {office.name})"
                ),
                landscape=True,
            ),
        ),
    )


def summary(round_, upper, listed):
    """The list alone."""
    return Sheet(
        "Danh sách trích ngang",
        COLUMNS,
        rows_of(listed),
        (LIST, f"Sản phẩm đề nghị tham gia {lower_first(upper.title)}", f"Cơ quan gửi: {round_.organiser.name}"),
    )


def summary_page(round_, upper, listed, *, on):
    """The list alone as an official page."""
    return OfficialDocument(
        **_frame(round_),
        kind=LIST,
        abstract=f"Sản phẩm đề nghị tham gia {lower_first(upper.title)}",
        body=(_page_table(listed),),
        signatures=(_signature(round_, on),),
    )


def _page_table(listed):
    """The same facts as in the sheet, in fewer and taller columns."""
    columns = (
        Column("TT", "int", width=5),
        Column("Sản phẩm (nhóm)", width=24),
        Column("Cơ sở, địa chỉ", width=34),
        Column("Người đại diện, điện thoại", width=18),
        Column("Quyết định công nhận", width=19),
        Column("Giấy chứng nhận, có giá trị đến hết ngày", width=20),
    )
    rows = (
        (
            number,
            f"{row.certificate.product_name} ({row.certificate.group})",
            f"{row.certificate.establishment_name}, {row.certificate.address}",
            f"{filed['representative']}, {filed['phone']}",
            f"{row.certificate.decision_number} ngày {row.certificate.decision_date:%d/%m/%Y}",
            f"{row.certificate.number}, {row.certificate.valid_until:%d/%m/%Y}",
        )
        for number, (row, filed) in enumerate(((row, row.entry.version.content["establishment"]) for row in listed), 1)
    )
    return Table(columns, tuple(rows))


def _signature(round_, on):
    """Whoever heads the office today signs; without one the place stays open."""
    members = members_of(round_.organiser, on)
    head = next((member for member in members if member.role == Role.HEAD), None)
    return Signature(head.title.upper(), head.user.full_name) if head else Signature("")


def _frame(round_):
    place = round_.unit.name if round_.unit else "Hà Nội"
    parent = usual_issuer(round_) if round_.level == VoteLevel.PROVINCE else ""
    return {"agency_parent": parent, "agency": round_.organiser.name, "place": place}

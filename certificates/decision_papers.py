"""The recognition decision as an official document (NĐ 30/2020), with its list; before it is signed, as a draft."""

from cnnt_portal.documents.content import (
    NO_DAY,
    NO_NUMBER,
    Appendix,
    Bold,
    Column,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    in_words,
    symbol_of,
)
from cnnt_portal.rulebook.queries import rule_set_on
from cnnt_portal.text import lower_first

from .queries import symbol_of_issuer, usual_issuer

COLUMNS = (
    Column("TT", "int", width=5),
    Column("Sản phẩm", width=30),
    Column("Nhóm", width=10, align="center"),
    Column("Cơ sở", width=28),
    Column("Địa chỉ", width=30),
)


def draft(round_, outcomes, *, on):
    """What the office submits for signature: number, date and signer stay open."""
    symbol = symbol_of(symbol_of_issuer(round_, on), "QĐ")
    return _document(round_, outcomes, issuer=usual_issuer(round_), on=on, symbol=symbol)


def entered(decision, outcomes):
    """The decision as it was entered; the signed paper itself is the scan."""
    number, _, symbol = decision.number.partition("/")
    return _document(
        decision.round,
        outcomes,
        issuer=decision.issuer,
        on=decision.decided_on,
        number=number,
        symbol=symbol,
        date=decision.decided_on,
        signature=Signature(decision.signer_title.upper(), decision.signer_name),
    )


def _document(round_, outcomes, *, issuer, on, symbol, number="", date=None, signature=None):
    rows = tuple(
        (
            place,
            outcome.recognised_name,
            outcome.entry.version.content["product"]["group"],
            outcome.entry.version.content["establishment"]["name"],
            outcome.entry.version.content["establishment"]["address"],
        )
        for place, outcome in enumerate(outcomes, 1)
    )
    award = f"sản phẩm công nghiệp nông thôn tiêu biểu năm {round_.year}"
    until = rule_set_on(on).valid_until(on)
    office = round_.organiser.name
    signed_on = in_words(date) if date else f"ngày {NO_DAY} tháng {NO_DAY} năm 20{NO_DAY}"
    return OfficialDocument(
        agency=issuer,
        place=round_.unit.name if round_.unit else "Hà Nội",
        kind="QUYẾT ĐỊNH",
        abstract=f"Công nhận {award}",
        number=number,
        symbol=symbol,
        date=date,
        authority=issuer,
        bases=(
            *(line if line.startswith("Căn cứ") else f"Căn cứ {line}" for line in _lines(round_.rule_set.basis)),
            f"Theo đề nghị của {office} về kết quả {lower_first(round_.title)}",
        ),
        resolution="QUYẾT ĐỊNH:",
        body=(
            Paragraph((Bold("Điều 1. "), f"Công nhận {len(rows)} {award} (danh sách kèm theo).")),
            Paragraph(
                (
                    Bold("Điều 2. "),
                    "Sản phẩm được công nhận được cấp giấy chứng nhận, có giá trị từ ngày cấp đến hết ngày "
                    f"{until:%d/%m/%Y} nếu cấp trong năm {on.year}.",
                )
            ),
            Paragraph((Bold("Điều 3. "), f"{office} và các cơ sở có tên trong danh sách thi hành Quyết định này./.")),
        ),
        signatures=(signature or Signature(""),),
        recipients=("Như Điều 3", "Lưu: VT"),
        appendices=(
            Appendix(
                # The year does not stand alone on a line below.
                f"DANH SÁCH {award.upper()}".replace("TIÊU BIỂU NĂM ", "TIÊU\u00a0BIỂU\u00a0NĂM\u00a0"),
                (Table(COLUMNS, rows),),
                reference=f"(Kèm theo Quyết định số {number or NO_NUMBER}/{symbol} {signed_on} của {issuer})",
            ),
        ),
    )


def _lines(text):
    return [line.strip(" .") for line in text.replace("\n", ";").split(";") if line.strip(" .")]

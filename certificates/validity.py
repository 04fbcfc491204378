"""What a certificate is worth on a day. Nothing of this is stored: the dates and the day decide."""

import datetime
import enum
from dataclasses import dataclass

EXPIRING_DAYS = datetime.timedelta(days=90)


class Standing(enum.Enum):
    """Its words, the tone of its notice, and what the check page says above the reason."""

    IN_FORCE = "Còn hiệu lực", "success", "Giấy chứng nhận CÒN HIỆU LỰC"
    EXPIRING = "Sắp hết hiệu lực", "success", "Giấy chứng nhận CÒN HIỆU LỰC, sắp hết hạn"
    EXPIRED = "Đã hết hiệu lực", "error", "Giấy chứng nhận ĐÃ HẾT HIỆU LỰC"
    NOT_YET = "Chưa có hiệu lực", "warning", "Giấy chứng nhận CHƯA CÓ HIỆU LỰC"
    UNKNOWN = "Chưa rõ hiệu lực", "warning", "Đã được công nhận, chưa rõ hiệu lực"

    def __init__(self, words, tone, headline):
        self.words, self.tone, self.headline = words, tone, headline

    @property
    def is_valid(self):
        return self in (Standing.IN_FORCE, Standing.EXPIRING)


@dataclass(frozen=True)
class Validity:
    """A standing and the sentence that explains it to anybody."""

    standing: Standing
    reason: str

    @property
    def is_valid(self):
        return self.standing.is_valid


def validity_on(day, *, issued_on, valid_until):
    """The standing on `day` of a certificate issued on `issued_on`, valid to the end of `valid_until`."""
    if issued_on is None or valid_until is None:
        return Validity(
            Standing.UNKNOWN,
            "Sản phẩm được ghi nhận từ dữ liệu lịch sử; nguồn không cho biết ngày cấp nên không suy đoán hiệu lực.",
        )
    until = f"{valid_until:%d/%m/%Y}"
    if day < issued_on:
        return Validity(Standing.NOT_YET, f"Giấy được cấp ngày {issued_on:%d/%m/%Y}, sau ngày tra cứu.")
    if day > valid_until:
        return Validity(Standing.EXPIRED, f"Giấy có giá trị đến hết ngày {until}, nay đã qua.")
    years = valid_until.year - issued_on.year + 1
    reason = (
        f"Giấy cấp ngày {issued_on:%d/%m/%Y}, có giá trị đến hết ngày {until}: "
        f"31 tháng 12 của năm thứ {years}, tính năm cấp là năm thứ nhất (Điều 17 khoản 3 Thông tư 26/2014/TT-BCT)."
    )
    if valid_until - day <= EXPIRING_DAYS:
        return Validity(Standing.EXPIRING, reason)
    return Validity(Standing.IN_FORCE, reason)

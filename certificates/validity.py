"""What a certificate is worth on a day. Nothing of this is stored: the dates and the day decide."""

import datetime
import enum
from dataclasses import dataclass, replace

from django.conf import settings

EXPIRING_DAYS = datetime.timedelta(days=settings.CERTIFICATES_EXPIRING_DAYS)
DAY = datetime.timedelta(days=1)


class Standing(enum.Enum):
    """Its words, the tones of its notice and its badge, and what the check page says above the reason."""

    IN_FORCE = "Còn hiệu lực", "success", "good", "Giấy chứng nhận CÒN HIỆU LỰC"
    EXPIRING = "Sắp hết hiệu lực", "success", "good", "Giấy chứng nhận CÒN HIỆU LỰC, sắp hết hạn"
    SUSPENDED = "Đang bị tạm đình chỉ", "warning", "attention", "Giấy chứng nhận ĐANG BỊ TẠM ĐÌNH CHỈ HIỆU LỰC"
    REVOKED = "Đã bị thu hồi", "error", "bad", "Giấy chứng nhận ĐÃ BỊ THU HỒI"
    REPLACED = "Đã được thay thế", "error", "bad", "Giấy chứng nhận ĐÃ ĐƯỢC THAY BẰNG GIẤY KHÁC"
    EXPIRED = "Đã hết hiệu lực", "error", "bad", "Giấy chứng nhận ĐÃ HẾT HIỆU LỰC"
    UNPRINTED = "Chưa phát hành", "warning", "quiet", "Giấy chứng nhận CHƯA PHÁT HÀNH"
    NOT_YET = "Chưa có hiệu lực", "warning", "quiet", "Giấy chứng nhận CHƯA CÓ HIỆU LỰC"
    UNKNOWN = "Chưa rõ hiệu lực", "warning", "quiet", "Đã được công nhận, chưa rõ hiệu lực"

    def __init__(self, words, tone, badge, headline):
        self.words, self.tone, self.badge, self.headline = words, tone, badge, headline

    @property
    def is_valid(self):
        return self in (Standing.IN_FORCE, Standing.EXPIRING)


# What ended a certificate early, as `Certificate.ended_by` spells it.
_ENDED = {
    "revoked": (Standing.REVOKED, "Giấy bị thu hồi, không còn giá trị từ ngày {day:%d/%m/%Y}."),
    "replaced": (Standing.REPLACED, "Giấy đã được thay bằng giấy khác từ ngày {day:%d/%m/%Y}."),
}
# The same while that day lies ahead of the day asked for, which may itself be long past.
_ENDING = {
    "revoked": "Giấy không còn giá trị từ ngày {day:%d/%m/%Y}, theo quyết định thu hồi.",
    "replaced": "Từ ngày {day:%d/%m/%Y} giấy này được thay bằng giấy khác.",
}


@dataclass(frozen=True)
class Suspension:
    """From `starts_on` to the end of `ends_on`, or until further notice; `words` name decision and ground."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None
    words: str = ""

    def covers(self, day):
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Validity:
    """A standing, the sentences that explain it to anybody, and the rule that its last day follows from.

    `ahead`: the one of them that says what is decided and ends the certificate on a day to come.
    """

    standing: Standing
    reason: str
    rule: str = ""
    ahead: str = ""

    @property
    def is_valid(self):
        return self.standing.is_valid


def validity_on(
    day, *, issued_on, valid_until, is_published=True, ended_on=None, ended_by="", suspensions=(), replaces=""
):
    """The standing on `day` of a certificate issued on `issued_on`, valid to the end of `valid_until`.

    `is_published`: its paper exists; before that a number is worth nothing to anybody. `ended_on`: the first day
    without force after a revocation or a replacement, also of a certificate whose own days nobody knows. `replaces`:
    the number of the certificate whose last day this one has taken over.
    """
    if ended_on is not None and day >= ended_on:
        standing, reason = _ENDED[ended_by]
        return Validity(standing, reason.format(day=ended_on))
    validity = _before_any_end(day, issued_on, valid_until, is_published, suspensions, replaces)
    if ended_on is None or validity.standing is Standing.EXPIRED:
        return validity
    ahead = _ENDING[ended_by].format(day=ended_on)
    return replace(validity, reason=f"{validity.reason} {ahead}", ahead=ahead)


def _before_any_end(day, issued_on, valid_until, is_published, suspensions, replaces):
    if not is_published:
        return Validity(
            Standing.UNPRINTED,
            "Số đã dành cho sản phẩm này nhưng giấy chưa in xong nên chưa công bố, chưa có hiệu lực.",
        )
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
    suspended = next((suspension for suspension in suspensions if suspension.covers(day)), None)
    if suspended:
        end = f"đến hết ngày {suspended.ends_on:%d/%m/%Y}" if suspended.ends_on else "cho đến khi có quyết định mới"
        return Validity(
            Standing.SUSPENDED,
            f"Giấy tạm thời không có giá trị từ ngày {suspended.starts_on:%d/%m/%Y} {end}. {suspended.words}".strip(),
        )
    reason = f"Giấy cấp ngày {issued_on:%d/%m/%Y}, có giá trị đến hết ngày {until}."
    if replaces:
        rule = f"Giấy này thay cho giấy số {replaces} và giữ thời hạn của giấy ấy."
    else:
        years = valid_until.year - issued_on.year + 1
        rule = (
            f"Giấy có giá trị đến hết 31 tháng 12 của năm thứ {years}, tính năm cấp là năm thứ nhất "
            "(Điều 17 khoản 3 Thông tư 26/2014/TT-BCT)."
        )
    if valid_until - day <= EXPIRING_DAYS:
        return Validity(Standing.EXPIRING, reason, rule)
    return Validity(Standing.IN_FORCE, reason, rule)


def was_in_force_between(first, last, suspensions=()):
    """Is at least one day of this span free of suspensions?"""
    for suspension in sorted(suspensions, key=lambda one: one.starts_on):
        if first > last or not suspension.covers(first):
            break
        if suspension.ends_on is None:
            return False
        first = suspension.ends_on + DAY
    return first <= last

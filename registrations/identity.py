"""Numbers by which the state knows an establishment, and the codes by which the portal knows its papers."""

import re

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength
from stdnum.vn import mst

from cnnt_portal.errors import Refused
from cnnt_portal.text import SIGNS, random_signs

HOUSEHOLD = "household"
# What people shorten in the names of establishments, folded.
_SHORT = {
    "htx": "hop tac xa",
    "tht": "to hop tac",
    "hkd": "ho kinh doanh",
    "cty": "cong ty",
    "cp": "co phan",
    "dntn": "doanh nghiep tu nhan",
    "mtv": "mot thanh vien",
    "sx": "san xuat",
    "tm": "thuong mai",
    "dv": "dich vu",
}
# A household business goes by its representative's personal number, of so many digits.
PERSONAL_NUMBER = 12


# What many names have in common and none is told by.
_KINDS = re.compile(
    r"\b(hop tac xa|to hop tac|ho kinh doanh|cong ty|tnhh|trach nhiem huu han|co phan|mot thanh vien|doanh nghiep"
    r"|tu nhan|co so|san xuat|thuong mai|dich vu|va)\b"
)


def telling_words(key):
    """Of a `name_key` what tells one establishment from another; all of it where nothing else is left."""
    return " ".join(_KINDS.sub(" ", key).split()) or key


def name_key(folded):
    """By which a folded name (`cnnt_portal.text.fold`) is known again: without signs, nothing shortened."""
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def read_tax_code(typed, *, legal_form):
    """The compact tax code; raises Refused at the field `tax_code`.

    Ten digits with a check digit, thirteen for a branch. Since 1/7/2025 a household business goes by the twelve
    digits of its representative's personal number, which has no public check digit.
    """
    code = mst.compact(typed)
    if not (code.isascii() and code.isdigit()):
        raise Refused("Mã số thuế chỉ gồm chữ số, ví dụ 0100233488.", field="tax_code")
    if len(code) == PERSONAL_NUMBER:
        if legal_form != HOUSEHOLD:
            raise Refused(
                "Mã 12 số (số định danh cá nhân) chỉ dùng cho hộ kinh doanh. Doanh nghiệp, hợp tác xã dùng mã 10 số, "
                "chi nhánh dùng mã 13 số.",
                field="tax_code",
            )
        return code
    try:
        return mst.validate(code)
    except InvalidLength as wrong:
        raise Refused(
            f"Mã số thuế có 10 số (chi nhánh 13 số, hộ kinh doanh 12 số); bạn đã gõ {len(code)} số.", field="tax_code"
        ) from wrong
    except (InvalidChecksum, InvalidComponent, InvalidFormat) as wrong:
        raise Refused(
            "Mã số thuế này không đúng: chữ số kiểm tra không khớp. Hãy so lại với giấy đăng ký.", field="tax_code"
        ) from wrong


def new_tracking_code():
    """Ten random signs (49 bits) in two groups: too many to guess, few enough to copy by hand."""
    return f"{random_signs(5)}-{random_signs(5)}"


def read_tracking_code(typed):
    """A tracking code as somebody typed it, with or without the dash; "" when it cannot be one."""
    signs = "".join(sign for sign in typed.upper()[:40] if sign.isalnum())
    return f"{signs[:5]}-{signs[5:]}" if len(signs) == 10 and set(signs) <= set(SIGNS) else ""

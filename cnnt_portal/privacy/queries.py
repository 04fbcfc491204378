from typing import NamedTuple

from cnnt_portal.documents.content import Column
from cnnt_portal.documents.sheets import Sheet
from cnnt_portal.ui import formats

from .holdings import Holding, holdings
from .models import ErasureRequest


class Held(NamedTuple):
    holding: Holding
    count: int


def held_about(user):
    """What there is about this person, one row for each kind that has something."""
    counted = [Held(holding, holding.count(user)) for holding in holdings()]
    return [held for held in counted if held.count]


def must_stay(user):
    """[{label, count, reason}] of what outlives the account, as the answer to a request keeps it."""
    return [
        {"label": held.holding.label, "count": held.count, "reason": held.holding.stays}
        for held in held_about(user)
        if held.holding.stays
    ]


def must_be_named(user):
    """Does a paper that stays bear this person's name?"""
    return any(held.holding.stays and held.holding.bears_name for held in held_about(user))


def waiting_request_of(user):
    return ErasureRequest.objects.waiting().filter(person=user).first()


def requests_for(user):
    return ErasureRequest.objects.visible_to(user).select_related("person")


def facts_of(user):
    """(label, words) of the account itself."""
    return [
        ("Họ và tên", user.full_name),
        ("Địa chỉ thư điện tử", user.email),
        ("Điện thoại", user.phone),
        ("Tạo tài khoản lúc", formats.moment(user.joined_at)),
        ("Đăng nhập lần cuối", formats.moment(user.last_login)),
        ("Đồng ý cho xử lý dữ liệu lúc", formats.moment(user.consented_at)),
    ]


def export_of(user):
    """Everything, as plain values that JSON can hold."""
    return {
        "tài khoản": dict(facts_of(user)),
        "dữ liệu": [
            {
                "nội dung": holding.label,
                "để làm gì": holding.why,
                "phải giữ vì": holding.stays,
                "các dòng": [{"loại": kind, "ghi nhận": words} for kind, words in holding.rows(user)],
            }
            for holding in holdings()
        ],
    }


def sheets_of(user):
    """The same as two sheets."""
    account = (Column("Thông tin", width=34), Column("Nội dung", width=50))
    rows = (Column("Nội dung", width=38), Column("Loại", width=28), Column("Ghi nhận", width=70))
    found = ((holding.label, kind, words) for holding in holdings() for kind, words in holding.rows(user))
    return [Sheet("Tài khoản", account, facts_of(user)), Sheet("Dữ liệu", rows, found)]

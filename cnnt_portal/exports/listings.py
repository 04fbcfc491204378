"""The kernel's own lists."""

from django.utils import timezone

from cnnt_portal.accounts.queries import organisations_for
from cnnt_portal.audit.queries import events_for
from cnnt_portal.documents.content import Column

from .registry import Listing, listing


@listing("accounts.organisations")
def organisations(user, wish, today):
    columns = (
        Column("Tên", width=44),
        Column("Tên ngắn", width=24),
        Column("Loại", width=26),
        Column("Địa bàn", width=26),
        Column("Hoạt động từ", "date"),
        Column("Đến hết", "date"),
    )
    rows = organisations_for(user, wish.get("q", "")[:100].replace("\x00", ""), today)
    return Listing("Tổ chức", columns, rows, _organisation)


def _organisation(one):
    unit = one.unit.full_name if one.unit else None
    return one.name, one.short_name, one.get_kind_display(), unit, one.valid_from, one.valid_to


@listing("audit.events")
def events(user, wish, today):
    columns = (
        Column("Lúc", width=20),
        Column("Hành động", width=40),
        Column("Người", width=28),
        Column("Thư điện tử", width=28),
        Column("Đối tượng", width=50),
        Column("Mã yêu cầu", width=34),
    )
    return Listing("Nhật ký hệ thống", columns, events_for(user, wish), _event)


def _event(one):
    person = one.by
    return (
        f"{timezone.localtime(one.at):%d/%m/%Y %H:%M:%S}",
        one.name,
        person and person.full_name,
        person and person.email,
        ", ".join(one.subjects),
        one.request_id,
    )

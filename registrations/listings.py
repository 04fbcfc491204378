"""The room's lists that can be taken along as files."""

from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.errors import NotPermitted
from cnnt_portal.exports.registry import Listing, listing

from . import permissions, queries
from .forms import IntakeFilter
from .models import Round


@listing("registrations.rounds")
def rounds(user, wish, today):
    columns = (
        Column("Kỳ bình chọn", width=60),
        Column("Năm", width=8),
        Column("Phạm vi", width=30),
        Column("Nhận hồ sơ từ", "date"),
        Column("Đến", "date"),
        Column("Trạng thái", width=24),
    )
    rows = Round.objects.visible_to(user).select_related("organiser", "unit", "region")
    return Listing("Các kỳ bình chọn", columns, rows, _round)


def _round(one):
    opens, ends = (moment and timezone.localdate(moment) for moment in (one.opens_at, one.closes_at and one.ends_at))
    state = "Đã kết thúc" if one.is_history else one.get_state_display()
    return one.title, str(one.year), str(one.place), opens, ends, state


@listing("registrations.own_entries")
def own_entries(user, wish, today):
    """The dossiers of one's own establishment."""
    columns = (
        Column("Sản phẩm", width=44),
        Column("Kỳ bình chọn", width=60),
        Column("Mã tra cứu", width=16),
        Column("Trạng thái", width=24),
    )
    return Listing("Hồ sơ dự bình chọn của cơ sở", columns, queries.own_entries(user), _own_entry)


def _own_entry(entry):
    return entry.product.name, entry.round.title, entry.tracking_code, entry.get_state_display()


@listing("registrations.entries")
def entries(user, wish, today):
    """What the office's desk shows under the filter."""
    if not permissions.organisers_for(user):
        raise NotPermitted("Danh sách này dành cho cán bộ của cơ quan nhận hồ sơ.")
    form = IntakeFilter(wish, rounds=queries.rounds_of_office(user))
    rows = form.narrow(queries.filed_with(user), user, today)
    state = wish.get("trang-thai", "")
    if state in form.STATES:
        rows = rows.filter(state=state)
    columns = (
        Column("Sản phẩm", width=36),
        Column("Cơ sở", width=36),
        Column("Nhóm", width=7, align="center"),
        Column("Mã số bình chọn", width=12),
        Column("Mã tra cứu", width=14),
        Column("Kỳ bình chọn", width=44),
        Column("Ngày nộp", "date"),
        Column("Hẹn trả lời", "date"),
        Column("Người xử lý", width=24),
        Column("Trạng thái", width=22),
    )
    rows = rows.select_related("product__establishment", "round", "assigned_to").order_by("submitted_at", "pk")
    return Listing("Hồ sơ dự bình chọn", columns, rows, _entry)


def _entry(entry):
    return (
        entry.product.name,
        entry.product.establishment.name,
        entry.product.group,
        entry.code,
        entry.tracking_code,
        entry.round.title,
        entry.submitted_at,
        entry.answer_due_on,
        entry.assigned_to and entry.assigned_to.full_name,
        entry.get_state_display(),
    )

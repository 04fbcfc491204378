"""The room's lists that can be taken along as files."""

from datetime import datetime, time

from django.http import Http404
from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing
from cnnt_portal.permissions import require

from . import parts, permissions, queries
from .forms import CauseFilter, IntakeFilter
from .models import Round
from .standing import standing_of


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
    # As the day begins: on its last day a round still takes dossiers.
    at = timezone.make_aware(datetime.combine(today, time.min))
    return Listing("Các kỳ bình chọn", columns, rows, lambda one: _round(one, at))


def _round(one, at):
    opens, ends = (moment and timezone.localdate(moment) for moment in (one.opens_at, one.closes_at and one.ends_at))
    return one.title, str(one.year), str(one.place), opens, ends, standing_of(one, at).words


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
    require(permissions.can_see_desk(user))
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


@listing("registrations.causes")
def causes(user, wish, today):
    """Why dossiers came back, counted under the filter of the page."""
    entries = _counted(user, wish, today)
    columns = (
        Column("Lý do", width=60),
        Column("Việc", width=20),
        Column("Phần hồ sơ", width=36),
        Column("Số lần", "int"),
        Column("Số hồ sơ", "int"),
    )
    return Listing("Lý do trả hồ sơ", columns, queries.causes_among(entries), _cause)


def _counted(user, wish, today):
    require(permissions.can_see_desk(user))
    rounds = queries.rounds_to_count(user)
    return CauseFilter(wish, rounds=rounds, on=today).narrow(queries.entries_to_count(user))


def _cause(cause):
    return cause.label, cause.step_label, parts.LABELS.get(cause.part, ""), cause.times, cause.dossiers


@listing("registrations.cause")
def cause(user, wish, today):
    """Each time that dossiers came back for one cause; what belongs to another office stays without names."""
    found = queries.acts_of_cause(_counted(user, wish, today), wish.get("lydo", ""))
    if found is None:
        raise Http404
    _, label, rows = found
    columns = (
        Column("Ngày", "date"),
        Column("Cơ quan", width=36),
        Column("Kỳ bình chọn", width=50),
        Column("Tỉnh", width=20),
        Column("Sản phẩm", width=36),
        Column("Cơ sở", width=36),
        Column("Viết cho cơ sở", width=60),
        Column("Căn cứ", width=40),
        Column("Nay", width=20),
    )
    own = set(user.bodies())
    return Listing(label[:90], columns, rows, lambda row: _act(queries.act(row), own))


def _act(act, own):
    entry, round = act.entry, act.entry.round
    named = round.organiser_id in own
    house = entry.product.establishment
    return (
        timezone.localdate(act.at),
        round.organiser.name,
        round.title,
        house.province.name,
        entry.product.name if named else "",
        house.name if named else "",
        act.words if named else "",
        act.article,
        entry.get_state_display(),
    )


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


@listing("registrations.products")
def products(user, wish, today):
    """The products of one's own establishment."""
    columns = (
        Column("Sản phẩm", width=44),
        Column("Nhóm", width=8, align="center"),
        Column("Tên nhóm", width=40),
        Column("Các món trong bộ", width=60),
    )
    return Listing("Sản phẩm của cơ sở", columns, queries.products_of(user), _product)


def _product(one):
    return one.name, one.group, one.get_group_display(), ", ".join(item.name for item in one.items.all())


@listing("registrations.offices")
def offices(user, wish, today):
    """The offices that hold rounds, as the words of the page narrow them."""
    columns = (
        Column("Cơ quan", width=60),
        Column("Địa bàn", width=40),
        Column("Có thông báo", width=12, align="center"),
    )
    rows = queries.offices(today, wish.get("q", "")[:100].replace("\x00", ""))
    return Listing("Các cơ quan tổ chức bình chọn", columns, rows, _office)


def _office(one):
    return one.name, one.unit and one.unit.full_name, "x" if one.is_active else None


@listing("registrations.outages")
def outages(user, wish, today):
    """The log of the portal's outages, which everybody may read."""
    columns = (
        Column("Ngừng từ", width=20),
        Column("Hoạt động lại", width=20),
        Column("Số phút", "int", width=10),
        Column("Ai ghi", width=20),
        Column("Vì sao", width=60),
    )
    return Listing("Khi cổng ngừng hoạt động", columns, queries.outages(), _outage)


def _outage(one):
    begun, over = (f"{timezone.localtime(at):%d/%m/%Y %H:%M}" for at in (one.started_at, one.ended_at))
    return begun, over, one.minutes, one.get_source_display(), one.note

"""The plan of field visits and the register of physical products, to be taken along as files."""

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of
from cnnt_portal.permissions import require

from . import queries, visiting
from .listings import PRODUCT
from .models import Council


@listing("judging.visits")
def visits(user, wish, today):
    """The plan of field visits of the council `?hoi_dong=`; nothing of what was found there."""
    council = subject_of(Council, user, wish, "hoi_dong")
    require(visiting.can_see_visits(user, council))
    columns = (
        Column("Ngày", "date"),
        Column("Giờ", width=8),
        Column("Cơ sở", width=40),
        Column("Địa điểm", width=50),
        Column("Sản phẩm", width=30),
        Column("Người đi", width=50),
        Column("Tình trạng", width=16),
    )
    return Listing("Lịch thẩm định thực tế", columns, queries.visits_of(council, user), _visit)


def _visit(one):
    codes = ", ".join(row.entry.code for row in one.visited.all())
    people = ", ".join(str(row) for row in one.participants.all() if not row.has_conflict)
    hour = f"{one.arrival:%H:%M}" if one.arrival else None
    return one.day, hour, one.establishment.name, one.place, codes, people, one.get_state_display()


@listing("judging.samples")
def samples(user, wish, today):
    council = subject_of(Council, user, wish, "hoi_dong")
    require(visiting.can_see_samples(user, council))
    columns = (
        *PRODUCT,
        Column("Hiện vật", width=30),
        Column("Ngày nhận", "date"),
        Column("Người giao", width=26),
        Column("Người nhận", width=26),
        Column("Tình trạng khi nhận", width=36),
        Column("Ngày trả", "date"),
        Column("Người trả", width=26),
        Column("Người nhận lại", width=26),
        Column("Tình trạng khi trả", width=36),
    )
    return Listing("Sổ hiện vật", columns, queries.samples_of(council), _sample)


def _sample(one):
    back = one.returned_on, one.returned_by and one.returned_by.full_name, one.taken_by, one.condition_back
    product = one.entry.code, one.entry.product.name, one.entry.product.establishment.name
    came = one.description, one.arrived_on, one.brought_by, one.received_by.full_name, one.condition
    return *product, *came, *back

"""The room's lists that can be taken along as files: the columns that the reader's page has, and no other."""

from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of
from cnnt_portal.permissions import require

from . import queries, visiting
from .models import Council

PRODUCT = (Column("Mã số bình chọn", width=14), Column("Sản phẩm", width=44), Column("Cơ sở", width=40))
MEAN = Column("Bình quân", "decimal", width=12)


def _product(entry, name=None):
    return entry.code, name or entry.product.name, entry.product.establishment.name


@listing("judging.outcomes")
def outcomes(user, wish, today):
    """The results of the council `?hoi_dong=` as far as the reader may know them by now."""
    council = subject_of(Council, user, wish, "hoi_dong")
    is_council = queries.reader_of(user, council).is_council
    voted = (MEAN, Column("Đồng ý", "int", width=10), Column("Có mặt", "int", width=10)) if is_council else ()
    columns = (*PRODUCT, *voted, Column("Kết quả", width=34), Column("Giải", width=16))

    def row(one):
        votes = (one.mean, one.agreed, one.present) if is_council else ()
        prize = getattr(one, "prize", None)
        return *_product(one.entry, one.recognised_name), *votes, one.get_ground_display(), prize and prize.grade

    return Listing("Kết quả bình chọn", columns, queries.outcomes_visible_to(user, council), row)


@listing("judging.nominations")
def nominations(user, wish, today):
    council = subject_of(Council, user, wish, "hoi_dong")
    is_council = queries.reader_of(user, council).is_council
    means = (MEAN,) if is_council else ()
    columns = (*PRODUCT, Column("Nhóm", width=8), *means, Column("Ngày quyết định", "date"), Column("Căn cứ", width=50))

    def row(one):
        entry, mean = one.outcome.entry, (one.outcome.mean,) if is_council else ()
        return *_product(entry, one.outcome.recognised_name), entry.product.group, *mean, one.decided_on, one.ground

    return Listing("Sản phẩm được đề cử lên cấp trên", columns, queries.nominations(council.round), row)


@listing("judging.complaints")
def complaints(user, wish, today):
    council = subject_of(Council, user, wish, "hoi_dong")
    columns = (
        *PRODUCT,
        Column("Nhận ngày", "date"),
        Column("Hạn trả lời", "date"),
        Column("Tình trạng", width=20),
        Column("Khiếu nại đúng", width=12, align="center"),
        Column("Người trả lời", width=28),
    )
    return Listing("Sổ khiếu nại", columns, queries.complaints_of(council, user), _complaint)


def _complaint(one):
    answered = one.answered_by and one.answered_by.full_name
    filed = timezone.localdate(one.filed_at)
    return *_product(one.entry), filed, one.due_on, one.get_state_display(), "x" if one.is_upheld else None, answered


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
    came = one.description, one.arrived_on, one.brought_by, one.received_by.full_name, one.condition
    return *_product(one.entry), *came, *back

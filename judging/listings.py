"""The room's lists that can be taken along as files: the columns that the reader's page has, and no other."""

from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of

from . import queries
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

"""The room's lists that can be taken along as files; the public register has its open data."""

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of

from . import queries
from .models import RecognitionDecision


@listing("certificates.decisions")
def decisions(user, wish, today):
    columns = (
        Column("Quyết định", width=24),
        Column("Ngày ký", "date"),
        Column("Kỳ bình chọn", width=60),
        Column("Giấy đã cấp", "int", width=12, total=True),
        Column("Giấy phải cấp", "int", width=12, total=True),
    )
    return Listing("Quyết định công nhận", columns, queries.decisions_of(user), _decision)


def _decision(one):
    return one.number, one.decided_on, one.round.title, one.printed, one.to_print


@listing("certificates.recognised")
def recognised(user, wish, today):
    """What the decision `?quyet_dinh=` recognised, in the order of the numbers."""
    decision = subject_of(RecognitionDecision, user, wish, "quyet_dinh")
    columns = (
        Column("Sản phẩm", width=44),
        Column("Cơ sở", width=44),
        Column("Nhóm", width=8),
        Column("Số giấy chứng nhận", width=24),
        Column("Ngày cấp", "date"),
        Column("Có giá trị đến hết ngày", "date", width=16),
    )
    return Listing(f"Danh sách theo quyết định {decision.number}", columns, queries.to_certify(decision), _recognised)


def _recognised(outcome):
    establishment, paper = outcome.entry.version.content["establishment"], getattr(outcome.entry, "certificate", None)
    printed = (paper.number, paper.issued_on, paper.valid_until) if paper else (None, None, None)
    return outcome.recognised_name, establishment["name"], outcome.entry.product.group, *printed

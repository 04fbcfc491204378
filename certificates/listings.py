"""The room's lists that can be taken along as files; the public register has its open data."""

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of
from cnnt_portal.text import lower_first

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
        Column("Hiệu lực", width=20),
        Column("Giấy khác của sản phẩm theo quyết định này", width=34),
    )
    outcomes = list(queries.to_certify(decision))
    papers = queries.papers_of(decision, outcomes, today)
    return Listing(
        f"Danh sách theo quyết định {decision.number}",
        columns,
        outcomes,
        lambda outcome: _recognised(outcome, *papers.get(outcome.entry_id, (None, ()))),
    )


def _recognised(outcome, paper, others):
    establishment = outcome.entry.version.content["establishment"]
    facts = (None,) * 4
    if paper:
        facts = paper.number, paper.issued_on, paper.valid_until, paper.validity.standing.words
    more = "; ".join(f"{one.number}: {lower_first(one.validity.standing.words)}" for one in others)
    return outcome.recognised_name, establishment["name"], outcome.entry.product.group, *facts, more or None

"""Four rounds that provinces really held, led through the operations: the published figures come out again."""

import pytest
from django.utils import timezone

from judging import operations, queries
from judging.ledger import export_lines
from judging.models import Council, LedgerRecord, Outcome
from judging.queries.ledger import recounted
from judging.tools.verify_ledger import verify
from registrations import operations as registrations
from tests import people

from ..factories import judging as make
from ..factories.registrations import accepted_entry, open_round, owner_of_entry

pytestmark = pytest.mark.django_db


def round_with(number, **fields):
    round = open_round(**{key: value for key, value in fields.items() if key != "per_house"})
    accepted_entry(round=round)
    make.accepted_entries(round, number - 1, per_house=fields.get("per_house", 1))
    return round


def scored(round, passing, failing=0, unscored=0):
    """Distinct means for those who pass, best first, then those below 70 and those whom nobody scored."""
    means = [f"{95 - place * 0.4:.2f}" for place in range(passing)]
    assert min(map(float, means)) >= 70
    return make.scored_at_once(round, (*means, *["65"] * failing, *[None] * unscored)).round


def grounds(round):
    """{ground: number}; the ledger of the round is recounted on the way."""
    council = Council.objects.get(round=round)
    records = LedgerRecord.objects.filter(round=round)
    verify(list(export_lines(records, length=council.ledger_length, head=council.ledger_head)))
    assert recounted(round) == []
    rows = list(Outcome.objects.filter(entry__round=round).values_list("ground", flat=True))
    return {ground: rows.count(ground) for ground in sorted(set(rows))}


def test_binh_thuan_2022_45_entered_40_passed_30_recognised():
    round = round_with(45, places=30)
    round = scored(round, 40, 5)
    assert round.passes.get().results.filter(is_passed=True).count() == 40
    make.decided_round(round)
    assert grounds(round) == {"below_threshold": 5, "beyond_places": 10, "recognised": 30}


def test_dak_lak_2025_of_39_put_to_scoring_32_passed_4_failed_3_were_not_scored():
    round = round_with(39)
    round = scored(round, 32, 4, 3)
    make.published_round(round)
    assert grounds(round) == {"below_threshold": 4, "not_scored": 3, "recognised": 32}


def test_khanh_hoa_2023_75_entered_54_passed_and_became_35_when_sets_were_made():
    round = round_with(75, per_house=2)
    round = scored(round, 54, 21)
    meeting = make.open_meeting(round)
    # Entries 2 and 3, 4 and 5, … share an establishment: nineteen pairs become nineteen sets.
    for number in range(2, 40, 2):
        make.merge(meeting, f"B-{number:03}", f"B-{number + 1:03}", name=f"Bộ sản phẩm số {number}")
    make.published_round(round)
    assert grounds(round) == {"below_threshold": 21, "merged": 19, "recognised": 35}
    make.nominate(*queries.nominable(round.council)[:14])
    assert queries.nominations(round).count() == 14


def test_da_nang_2021_one_withdraws_and_a_second_vote_chooses_whom_to_nominate():
    round = round_with(10)
    leaving = round.entries.get(code="B-001")
    registrations.withdraw(
        entry=leaving, reason="Cơ sở xin rút khỏi kỳ bình chọn.", by=owner_of_entry(leaving), at=timezone.now()
    )
    round = scored(round, 9)
    make.published_round(round)
    assert grounds(round) == {"recognised": 9}
    best, second, *_ = queries.nominable(round.council)
    second_vote = {best.pk: (3, 3), second.pk: (2, 3)}
    operations.nominate(
        council=round.council,
        outcomes=[best, second],
        decided_on=timezone.localdate(),
        ground="Biên bản bỏ phiếu lần hai",
        votes=second_vote,
        by=people.secretary(),
        at=timezone.now(),
    )
    assert [(row.agreed, row.present) for row in queries.nominations(round)] == [(3, 3), (2, 3)]
    assert grounds(round) == {"recognised": 9}

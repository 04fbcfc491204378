"""Sets made after scoring, secret ballots, prizes and the second vote."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from judging import operations, queries
from judging.ledger import export_lines
from judging.models import LedgerRecord, MergedEntry, Outcome, Prize, Vote
from judging.tools.verify_ledger import Wrong, verify
from tests import people

from ..factories import certificates
from ..factories import judging as make
from ..factories.registrations import accepted_entry, open_round
from .test_ledger import of, rewrite

pytestmark = pytest.mark.django_db
AGREE, DISAGREE = Vote.Choice.AGREE, Vote.Choice.DISAGREE


def three_of_one_house(**fields):
    """B-002 and B-003 are of one establishment, B-001 of another."""
    round = open_round()
    accepted_entry(round=round)
    make.accepted_entries(round, 2, per_house=2)
    return make.open_meeting(round, means=("90", "75", "80"), **fields)


def end(meeting):
    return operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())


@pytest.mark.parametrize(("vote", "told"), [(AGREE, []), (DISAGREE, ["B-002", "B-003"])])
def test_what_was_merged_into_a_set_failed_only_if_the_set_did(client_of, vote, told):
    meeting = three_of_one_house()
    council, secretary, now = meeting.council, people.secretary(), timezone.now()
    operations.keep_settings(council=council, feedback="means", complaint_days=10, by=secretary, at=now)
    make.merge(meeting, "B-002", "B-003", name="Bộ trà sen")
    make.vote_all(meeting, B_003=vote)
    end(meeting)
    page = client_of(secretary).get(reverse("judging:publish", args=[council.pk])).content.decode()
    assert page.count("Kèm điểm bình quân") == len(told)
    operations.publish(council=council, by=secretary, at=timezone.now())
    rows = Outcome.objects.order_by("entry__code")
    assert [row.entry.code for row in rows if queries.feedback_for(row, secretary)] == told


def lines_of(meeting):
    council = meeting.council
    council.refresh_from_db()
    records = LedgerRecord.objects.filter(round=council.round_id)
    return list(export_lines(records, length=council.ledger_length, head=council.ledger_head))


def on_agenda(meeting):
    return [row.entry.code for row in queries.agenda(meeting.council)]


def cast(meeting, entry, choice, by):
    return operations.cast_vote(meeting=meeting, entry=entry, choice=choice, by=by, at=timezone.now())


def test_a_set_is_voted_on_once_under_its_best_entry_and_takes_one_place():
    meeting = three_of_one_house()
    made = make.merge(meeting, "B-002", "B-003", name="Bộ trà sen")
    assert (made.lead.code, on_agenda(meeting)) == ("B-003", ["B-001", "B-003"])
    make.vote_all(meeting)
    end(meeting)
    rows = Outcome.objects.filter(meeting=meeting).order_by("entry__code")
    assert [(row.entry.code, row.ground, row.set_name) for row in rows] == [
        ("B-001", "recognised", ""),
        ("B-002", "merged", "Bộ trà sen"),
        ("B-003", "recognised", "Bộ trà sen"),
    ]
    verify(lines_of(meeting))


def test_the_list_of_the_nominated_names_the_set_on_the_page_and_in_the_file(client_of):
    meeting = three_of_one_house()
    make.merge(meeting, "B-002", "B-003", name="Bộ trà sen")
    make.vote_all(meeting)
    end(meeting)
    make.published_round(meeting.council.round)
    make.nominate(Outcome.objects.get(meeting=meeting, entry__code="B-003"))
    secretary = client_of(people.secretary())
    page = secretary.get(reverse("judging:nomination_list", args=[meeting.council_id])).content.decode()
    assert "Bộ trà sen" in page.split("Đề cử thêm")[0]
    file = reverse("exports:export_make", args=["judging.nominations", "csv"])
    taken = secretary.get(file, {"hoi_dong": meeting.council_id})
    assert "Bộ trà sen" in taken.content.decode("utf-8-sig")


def test_the_certificate_names_the_set():
    meeting = three_of_one_house()
    make.merge(meeting, "B-002", "B-003", name="Bộ trà sen")
    make.vote_all(meeting)
    end(meeting)
    round = make.published_round(meeting.council.round)
    decision = certificates.decision(round)
    issued = [
        certificates.operations.issue(decision=decision, outcome=outcome, by=people.so_officer(), at=timezone.now())
        for outcome in queries.published_recognised_outcomes(round)
    ]
    assert [(one.product_name == "Bộ trà sen", one.is_set) for one in issued] == [(False, False), (True, True)]


def test_the_office_compares_the_names_that_the_papers_will_bear(client_of):
    meeting = three_of_one_house()
    make.merge(meeting, "B-002", "B-003", name="Bộ trà sen")
    make.vote_all(meeting)
    end(meeting)
    round = make.published_round(meeting.council.round)
    first = Outcome.objects.get(entry__code="B-001").entry
    filed = first.version.content["product"]["name"]
    type(first.product).objects.filter(pk=first.product_id).update(name="Tên đặt sau ngày chấm")
    client = client_of(people.so_officer())
    before = client.get(reverse("certificates:decision_create", args=[round.pk])).content.decode()
    decision = certificates.decision(round)
    after = client.get(reverse("certificates:decision_detail", args=[decision.pk])).content.decode()
    for page, times in ((before, 1), (after, 2)):
        assert (page.count("Bộ trà sen"), page.count("Tên đặt sau")) == (times, 0)
        assert page.count(f"{filed} –") + page.count(f">{filed}<") + page.count(f"– {filed}") >= 1
    assert [row.recognised_name for row in queries.published_recognised_outcomes(round)] == [filed, "Bộ trà sen"]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (("B-002",), "Một bộ có ít nhất hai sản phẩm."),
        (("B-001", "B-002"), "cùng cơ sở, cùng nhóm và chưa biểu quyết"),
    ],
)
def test_only_several_products_of_one_establishment_become_a_set(codes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.merge(three_of_one_house(), *codes)


def test_what_has_been_voted_on_is_neither_merged_nor_split():
    meeting = three_of_one_house()
    made = make.merge(meeting, "B-002", "B-003")
    operations.split_set(product_set=made, by=people.secretary(), at=timezone.now())
    assert (on_agenda(meeting), MergedEntry.objects.count()) == (["B-001", "B-003", "B-002"], 0)
    made = make.merge(meeting, "B-002", "B-003")
    cast(meeting, made.lead, AGREE, people.chair())
    with pytest.raises(Refused, match="không tách được nữa"):
        operations.split_set(product_set=made, by=people.secretary(), at=timezone.now())


def test_who_has_a_conflict_in_one_product_of_a_set_does_not_vote_on_the_set():
    meeting = three_of_one_house()
    member = meeting.council.members.get(user=make.member())
    lesser = meeting.council.round.entries.get(code="B-002")
    operations.recuse_member(
        council=meeting.council, member=member, entry=lesser, kind="family", reason="Em ruột", by=member.user,
        at=timezone.now(),
    )  # fmt: skip
    made = make.merge(meeting, "B-002", "B-003")
    assert [row.member for row in queries.recused(meeting.council)[made.lead_id]] == [member]


def test_a_forged_set_in_the_ledger_is_found():
    meeting = three_of_one_house()
    make.merge(meeting, "B-002", "B-003")
    make.vote_all(meeting)
    end(meeting)

    def forge(contents):
        of(contents, "entries_merged")["lead"] = "B-002"
        of(contents, "entries_merged")["entries"] = ["B-003"]

    with pytest.raises(Wrong, match="bộ không mang điểm cao nhất của nó"):
        verify(rewrite(lines_of(meeting), forge))


def test_the_pages_of_sets_lead_from_the_meeting_and_back(client_of):
    meeting = three_of_one_house()
    client = client_of(people.secretary())
    url = reverse("judging:set_create", args=[meeting.pk])
    assert url in client.get(reverse("judging:meeting_detail", args=[meeting.pk])).content.decode()
    entries = list(meeting.council.round.entries.filter(code__in=("B-002", "B-003")).values_list("pk", flat=True))
    kept = client.post(url, {"entries": entries, "name": " "}).content.decode()
    assert kept.count("checked") == 2
    client.post(url, {"entries": entries, "name": "Bộ trà sen"})
    page = client.get(reverse("judging:meeting_detail", args=[meeting.pk])).content.decode()
    assert "Bộ: Bộ trà sen" in page


def test_a_secret_ballot_leaves_no_trace_of_who_chose_what(client_of):
    meeting = make.open_meeting(means=("90",), is_secret=True)
    entry = queries.agenda(meeting.council)[0].entry
    voters = [people.chair(), people.so_head(), make.member()]
    for by, choice in zip(voters, (AGREE, DISAGREE, AGREE), strict=True):
        page = client_of(people.secretary()).get(reverse("judging:meeting_detail", args=[meeting.pk])).content.decode()
        assert "không đồng ý <strong>" not in page
        cast(meeting, entry, choice, by)
    with pytest.raises(Refused, match="không đổi được"):
        cast(meeting, entry, DISAGREE, people.chair())
    assert Vote.objects.count() == 0
    end(meeting)
    row = Outcome.objects.get()
    assert (row.agreed, row.present, row.is_recognised) == (2, 3, True)
    lines = lines_of(meeting)
    verify(lines)
    casts = [json.loads(json.loads(line)["content"]) for line in lines if "ballot_cast" in line]
    assert [sorted(line) for line in casts] == [["at", "by", "entry", "event", "meeting", "member", "n", "round"]] * 3


def test_in_a_secret_ballot_nobody_raises_hands_or_leaves_after_voting():
    meeting = make.open_meeting(means=("90",), is_secret=True)
    with pytest.raises(Refused, match="bỏ phiếu kín"):
        make.vote_all(meeting)
    entry = queries.agenda(meeting.council)[0].entry
    cast(meeting, entry, AGREE, people.chair())
    there = list(meeting.council.members.exclude(user=people.chair()))
    with pytest.raises(Refused, match="Đã biểu quyết nên không ghi vắng được"):
        operations.record_attendance(meeting=meeting, present=there, by=people.secretary(), at=timezone.now())


def test_the_rooms_screen_follows_the_ballots_and_tells_neither_points_nor_choices(client_of):
    meeting = make.open_meeting(means=("91.13", "75"))
    url = reverse("judging:meeting_screen", args=[meeting.pk])
    client = client_of(people.secretary())
    cast(meeting, queries.agenda(meeting.council)[0].entry, DISAGREE, people.chair())
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert ("1/3" in fragment, "0/3" in fragment, "<html" in fragment) == (True, True, False)
    page = client.get(url).content.decode()
    assert url in client.get(reverse("judging:meeting_detail", args=[meeting.pk])).content.decode()
    assert [word for word in ("91,13", "Không đồng ý", "Hạng") if word in page + fragment] == []


def test_prizes_are_settled_before_publication_and_told_to_the_establishment(client_of):
    round = make.decided_round(means=("90", "80", "60"))
    url = reverse("judging:prize_edit", args=[round.council.pk])
    client = client_of(people.secretary())
    assert url in client.get(reverse("judging:outcome_list", args=[round.council.pk])).content.decode()
    first, second = [row for row in queries.outcomes_of(round.council) if row.is_recognised]
    kept = client.post(url, {f"tien_{first.pk}": "5 triệu"}).content.decode()
    assert "hãy ghi tên giải" in kept
    client.post(url, {f"giai_{first.pk}": "Giải A", f"tien_{first.pk}": "5 triệu", f"giai_{second.pk}": "Khuyến khích"})
    assert [(p.outcome, p.grade, p.amount) for p in Prize.objects.order_by("pk")] == [
        (first, "Giải A", 5_000_000),
        (second, "Khuyến khích", None),
    ]
    make.published_round(round)
    with pytest.raises(Refused, match="đã công bố nên không đổi giải"):
        operations.award_prizes(council=round.council, prizes={}, by=people.secretary(), at=timezone.now())


def test_a_second_vote_without_a_majority_nominates_nobody():
    outcome = make.recognised_outcome(means=("90",))
    with pytest.raises(Refused, match="chưa đủ để đề cử"):
        operations.nominate(
            council=outcome.entry.round.council, outcomes=[outcome], decided_on=timezone.localdate(),
            ground="Biên bản", votes={outcome.pk: (1, 3)}, by=people.secretary(), at=timezone.now(),
        )  # fmt: skip

"""The roll call also keeps out whom the portal knows to have a conflict: for a set as for its products, and never where
a secret ballot is already in the box."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from judging import operations, queries
from judging.models import CastBallot, MemberRecusal, Outcome, Vote
from judging.tools.verify_ledger import verify
from registrations.models import Product
from tests import people

from ..factories import judging as make
from ..factories.accounts import make_member
from ..factories.registrations import accepted_entry, open_round
from .test_papers import text_of
from .test_sets import cast, end, lines_of

pytestmark = pytest.mark.django_db
AGREE = Vote.Choice.AGREE


def call_the_roll(meeting):
    everybody = list(meeting.council.members.all())
    return operations.record_attendance(meeting=meeting, present=everybody, by=people.secretary(), at=timezone.now())


def judge_in_the_council():
    """A council member who also judges and has declared a conflict in B-002; B-002 and B-003 are of one house."""
    round = open_round()
    accepted_entry(round=round)
    make.accepted_entries(round, 2, per_house=2)
    council = make.council(round)
    member = make.member()
    operations.add_judge(council=council, user=member, title="Chuyên gia", by=people.so_officer(), at=timezone.now())
    make.assigned_council(council.round)
    mine = council.panel.judges.get(user=member).assignments.get(entry__code="B-002")
    operations.declare(assignment=mine, kind="family", reason="Em ruột", by=member, at=timezone.now())
    make.declare_all(council)
    scoring_pass = operations.open_pass(council=council, by=people.secretary(), at=timezone.now())
    for sheet in scoring_pass.sheets.select_related("judge__user", "entry").order_by("pk"):
        make.submit_total(sheet, {"B-001": "90", "B-002": "75", "B-003": "80"}[sheet.entry.code])
    operations.close_pass(scoring_pass=scoring_pass, note="Đủ điều kiện", by=people.secretary(), at=timezone.now())
    return council, member


def kept_out(council, code):
    return list(MemberRecusal.objects.filter(entry__code=code).values_list("member__user", flat=True))


def test_a_declared_conflict_reaches_the_set_that_was_made_before_the_roll_call():
    council, member = judge_in_the_council()
    meeting = make.planned_meeting(council.round)
    operations.open_meeting(meeting=meeting, by=people.secretary(), at=timezone.now())
    made = make.merge(meeting, "B-002", "B-003")
    call_the_roll(meeting)
    assert (made.lead.code, kept_out(council, "B-003"), kept_out(council, "B-001")) == ("B-003", [member.pk], [])
    operations.split_set(product_set=made, by=people.secretary(), at=timezone.now())
    assert kept_out(council, "B-002") == [member.pk]
    make.merge(meeting, "B-002", "B-003")
    make.vote_all(meeting)
    end(meeting)
    verify(lines_of(meeting))


def conflict_known_after_the_ballot():
    meeting = make.open_meeting(means=("90",), is_secret=True)
    entry = queries.agenda(meeting.council)[0].entry
    cast(meeting, entry, AGREE, make.member())
    house = entry.product.establishment.organisation
    make_member(make.member().email, make.member().full_name, house, Role.OWNER)
    return meeting, entry


def test_a_secret_ballot_stays_and_the_secretary_is_told_to_write_it_down(client_of):
    meeting, entry = conflict_known_after_the_ballot()
    client = client_of(people.secretary())
    present = list(meeting.council.members.values_list("pk", flat=True))
    url = reverse("judging:attendance_record", args=[meeting.pk])
    page = client.post(url, {"present": present}, follow=True).content.decode()
    assert f"{make.member()} đã bỏ phiếu kín về {entry.code}" in page
    assert (MemberRecusal.objects.count(), CastBallot.objects.count()) == (0, 1)
    for by in (people.chair(), people.so_head()):
        cast(meeting, entry, AGREE, by)
    end(meeting)
    row = Outcome.objects.get()
    assert (row.agreed, row.present) == (3, 3)
    verify(lines_of(meeting))


def test_no_outcome_counts_more_votes_than_people():
    meeting = make.open_meeting(means=("90",))
    make.vote_all(meeting)
    end(meeting)
    with pytest.raises(IntegrityError, match="outcome_votes_within_those_present"), transaction.atomic():
        Outcome.objects.update(agreed=4, present=3)


def test_the_agenda_goes_by_group_in_rank_order_and_says_what_is_beyond_the_places(client_of, db):
    meeting = make.open_meeting(means=("80", "90", "75"), places=2)
    Product.objects.filter(entries__code="B-001").update(group="A")
    rows = [
        (item.result.entry.code, item.rank_in_group, item.rank, item.is_beyond)
        for item in queries.agenda_for(meeting, people.chair())
    ]
    assert rows == [("B-001", 1, 2, False), ("B-002", 1, 1, False), ("B-003", 2, 3, True)]
    text = client_of(people.chair()).get(reverse("judging:meeting_detail", args=[meeting.pk])).content.decode()
    assert [text.count(words) for words in ("Nhóm A:", "Nhóm B:", "Vạch cắt:", "Ngoài số dự kiến</span>")] == [
        1,
        1,
        1,
        1,
    ]


def test_what_was_said_about_an_entry_is_the_councils_and_goes_into_the_minutes(client_of, db):
    meeting = make.open_meeting(means=("80",))
    entry = queries.agenda(meeting.council)[0].entry
    words = "Ông Ổn đề nghị xem lại nhãn; hội đồng thống nhất là đủ"
    url = reverse("judging:discussion_note", args=[meeting.pk, entry.pk])
    secretary = client_of(people.secretary())
    assert "Hãy" in secretary.post(url, {"text": " … "}).content.decode()
    secretary.post(url, {"text": "Nháp"})
    secretary.post(url, {"text": words})
    detail = reverse("judging:meeting_detail", args=[meeting.pk])
    screen = reverse("judging:meeting_screen", args=[meeting.pk])
    chair = client_of(people.chair())
    assert [words in chair.get(page).content.decode() for page in (detail, screen)] == [True, False]
    assert client_of(people.chair()).post(url, {"text": "Khác"}).status_code == 403
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    assert secretary.post(url, {"text": "Muộn"}).status_code in (200, 409)
    minutes = reverse("judging:minutes_export", args=[meeting.pk, "docx"])
    assert f"{entry.code}: {words}" in text_of(chair.get(minutes), "docx")

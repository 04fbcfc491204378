"""Pages of a council are open for its season; judges score the product groups that they were seated for."""

from collections import defaultdict

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from judging import operations, queries
from judging.models import Assignment, Complaint, Council, Judge, Meeting, ScoringPass, Stage, StageMark
from registrations.models import Product
from tests import people

from ..factories import judging as make


def mark_end(council, kind, reason=""):
    operations.mark_stage(
        council=council, stage=Stage.CLOSED, kind=kind, reason=reason, by=people.secretary(), at=timezone.now()
    )


def in_sight(round):
    """{role: the models of which this person sees the round's row}."""
    roles = {"chair": people.chair(), "member": make.member(), "secretary": people.secretary(),
             "office": people.so_officer(), "judge": people.judge(1)}  # fmt: skip
    council = Council.objects.get(round=round)
    found = defaultdict(set)
    for role, user in roles.items():
        for model, condition in (
            (Council, {"pk": council.pk}),
            (ScoringPass, {"round": round}),
            (Meeting, {"council": council}),
            (Complaint, {"entry__round": round}),
            (Assignment, {"entry__round": round}),
        ):
            if model.objects.visible_to(user).filter(**condition).exists():
                found[role].add(model.__name__)
        if queries.own_sheets(user).exists():
            found[role].add("ScoreSheet")
    return dict(found)


def test_when_the_round_has_ended_its_pages_are_the_secretarys_and_the_offices(db, client_of):
    round = make.published_round(means=("80",))
    make.complaint(round.entries.get(), by=people.secretary())
    pages = {"Council", "ScoringPass", "Meeting", "Complaint"}
    season = {
        "chair": pages,
        "member": pages,
        "secretary": pages,
        "office": {"Council", "Complaint"},
        "judge": {"ScoringPass", "Assignment", "ScoreSheet"},
    }
    assert in_sight(round) == season
    mark_end(round.council, StageMark.Kind.DONE)
    assert in_sight(round) == {"secretary": pages, "office": {"Council", "Complaint"}}
    url = reverse("judging:council_room", args=[round.council.pk])
    assert [client_of(user).get(url).status_code for user in (people.chair(), people.secretary())] == [404, 200]
    mark_end(round.council, StageMark.Kind.REOPENED, "Còn khiếu nại")
    assert in_sight(round) == season


@pytest.fixture
def of_two_groups(db):
    """Four judges; B-001 and B-002 are food, B-003 is handicraft. Judges 1 and 2 score food alone."""
    council = make.council(entries=3, judges=0)
    Product.objects.filter(entries__code="B-003", entries__round=council.round).update(group="A")
    for number, groups in ((1, ["B"]), (2, ["B"]), (3, []), (4, ["A", "B"]), (5, ["A"])):
        seat(council, number, groups)
    return council


def seat(council, number, groups, **fields):
    return operations.add_judge(
        council=council, user=people.judge(number), groups=groups, by=people.secretary(), at=timezone.now(), **fields
    )


def who_scores(council):
    found = defaultdict(list)
    rows = Assignment.objects.in_force().filter(judge__panel__council=council).order_by("judge")
    for row in rows.select_related("entry", "judge__user"):
        found[row.entry.code].append(row.judge.user)
    return dict(found)


def test_entries_go_to_judges_of_their_group_alone_and_evenly(of_two_groups):
    operations.assign(council=of_two_groups, by=people.secretary(), at=timezone.now())
    first, second, third, fourth, fifth = (people.judge(number) for number in range(1, 6))
    assert who_scores(of_two_groups) == {
        "B-001": [first, second, third, fourth],
        "B-002": [first, second, third, fourth],
        "B-003": [third, fourth, fifth],
    }


def test_a_group_that_too_few_judges_score_is_named_before_anything_is_assigned(of_two_groups):
    plan = queries.assignment_plan(of_two_groups, 4)
    assert plan.problems == ["Nhóm A mới có 3 giám khảo, mỗi sản phẩm cần 4."]
    assert queries.assignment_plan(of_two_groups, 3).problems == []


def test_a_substitute_takes_over_only_groups_that_they_score(of_two_groups):
    seat(of_two_groups, 6, ["B"], is_substitute=True)
    operations.assign(council=of_two_groups, by=people.secretary(), at=timezone.now())
    fifth = Judge.objects.get(user=people.judge(5))
    sixth = Judge.objects.get(user=people.judge(6))
    with pytest.raises(Refused, match="không chấm nhóm A"):
        operations.substitute(judge=fifth, substitute=sixth, reason="Ốm", by=people.secretary(), at=timezone.now())
    first = Judge.objects.get(user=people.judge(1))
    operations.substitute(judge=first, substitute=sixth, reason="Ốm", by=people.secretary(), at=timezone.now())
    assert people.judge(6) in who_scores(of_two_groups)["B-001"]


def test_groups_are_chosen_where_a_judge_is_seated(client_of, db):
    council = make.council(entries=1, judges=0)
    people.judge(1)
    secretary = client_of(people.secretary())
    url = reverse("judging:judge_add", args=[council.pk])
    secretary.post(url, {"gk-email": people.judge(1).email, "gk-groups": ["C", "A"]})
    assert Judge.objects.get().groups == ["A", "C"]
    page = secretary.get(reverse("judging:council_members", args=[council.pk])).content.decode()
    assert "Chấm nhóm A, C" in page
    with pytest.raises(Refused, match="Không có nhóm sản phẩm này"):
        seat(council, 2, ["Z"])

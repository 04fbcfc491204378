"""The days of an act: how far ahead and back they reach, how long a holder may answer, what holds until they come."""

import datetime

import pytest
from django.urls import reverse

from certificates import operations, permissions, queries
from certificates.models import Certificate, Ending
from certificates.validity import Standing
from cnnt_portal.errors import Refused
from cnnt_portal.jobs.models import Job
from cnnt_portal.notifications.models import Notice
from cnnt_portal.rulebook.calendar import working_days_between
from tests import people
from tests.factories import certificates as make
from tests.factories.judging import nominate
from tests.worker import run_jobs

from .test_life import DAY, TODAY, Kind, acted, confirm, holder_of, now, propose, standing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"decided_on": datetime.date(2090, 1, 1)}, "tương lai"),
        ({"decided_on": datetime.date(2020, 1, 1)}, "từ ngày cấp giấy"),
        ({"effective_on": datetime.date(2020, 1, 1)}, "có hiệu lực từ ngày ký"),
        ({"effective_on": datetime.date(2099, 1, 1)}, "chỉ có giá trị đến hết"),
    ],
)
def test_the_days_of_a_decision_follow_each_other(facts, sentence):
    with pytest.raises(Refused, match=sentence):
        acted(make.certificate(), Kind.REVOKE, facts=facts)


def test_the_holder_has_some_working_days_to_answer():
    issued = make.certificate()
    for until in (None, TODAY(), make.reply_day() - DAY):
        with pytest.raises(Refused, match=f"ít nhất 5 ngày làm việc.* từ ngày {make.reply_day():%d/%m/%Y}") as refused:
            propose(issued, Kind.SUSPEND, reply_until=until)
        assert refused.value.field == "reply_until"
    assert working_days_between(TODAY(), propose(issued, Kind.SUSPEND).reply_until) == 5


def test_a_mistyped_day_of_effect_far_ahead_is_refused():
    issued = make.certificate()
    act = propose(issued, Kind.REISSUE)
    with pytest.raises(Refused, match="nhiều nhất 30 ngày") as refused:
        confirm(act, effective_on=TODAY() + 31 * DAY)
    assert refused.value.field == "effective_on"
    assert confirm(act, effective_on=TODAY() + 30 * DAY).is_confirmed


SOON = 20


def test_until_its_replacement_takes_effect_a_certificate_is_in_force_climbs_and_can_be_revoked():
    issued = make.certificate()
    nominate(issued.entry.outcome)
    soon = TODAY() + SOON * DAY
    acted(issued, Kind.REISSUE, facts={"effective_on": soon})
    run_jobs()
    issued.refresh_from_db()
    successor = Certificate.objects.get(replaces=issued)
    assert permissions.possible_kinds(issued, on=TODAY()) == [Kind.REVOKE]
    [row] = queries.climb(issued.decision.round, None, by=people.so_officer(), at=now())
    assert (row.certificate, row.obstacle) == (issued, "")
    [row] = queries.climb(issued.decision.round, None, by=people.so_officer(), at=now() + SOON * DAY)
    assert (row.certificate, row.obstacle) == (successor, "")
    acted(issued, Kind.REVOKE)
    assert (standing(issued), standing(successor)) == (Standing.REVOKED, Standing.NOT_YET)
    assert standing(successor, soon) is Standing.REVOKED


def test_until_that_day_every_page_says_will_be_replaced_and_from_it_on_has_been(client, client_of):
    issued = make.certificate()
    soon = TODAY() + SOON * DAY
    acted(issued, Kind.REISSUE, facts={"effective_on": soon})
    ahead = f"Từ ngày {soon:%d/%m/%Y} giấy này được thay bằng giấy khác."
    successor = Certificate.objects.get(replaces=issued)
    officer = client_of(people.so_officer())
    Job.objects.get(kind="certificates.print").delete()

    def said(client, name, *args):
        return " ".join(client.get(reverse(f"certificates:{name}", args=args)).content.decode().split())

    for page in (
        said(client, "check", issued.code),
        said(client, "check_json", issued.code),
        said(client_of(holder_of(issued)), "certificate_mine"),
    ):
        assert page.count(ahead) == 1
    for page in (said(officer, "act_detail", successor.issuing_act.pk), said(officer, "check", successor.code)):
        assert f"Giấy cũ sẽ được thay từ ngày {soon:%d/%m/%Y}" in page
        assert "đã được thay" not in page
    [waiting] = [todo for todo in queries.todo_for(people.so_officer(), TODAY()) if "chưa in được" in todo.title]
    assert f"Giấy cũ sẽ được thay từ ngày {soon:%d/%m/%Y}" in waiting.note
    [waiting] = [todo for todo in queries.todo_for(people.so_officer(), soon) if "chưa in được" in todo.title]
    assert "Giấy cũ đã được thay" in waiting.note
    [told] = Notice.objects.filter(kind="certificates.act_confirmed")
    assert "Từ ngày đó giấy cũ không còn giá trị." in told.body


def test_a_revocation_that_lies_ahead_is_said_beside_the_force_that_still_stands(client):
    issued = make.certificate()
    soon = TODAY() + SOON * DAY
    acted(issued, Kind.REVOKE, facts={"effective_on": soon})
    page = client.get(reverse("certificates:check", args=[issued.code])).content.decode()
    assert "CÒN HIỆU LỰC" in page
    assert f"Giấy không còn giá trị từ ngày {soon:%d/%m/%Y}, theo quyết định thu hồi." in page


def test_a_revocation_that_is_lifted_before_its_day_leaves_the_replacement_that_stood_before():
    issued = make.certificate()
    acted(issued, Kind.REISSUE, facts={"effective_on": TODAY() + SOON * DAY})
    run_jobs()
    acted(issued, Kind.REVOKE, facts={"effective_on": TODAY() + 10 * DAY})
    acted(issued, Kind.RESTORE)
    issued.refresh_from_db()
    successor = Certificate.objects.get(replaces=issued)
    assert (issued.ended_by, issued.ended_on, successor.ended_on) == (Ending.REPLACED, TODAY() + SOON * DAY, None)
    assert standing(successor, TODAY() + SOON * DAY) is Standing.IN_FORCE
    assert permissions.possible_kinds(issued, on=TODAY()) == [Kind.REVOKE]


def test_a_new_paper_can_be_revoked_before_its_day_from_that_day_on():
    issued = make.certificate()
    soon = TODAY() + SOON * DAY
    acted(issued, Kind.REISSUE, facts={"effective_on": soon})
    successor = Certificate.objects.get(replaces=issued)
    with pytest.raises(Refused, match=f"từ ngày {soon:%d/%m/%Y} mới có hiệu lực"):
        acted(successor, Kind.REVOKE)
    confirm(successor.acts.get(), effective_on=soon)
    assert standing(successor, soon) is Standing.REVOKED


def test_a_revocation_that_lies_ahead_is_overtaken_by_an_earlier_one_or_lifted(client):
    issued = make.certificate()
    soon = TODAY() + SOON * DAY
    act = acted(issued, Kind.REVOKE, facts={"effective_on": soon})
    issued.refresh_from_db()
    assert permissions.possible_kinds(issued, on=TODAY()) == [Kind.REVOKE, Kind.RESTORE]
    again = propose(issued, Kind.REVOKE)
    operations.reply_to_act(act=again, reply="Vâng.", by=holder_of(issued), at=now())
    with pytest.raises(Refused, match="Hãy ghi ngày sớm hơn"):
        confirm(again, effective_on=soon)
    confirm(again, effective_on=soon - DAY)
    assert (standing(issued, soon - 2 * DAY), standing(issued, soon - DAY)) == (Standing.IN_FORCE, Standing.REVOKED)
    acted(issued, Kind.RESTORE)
    assert standing(issued, soon) is Standing.IN_FORCE
    act.refresh_from_db()
    assert act.is_lifted
    page = client.get(reverse("certificates:check", args=[issued.code])).content.decode()
    assert page.count("đã được bỏ trước ngày ấy") == 2
    assert permissions.possible_kinds(Certificate.objects.get(), on=TODAY())[0] == Kind.REVOKE


def test_a_suspension_that_lies_ahead_is_lifted_before_it_begins():
    issued = make.certificate()
    soon = TODAY() + SOON * DAY
    acted(issued, Kind.SUSPEND, facts={"effective_on": soon})
    acted(issued, Kind.RESTORE)
    assert [standing(issued, day) for day in (TODAY(), soon, soon + DAY)] == [Standing.IN_FORCE] * 3
    assert Certificate.objects.in_force_on(soon).get() == issued
    assert Kind.REISSUE in permissions.possible_kinds(Certificate.objects.get(), on=TODAY())

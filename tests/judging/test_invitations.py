"""A council is invited to its meeting, and told when that moves."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.seen import mark
from judging import operations, queries
from judging.models import LedgerRecord, Meeting, Stage, Vote
from tests import people

from ..factories import judging as make

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def written(day):
    return f"{day:%d/%m/%Y}"


def invited():
    return make.planned_meeting(means=("80",))


def change(meeting, *, by=None, at=None, **facts):
    facts = {"held_on": meeting.held_on, "place": meeting.place} | facts
    return operations.change_meeting(meeting=meeting, by=by or people.secretary(), at=at or timezone.now(), **facts)


def read_anew(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def moves_told(person):
    return person.notices.filter(kind="judging.meeting_moved")


def test_an_invitation_says_the_hour_where_one_is_settled(client_of, mailoutbox):
    council = make.closed_pass(means=("80",)).round.council
    url, client = reverse("judging:meeting_plan", args=[council.pk]), client_of(people.secretary())
    facts = {"held_on": written(in_days(2)), "starts": "8h30", "place": "Sở Công Thương"}
    refused = client.post(url, facts | {"starts": "25 giờ"})
    assert "Hãy gõ giờ theo mẫu giờ:phút" in refused.content.decode()
    page = client.post(url, facts, follow=True)
    assert "8:30" in page.content.decode()
    notice = people.chair().notices.get(kind="judging.meeting_planned")
    assert notice.title == f"Mời họp hội đồng 8:30 ngày {facts['held_on']}"
    assert f"Ngày họp: {facts['held_on']}\nGiờ họp: 8:30\nĐịa điểm: Sở Công Thương" in notice.body
    todo = [item.title for item in queries.todo_for(people.chair(), timezone.localdate())]
    assert f"Dự họp hội đồng lúc 8:30 – {council.round}" in todo
    room = client.get(reverse("judging:council_room", args=[council.pk])).content.decode()
    assert f"8:30 ngày {facts['held_on']}, Sở Công Thương" in room


def test_no_council_is_invited_to_a_day_before_its_scores(client_of):
    council = make.closed_pass(means=("80",)).round.council
    url, client = reverse("judging:meeting_plan", args=[council.pk]), client_of(people.secretary())
    page = client.post(url, {"held_on": "01/01/1900", "place": "Sở Công Thương"}).content.decode()
    sentence = f"Lượt chấm khóa ngày {written(in_days(0))}: hội đồng họp từ ngày đó trở đi."
    assert sentence in page
    with pytest.raises(Refused, match="Lượt chấm khóa ngày"):
        change(make.planned_meeting(council.round), held_on=in_days(-1))


def test_a_meeting_is_moved_until_it_opens_and_whoever_was_invited_reads_both_days(client_of):
    meeting = invited()
    was, url = meeting.when, reverse("judging:meeting_change", args=[meeting.pk])
    client = client_of(people.secretary())
    page = client.get(url)
    assert f'value="{written(meeting.held_on)}"' in page.content.decode()
    day = written(in_days(2))
    moved = {"held_on": day, "starts": "9h", "place": "Nhà văn hóa huyện", "is_secret": "on"}
    moved["shown"] = page.context["form"].initial["shown"]
    assert "Hãy gõ giờ theo mẫu" in client.post(url, moved | {"starts": "25 giờ"}).content.decode()
    page = client.post(url, moved, follow=True).content.decode()
    assert "Đã đổi lịch họp" in page
    assert "Nhà văn hóa huyện" in page
    notice = moves_told(people.chair()).get()
    assert notice.title == f"Đổi lịch họp hội đồng: 9:00 ngày {day}"
    assert f"Ngày họp: {day}\nGiờ họp: 9:00\nĐịa điểm: Nhà văn hóa huyện\nHình thức: bỏ phiếu kín" in notice.body
    assert f"Trước đây đã mời: {was}, Sở Công Thương Vĩnh Long, biểu quyết công khai." in notice.body
    assert was in meeting.history.get(step="change").note
    again = moved | {"shown": mark(read_anew(meeting).invitation)}
    assert "vẫn như cũ" in client.post(url, again, follow=True).content.decode()
    assert moves_told(people.chair()).count() == 1


def test_what_a_colleague_changed_is_not_written_over_unread(client_of):
    meeting = invited()
    url, client = reverse("judging:meeting_change", args=[meeting.pk]), client_of(people.secretary())
    typed = {"held_on": written(meeting.held_on), "starts": "9h", "place": meeting.place}
    typed["shown"] = client.get(url).context["form"].initial["shown"]
    change(meeting, is_secret=True)
    page = client.post(url, typed)
    assert "Người khác vừa đổi lịch họp" in page.content.decode()
    assert "bỏ phiếu kín" in page.content.decode()
    assert 'value="9h"' in page.content.decode()
    assert read_anew(meeting).is_secret
    typed["shown"] = page.context["form"]["shown"].value()
    assert client.post(url, typed).status_code == 302
    assert not read_anew(meeting).is_secret


def test_the_page_says_before_the_press_from_which_day_on_the_meeting_opens(client_of):
    meeting = invited()
    page = reverse("judging:meeting_detail", args=[meeting.pk])
    opening = reverse("judging:meeting_open", args=[meeting.pk])
    client = client_of(people.secretary())
    assert f'action="{opening}"' in client.get(page).content.decode()
    change(meeting, held_on=in_days(1))
    text = client.get(page).content.decode()
    assert f"Phiên họp được mời ngày {written(in_days(1))}. Họp sớm hơn thì hãy đổi lịch họp rồi khai mạc." in text
    assert f'action="{opening}"' not in text


def test_a_meeting_opens_on_its_day_as_it_was_announced_last():
    meeting = invited()
    as_read = read_anew(meeting)
    change(meeting, held_on=in_days(1), is_secret=True)
    with pytest.raises(Refused, match="Họp sớm hơn thì hãy đổi lịch họp"):
        operations.open_meeting(meeting=as_read, by=people.secretary(), at=timezone.now())
    as_read = read_anew(meeting)
    change(meeting, is_secret=False)
    opened = operations.open_meeting(
        meeting=as_read, by=people.secretary(), at=timezone.now() + datetime.timedelta(days=1)
    )
    assert not opened.is_secret
    assert '"is_secret":false' in LedgerRecord.objects.latest("pk").content
    with pytest.raises(NotPermitted, match="Đang họp|đang họp"):
        change(meeting, place="Nơi khác")


def test_no_name_is_written_beside_a_choice_by_whoever_read_of_an_open_vote():
    meeting = invited()
    as_read = read_anew(meeting)
    change(meeting, is_secret=True)
    operations.open_meeting(meeting=meeting, by=people.secretary(), at=timezone.now())
    members = meeting.council.members.all()
    operations.record_attendance(meeting=meeting, present=members, by=people.secretary(), at=timezone.now())
    entry = queries.agenda(meeting.council)[0].entry
    operations.cast_vote(meeting=as_read, entry=entry, choice="agree", by=people.chair(), at=timezone.now())
    assert not Vote.objects.exists()


def test_nobody_is_invited_anew_when_the_season_is_over():
    meeting = invited()
    operations.mark_stage(
        council=meeting.council, stage=Stage.CLOSED, kind="done", by=people.secretary(), at=timezone.now()
    )
    with pytest.raises(NotPermitted, match="Kỳ này đã kết thúc"):
        change(read_anew(meeting), place="Nơi khác")
    assert not moves_told(people.chair()).exists()

"""A council is invited to its meeting, and told when that moves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from judging import operations, queries
from tests import people

from ..factories import judging as make

pytestmark = pytest.mark.django_db


def test_an_invitation_says_the_hour_where_one_is_settled(client_of, mailoutbox):
    council = make.closed_pass(means=("80",)).round.council
    url, client = reverse("judging:meeting_plan", args=[council.pk]), client_of(people.secretary())
    refused = client.post(url, {"held_on": "21/11/2026", "starts": "25 giờ", "place": "Sở Công Thương"})
    assert "Hãy gõ giờ theo mẫu giờ:phút" in refused.content.decode()
    page = client.post(url, {"held_on": "21/11/2026", "starts": "8h30", "place": "Sở Công Thương"}, follow=True)
    assert "8:30" in page.content.decode()
    notice = people.chair().notices.get(kind="judging.meeting_planned")
    assert notice.title == "Mời họp hội đồng 8:30 ngày 21/11/2026"
    assert "Ngày họp: 21/11/2026\nGiờ họp: 8:30\nĐịa điểm: Sở Công Thương" in notice.body
    todo = [item.title for item in queries.todo_for(people.chair(), timezone.localdate())]
    assert f"Dự họp hội đồng lúc 8:30 – {council.round}" in todo
    room = client.get(reverse("judging:council_room", args=[council.pk])).content.decode()
    assert "8:30 ngày 21/11/2026, Sở Công Thương" in room


def test_a_meeting_is_moved_until_it_opens_and_whoever_was_invited_reads_both_days(client_of):
    meeting = make.planned_meeting(means=("80",))
    was, url = meeting.when, reverse("judging:meeting_change", args=[meeting.pk])
    client = client_of(people.secretary())
    shown = client.get(url).content.decode()
    assert f'value="{meeting.held_on:%d/%m/%Y}"' in shown
    assert meeting.place in shown
    moved = {"held_on": "25/11/2026", "starts": "9h", "place": "Nhà văn hóa huyện"}
    assert "Hãy gõ giờ theo mẫu" in client.post(url, moved | {"starts": "25 giờ"}).content.decode()
    page = client.post(url, moved, follow=True).content.decode()
    assert "9:00" in page
    assert "Nhà văn hóa huyện" in page
    notice = people.chair().notices.get(kind="judging.meeting_moved")
    assert notice.title == "Đổi lịch họp hội đồng: 9:00 ngày 25/11/2026"
    assert "Ngày họp: 25/11/2026\nGiờ họp: 9:00\nĐịa điểm: Nhà văn hóa huyện" in notice.body
    assert f"Trước đây đã mời: {was}, Sở Công Thương Vĩnh Long." in notice.body
    client.post(url, moved)
    assert people.chair().notices.filter(kind="judging.meeting_moved").count() == 1
    operations.open_meeting(meeting=meeting, by=people.secretary(), at=timezone.now())
    assert client.post(url, moved | {"place": "Nơi khác"}).status_code == 403
    meeting.refresh_from_db()
    assert meeting.place == "Nhà văn hóa huyện"

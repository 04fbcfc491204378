"""Rounds on their organiser's side: made after the last one, prolonged with a reason, with papers beside them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts import operations as accounts
from cnnt_portal.accounts.models import Role
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications.models import Notice
from registrations import operations, permissions
from registrations.models import Round, VoteLevel
from tests import people
from tests.factories import registrations as make
from tests.factories.accounts import make_member
from tests.factories.files import pdf, upload

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def test_a_deadline_is_prolonged_for_everybody_with_its_reason(client, cast):
    round = make.open_round()
    draft = make.draft_entry(round)
    later = make.CLOSES + 10 * DAY
    operations.extend_deadline(round=round, closes_at=later, reason="Bão số 12", by=cast.so_officer, at=make.AFTER)
    round = Round.objects.get(pk=round.pk)
    assert (round.closes_at, round.extensions.get().before) == (later, make.CLOSES)
    [notice] = Notice.objects.filter(kind="registrations.deadline_moved")
    assert (notice.recipient, "Bão số 12" in notice.body) == (make.owner_of_entry(draft), True)
    assert "Bão số 12" in client.get(url("round_detail", round.pk)).content.decode()


def test_a_deadline_is_not_shortened_nor_moved_without_a_reason_or_by_others(cast):
    round = make.open_round()
    late = make.CLOSES + DAY
    for wrong, match in (({"closes_at": make.CLOSES - DAY}, "sau hạn hiện nay"), ({"reason": " "}, "lý do")):
        with pytest.raises(Refused, match=match):
            operations.extend_deadline(
                round=round, **{"closes_at": late, "reason": "Bão"} | wrong, by=cast.so_officer, at=make.AT
            )
    with pytest.raises(NotPermitted):
        operations.extend_deadline(round=round, closes_at=late, reason="Bão", by=cast.cuc_officer, at=make.AT)
    fixed, next_day = make.fixed_round(make.open_round()), make.AFTER + DAY
    with pytest.raises(NotPermitted, match="chưa chốt"):
        operations.extend_deadline(round=fixed, closes_at=next_day, reason="Bão", by=cast.so_officer, at=make.AFTER)
    assert Round.objects.get(pk=round.pk).closes_at == make.CLOSES


def test_a_new_round_begins_as_the_last_one_two_years_on(client_of, cast):
    old = make.open_round(
        title=f"Bình chọn năm {make.YEAR}", prizes="Giải A: 5.000.000 đồng", has_field_visits=True, places=30
    )
    make.attachment(old)
    office = client_of(cast.so_officer)
    address = f"{url('round_create')}?tu={old.pk}"
    form = office.get(address).context["form"]
    assert (form["title"].value(), form["prizes"].value()) == (
        f"Bình chọn năm {make.YEAR + 2}",
        "Giải A: 5.000.000 đồng",
    )
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data |= {"closes_time": "17:00"}
    answer = office.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    new = Round.objects.order_by("pk").last()
    kept = ("level", "unit", "organiser", "places", "prizes", "has_field_visits")
    assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
    assert (new.year, timezone.localdate(new.opens_at).year) == (
        make.YEAR + 2,
        timezone.localdate(old.opens_at).year + 2,
    )
    assert [row.title for row in new.attachments.all()] == ["Kế hoạch bình chọn"]


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30, "-1"])
def test_a_round_made_after_nonsense_begins_empty(client_of, cast, key):
    make.open_round()
    assert client_of(cast.so_officer).get(url("round_create"), {"tu": key}).context["like"] is None


def test_papers_stand_beside_the_announcement_of_a_round_that_one_may_see(client, client_of, cast):
    round, draft = make.open_round(), make.draft_round()
    office = client_of(cast.so_officer)
    plan = pdf()
    data = {"title": "Kế hoạch", "upload": upload(plan, "kh.pdf")}
    assert office.post(url("round_attach", round.pk), data).status_code == 302
    paper, hidden = round.attachments.get(), make.attachment(draft)
    assert "Kế hoạch" in client.get(url("round_detail", round.pk)).content.decode()
    assert client.get(url("round_attachment", round.pk, paper.pk)).status_code == 200
    assert client.get(url("round_attachment", draft.pk, hidden.pk)).status_code == 404
    assert client.get(url("round_attachment", round.pk, hidden.pk)).status_code == 404
    assert office.get(url("round_attachment", draft.pk, hidden.pk)).status_code == 200
    again = office.post(url("round_attach", round.pk), {"upload": upload(plan, "kh.pdf")})
    assert list(again.context["form"].errors) == ["upload"]
    assert office.post(url("round_detach", round.pk, paper.pk)).status_code == 302
    assert round.attachments.count() == 0


@pytest.mark.parametrize("typed", ["bảy", "7 và 2", "100", "1,2,3,4,5,6"])
def test_days_of_reminder_are_numbers(client_of, cast, typed):
    round = make.draft_round()
    answer = client_of(cast.so_officer).post(url("round_edit", round.pk), {"reminder_days": typed})
    assert "reminder_days" in answer.context["form"].errors


def test_the_way_in_stands_for_whoever_may_enter_and_says_why_not_to_whoever_drafts(client, client_of, cast):
    round = make.open_round()
    page, way_in = reverse("registrations:round_detail", args=[round.pk]), "Đăng ký dự bình chọn"
    assert way_in in client.get(page).content.decode()
    drafts = client_of(cast.drafter).get(page).content.decode()
    assert f"Chủ của {cast.drafter.current_memberships[0].organisation} khai báo cơ sở này" in drafts
    make.establishment(cast.owner)
    entry = f'href="{reverse("registrations:entry_start", args=[round.pk])}"'
    for person in (cast.owner, cast.drafter):
        assert entry in client_of(person).get(page).content.decode()
    for person in (cast.commune_officer, cast.unit_head, cast.leader):
        assert way_in not in client_of(person).get(page).content.decode()


def test_who_keeps_the_portal_reads_what_the_office_did_and_is_offered_none_of_its_work(client_of, cast):
    round = make.open_round(VoteLevel.NATION, province=None, organiser=people.cuc())
    page = reverse("registrations:round_detail", args=[round.pk])
    assert cast.administrator.belongs_to(round.organiser)
    text = client_of(cast.administrator).get(page).content.decode()
    assert "Diễn biến" in text
    assert "Việc của cơ quan" not in text
    assert "Việc của cơ quan" in client_of(cast.cuc_officer).get(page).content.decode()


def test_the_people_who_carry_on_an_ended_offices_work_find_its_desk_and_found_no_round_in_its_name(client_of, cast):
    round = make.open_round()
    officer = make_member("canbo@ubnd.vn", "Lý Thị Sen", people.province_office(), Role.OFFICER, "Chuyên viên")
    assert not permissions.can_see_desk(officer)
    accounts.close_organisation(
        organisation=people.so(),
        last_day=timezone.localdate() - datetime.timedelta(days=1),
        successor=people.province_office(),
        ground="Nghị quyết số 1",
        by=None,
        at=timezone.now(),
    )
    browser = client_of(officer)
    text = browser.get(reverse("registrations:round_detail", args=[round.pk])).content.decode()
    assert f"{reverse('registrations:entry_list')}?ky={round.pk}" in text
    assert browser.get(reverse("registrations:entry_list")).status_code == 200
    assert reverse("registrations:round_create") not in text

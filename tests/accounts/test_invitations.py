import datetime
import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts import operations
from cnnt_portal.accounts.models import Invitation, Role
from cnnt_portal.errors import NotPermitted, Refused
from cnnt_portal.notifications import outbox
from cnnt_portal.notifications.models import Mail
from tests import people
from tests.factories.accounts import make_person

NOW = timezone.now()
LATER = NOW + datetime.timedelta(days=15)


def invite(by, email="moi@thu.vn", role=Role.OFFICER):
    return operations.invite(organisation=people.so(), email=email, role=role, title="Chuyên viên", by=by, at=NOW)


def link_in(message):
    return re.search(r"/tai-khoan/loi-moi/thu/\S+", message.body)[0]


def delivered(at=NOW):
    """What lies in the outbox goes; the mails that went so far."""
    outbox.deliver(clock=lambda: at)
    return mail.outbox


@pytest.fixture
def sent(cast):
    return invite(cast.so_head)


def test_the_mail_goes_through_the_outbox_and_says_who_invites_into_which_role(sent, cast):
    assert Mail.objects.get().state == Mail.State.WAITING
    (message,) = delivered()
    assert message.to == ["moi@thu.vn"]
    assert message.subject == "[CNNT] Lời mời làm việc tại Sở Công Thương tỉnh Vĩnh Long"
    for part in [str(cast.so_head), "“Cán bộ”", sent.role_description]:
        assert part in message.body
    assert Mail.objects.get().state == Mail.State.SENT


def test_a_link_that_the_portal_did_not_write_leads_nowhere(sent, cast, client_of):
    link = link_in(delivered()[0])
    client = client_of(make_person("moi@thu.vn"))
    assert client.get(link).status_code == 200
    assert client.get(link.replace(f"/{sent.pk}:", f"/{sent.pk + 1}:")).status_code == 404
    assert client.get(f"/tai-khoan/loi-moi/thu/{sent.pk}/").status_code == 404


def test_the_invited_person_accepts_by_the_button_and_the_link_alone_does_nothing(sent, client_of):
    person = make_person("moi@thu.vn")
    client = client_of(person)
    page = client.get(link_in(delivered()[0]))
    assert page.status_code == 200
    assert "Cán bộ" in page.content.decode()
    sent.refresh_from_db()
    assert sent.accepted_at is None
    response = client.post(f"/tai-khoan/loi-moi/{sent.pk}/nhan/")
    assert (response.status_code, response.url) == (302, reverse(settings.LOGIN_REDIRECT_URL))
    membership = person.memberships.get()
    assert (membership.organisation, membership.role, membership.title) == (people.so(), Role.OFFICER, "Chuyên viên")
    assert client.get(f"/tai-khoan/loi-moi/{sent.pk}/nhan/").status_code == 405


def test_another_person_with_the_link_is_told_so_and_cannot_accept(sent, cast, client_of):
    client = client_of(cast.outsider)
    page = client.get(link_in(delivered()[0])).content.decode()
    assert "gửi cho địa chỉ thư khác" in page
    assert "moi@thu.vn" not in page
    assert client.post(f"/tai-khoan/loi-moi/{sent.pk}/nhan/").status_code == 404
    with pytest.raises(NotPermitted, match="địa chỉ thư khác"):
        operations.accept_invitation(invitation=sent, by=cast.outsider, at=NOW)


def test_the_head_who_sees_the_invitation_cannot_accept_it_for_the_other(sent, cast, client_of):
    response = client_of(cast.so_head).post(f"/tai-khoan/loi-moi/{sent.pk}/nhan/")
    assert response.status_code == 403
    assert "gửi cho địa chỉ thư khác" in response.content.decode()


def test_an_unknown_token_is_not_found(cast, client_of):
    assert client_of(cast.owner).get("/tai-khoan/loi-moi/thu/khong-co/").status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_invitation(sent, client):
    link = link_in(delivered()[0])
    assert client.get(link).url == f"/tai-khoan/login/?next={quote(link, safe='/')}"


def test_an_expired_invitation_is_refused_until_it_is_sent_again(sent, cast):
    person = make_person("moi@thu.vn")
    with pytest.raises(Refused, match="hết hạn"):
        operations.accept_invitation(invitation=sent, by=person, at=LATER)
    operations.resend_invitation(invitation=sent, by=cast.so_head, at=LATER)
    first, second = delivered(LATER)
    assert link_in(first) == link_in(second)
    assert operations.accept_invitation(invitation=sent, by=person, at=LATER).role == Role.OFFICER


def test_a_withdrawn_invitation_cannot_be_accepted(sent, cast):
    operations.withdraw_invitation(invitation=sent, by=cast.so_head, at=NOW)
    with pytest.raises(Refused, match="đã bị rút"):
        operations.accept_invitation(invitation=sent, by=make_person("moi@thu.vn"), at=NOW)


def test_an_accepted_invitation_is_accepted_once_and_not_withdrawn(sent, cast):
    person = make_person("moi@thu.vn")
    stale = Invitation.objects.get()
    operations.accept_invitation(invitation=sent, by=person, at=NOW)
    with pytest.raises(Refused, match="đã được nhận"):
        operations.withdraw_invitation(invitation=sent, by=cast.so_head, at=NOW)
    with pytest.raises(Refused, match="vừa được nhận"):
        operations.accept_invitation(invitation=stale, by=person, at=NOW)
    with pytest.raises(Refused, match="vừa được nhận"):
        operations.withdraw_invitation(invitation=stale, by=cast.so_head, at=NOW)
    assert person.memberships.count() == 1


def test_a_second_invitation_for_the_same_role_is_refused_while_the_first_waits(sent, cast):
    with pytest.raises(Refused, match="đang chờ"):
        invite(cast.so_head, email="MOI@thu.vn ")


def test_who_holds_the_role_already_is_not_invited_to_it(cast):
    with pytest.raises(Refused, match="đang giữ"):
        invite(cast.so_head, email=cast.so_officer.email)


def test_an_officer_cannot_invite_and_a_head_only_into_the_own_body(cast):
    with pytest.raises(NotPermitted, match="người đứng đầu"):
        invite(cast.so_officer)
    with pytest.raises(NotPermitted, match="người đứng đầu"):
        invite(cast.cuc_head)
    assert invite(cast.administrator).organisation == people.so()


def test_an_organisation_writes_to_no_more_people_in_a_day_than_the_setting_says(cast, settings):
    settings.INVITATIONS_PER_DAY = 2
    first = invite(cast.so_head, "a@thu.vn")
    operations.withdraw_invitation(invitation=first, by=cast.so_head, at=NOW)
    invite(cast.so_head, "b@thu.vn")
    with pytest.raises(Refused, match="đã gửi 2 lời mời trong 24 giờ qua"):
        invite(cast.so_head, "c@thu.vn")
    assert Mail.objects.count() == 2


def test_one_address_gets_few_invitations_in_an_hour_whoever_invites(sent, cast):
    for seconds in (1, 2):
        at = NOW + datetime.timedelta(seconds=seconds)
        operations.resend_invitation(invitation=sent, by=cast.so_head, at=at)
    with pytest.raises(Refused, match="Hãy đợi rồi gửi tiếp"):
        operations.invite(
            organisation=people.establishment(), email=sent.email, role=Role.DRAFTER, by=cast.owner, at=NOW
        )
    operations.resend_invitation(invitation=sent, by=cast.so_head, at=NOW + datetime.timedelta(minutes=61))
    assert Mail.objects.filter(to=sent.email).count() == 4


def test_a_title_is_one_line_of_visible_letters_measured_as_it_is_stored(cast, client_of):
    client, url = client_of(cast.so_head), f"/tai-khoan/to-chuc/{people.so().pk}/thanh-vien/"
    data = {"email": "moi@thu.vn", "role": Role.OFFICER}
    # This letter becomes two when it is composed.
    refused = client.post(url, data | {"title": "\u0958" * 119})
    assert list(refused.context["form"].errors) == ["title"]
    assert client.post(url, data | {"title": "Chuyên\n viên\u202e"}).status_code == 302
    assert Invitation.objects.get().title == "Chuyên viên"


def test_who_lost_the_mails_way_while_signing_up_finds_the_invitation_and_no_establishment_to_declare(sent, client_of):
    client = client_of(make_person("moi@thu.vn"))
    page = client.get(reverse("reporting:home"))
    stranger = client_of(make_person("khac@thu.vn")).get(reverse("reporting:home"))

    (todo,) = page.context["todos"]
    assert todo.title == "Nhận lời mời làm việc tại Sở Công Thương tỉnh Vĩnh Long"
    assert client.get(todo.url).status_code == 200
    assert [todo.title for todo in stranger.context["todos"]] == ["Khai báo cơ sở của tôi"]

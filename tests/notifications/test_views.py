from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from cnnt_portal.notifications.context_processors import inbox
from cnnt_portal.notifications.models import Delivery, Mail, Notice

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
INBOX = "notifications:inbox"


def notice_for(person, key="a", **fields):
    return Notice.objects.create(
        recipient=person, kind="tests.a", key=key, title=f"Tin {key}", body="Nội dung.", created_at=AT, **fields
    )


def mail(key="a", **fields):
    fields = {"to": "hanh@coso.vn", "created_at": AT, "due_at": AT} | fields
    return Mail.objects.create(kind="tests.a", key=key, subject=f"Thư {key}", body="Nội dung.", **fields)


def test_the_inbox_is_ones_own(cast, client_of):
    mine, other = notice_for(cast.owner), notice_for(cast.outsider)
    browser = client_of(cast.owner)
    assert list(browser.get(reverse(INBOX)).context["page"]) == [mine]
    assert browser.post(reverse("notifications:notice_open", args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert not other.is_read


def test_opening_a_notice_marks_it_read_and_leads_to_its_page(cast, client_of):
    notice = notice_for(cast.owner, link="/viec/")
    browser = client_of(cast.owner)
    assert browser.get(reverse("notifications:notice_open", args=[notice.pk])).status_code == 405
    assert browser.post(reverse("notifications:notice_open", args=[notice.pk])).url == "/viec/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    browser.post(reverse("notifications:notice_open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_the_header_counts_what_is_unread(cast, client_of):
    for key in "abc":
        notice_for(cast.owner, key)
    notice_for(cast.outsider)
    browser = client_of(cast.owner)
    assert "3<span" in browser.get(reverse(INBOX)).content.decode()
    assert browser.post(reverse("notifications:notice_read_all")).url == reverse(INBOX)
    assert "data-unread" not in browser.get(reverse(INBOX)).content.decode()
    assert Notice.objects.unread().count() == 1


def test_the_inbox_asks_the_same_number_of_queries_for_any_number_of_notices(
    cast, client_of, django_assert_num_queries
):
    browser = client_of(cast.owner)
    for rows in (1, 3):
        for number in range(rows):
            notice_for(cast.owner, f"{rows}-{number}")
        with django_assert_num_queries(6):
            browser.get(reverse(INBOX))


@pytest.mark.parametrize("name", ["mail_list", "mail_detail"])
def test_only_administrators_see_the_outbox(name, cast, client_of):
    letter = mail()
    arguments = [letter.pk] if name == "mail_detail" else []
    address = reverse(f"notifications:{name}", args=arguments)
    assert "Thư a" in client_of(cast.administrator).get(address).content.decode()
    for person in (cast.owner, cast.so_head, cast.leader):
        response = client_of(person).get(address)
        assert response.status_code == 403
        assert "Thư a" not in response.content.decode()


def test_the_outbox_is_filtered_by_state_and_address(cast, client_of):
    waiting, failed = mail("a"), mail("b", state="failed", to="tam@coso.vn")
    browser = client_of(cast.administrator)

    def found(**query):
        return list(browser.get(reverse("notifications:mail_list"), query).context["page"])

    assert found() == [failed, waiting]
    assert found(state="failed") == [failed]
    assert found(to="HANH@") == [waiting]
    assert found(state="nonsense") == [failed, waiting]


def test_a_mail_shows_each_attempt_and_can_be_sent_again(cast, client_of):
    letter = mail(state="failed", attempts=1)
    Delivery.objects.create(mail=letter, at=AT, succeeded=False, answer="550 No such mailbox")
    browser = client_of(cast.administrator)
    page = browser.get(reverse("notifications:mail_detail", args=[letter.pk])).content.decode()
    assert "550 No such mailbox" in page
    address = reverse("notifications:mail_resend", args=[letter.pk])
    assert client_of(cast.owner).post(address).status_code == 403
    letter.refresh_from_db()
    assert letter.state == Mail.State.FAILED
    browser.post(address)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Mail.State.WAITING, 0)


def test_the_outbox_asks_the_same_number_of_queries_for_any_number_of_mails(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.administrator)
    for rows in (1, 3):
        for number in range(rows):
            mail(f"{rows}-{number}")
        with django_assert_num_queries(6):
            browser.get(reverse("notifications:mail_list"))


def test_unread_notices_are_counted_for_their_reader_alone(cast, rf):
    def unread(person):
        request = rf.get("/")
        request.user = person
        return inbox(request)["unread_notices"]

    assert unread(cast.owner) == 0
    at = cast.owner.joined_at
    for key, read_at in (("a", None), ("b", None), ("c", at)):
        Notice.objects.create(
            recipient=cast.owner, kind="x", title="t", body="b", key=key, created_at=at, read_at=read_at
        )
    assert unread(cast.owner) == 2
    assert unread(cast.outsider) == 0
    assert unread(AnonymousUser()) == 0

"""Public pages are kept, and never shown after what they show has changed."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates import operations
from certificates.models import RegisterStamp
from tests import people
from tests.factories import certificates as make
from tests.factories import files
from tests.factories.support_plans import certificate as known_certificate

pytestmark = pytest.mark.django_db
REGISTER = reverse("certificates:register")


def check_of(certificate):
    return reverse("certificates:check", args=[certificate.code])


def queries_of(client, url, **headers):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, headers=headers)
    return response, len(captured)


def revoke(issued):
    at, today = timezone.now(), timezone.localdate()
    act = operations.propose_act(
        certificate=issued, kind="revoke", ground="Sai sự thật.", evidence=files.upload(files.pdf(), "bien-ban.pdf"),
        reply_until=make.reply_day(), by=people.so_officer(), at=at - datetime.timedelta(days=1),
    )  # fmt: skip
    act.reply_until = today - datetime.timedelta(days=1)
    act.save(update_fields=["reply_until"])
    operations.confirm_act(
        act=act, number="9/QĐ-UBND", decided_on=today, effective_on=today, signer_name="Huỳnh Văn Ổn",
        signer_title="Chủ tịch", by=people.so_head(), at=at,
    )  # fmt: skip


def test_a_page_is_drawn_once_and_then_costs_one_question(client):
    url = check_of(known_certificate())
    for page in (REGISTER, url):
        (first, _), (second, asked) = queries_of(client, page), queries_of(client, page)
        assert (second.content, second["Content-Type"], asked) == (first.content, first["Content-Type"], 1)
    assert queries_of(client, url)[0]["X-Robots-Tag"] == "noindex"


def test_a_new_certificate_is_in_the_register_at_once(client):
    known_certificate("Chè tuyết")
    assert "Dừa sáp" not in client.get(REGISTER).content.decode()
    known_certificate("Dừa sáp")
    assert "Dừa sáp" in client.get(REGISTER).content.decode()


def test_a_revoked_certificate_is_never_shown_in_force(client):
    issued = make.certificate()
    url = check_of(issued)
    before = client.get(url)
    assert "CÒN HIỆU LỰC" in before.content.decode()
    revoke(issued)
    after = client.get(url, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, "ĐÃ BỊ THU HỒI" in after.content.decode()) == (200, True)
    assert "Đã bị thu hồi" in client.get(REGISTER).content.decode()


def test_whoever_has_the_page_already_is_told_so(client):
    known_certificate()
    for url in (REGISTER, f"{REGISTER}?nhom=B"):
        answer = client.get(url)
        assert (answer["Cache-Control"], "Cookie" in answer["Vary"]) == ("no-cache", True)
        again = client.get(url, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_people_get_their_own_page_and_leave_nothing_of_it_behind(client, client_of):
    issued = make.certificate()
    url = check_of(issued)
    client.get(url)
    office = client_of(people.so_officer())
    mine = office.get(url)
    assert "Tải giấy chứng nhận" in mine.content.decode()
    assert (mine["Cache-Control"], "ETag" in mine) == ("private, no-store", False)
    cache.clear()
    office.get(url)
    assert "Tải giấy chứng nhận" not in client.get(url).content.decode()


def test_a_guesser_is_slowed_and_whoever_holds_a_paper_is_answered_from_what_is_kept(client, settings):
    settings.CERTIFICATES_WRONG_CODES_PER_HOUR = 1
    url = check_of(known_certificate())
    client.get(url)
    guesses = [client.get(reverse("certificates:check", args=[code])) for code in ("K7MNP2QRST", "K7MNP2QRSV")]
    assert [guess.status_code for guess in guesses] == [404, 429]
    assert client.get(url).status_code == 200


def test_open_data_is_not_sent_twice_to_whoever_has_it(client):
    known_certificate()
    url = reverse("certificates:register_data", args=["csv"])
    answer = client.get(url)
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    known_certificate()
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_history_told_twice_changes_nothing():
    known_certificate("Chè", issued_on=None)
    before = RegisterStamp.objects.get().mark
    known_certificate("Chè", issued_on=None)
    assert RegisterStamp.objects.get().mark == before


def test_every_public_answer_about_a_certificate_is_another_one_after_an_act(client):
    """Whoever holds any of them is told at once: pages, map, data, the program's answers."""
    issued = make.certificate()

    def named(name, *args):
        return reverse(f"certificates:{name}", args=args)

    urls = [
        REGISTER,
        f"{REGISTER}?nhom=B",
        check_of(issued),
        named("check_json", issued.code),
        named("product", issued.product_id),
        named("province_map"),
        named("public_decision", issued.decision_id),
        named("register_data", "csv"),
        named("register_data", "json"),
        named("api:certificates"),
        named("api:check", issued.code),
        named("api:product", issued.product_id),
        named("api:provinces"),
    ]
    marks = {url: client.get(url)["ETag"] for url in urls}
    kept = [url for url in urls if client.get(url, headers={"If-None-Match": marks[url]}).status_code != 304]
    assert kept == []
    revoke(issued)
    stale = [url for url in urls if client.get(url, headers={"If-None-Match": marks[url]}).status_code != 200]
    assert stale == []

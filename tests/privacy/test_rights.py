"""What Luật 91/2025/QH15 gives a person: to see, to correct, to take along, to withdraw consent, to be forgotten."""

import datetime
import json
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cnnt_portal.accounts.models import Role, User
from cnnt_portal.accounts.operations import add_member, invite
from cnnt_portal.audit.models import Event
from cnnt_portal.errors import NotPermitted
from cnnt_portal.notifications import outbox
from cnnt_portal.notifications.models import Mail, Notice
from cnnt_portal.notifications.operations import notify
from cnnt_portal.privacy import operations, queries
from cnnt_portal.privacy.holdings import columns_that_name_people, holdings
from cnnt_portal.privacy.messages import DataErased
from cnnt_portal.privacy.models import ErasureRequest
from tests import people
from tests.factories.accounts import make_person
from tests.factories.registrations import accepted_entry

NOW = timezone.now()
Ground = ErasureRequest.Ground
LETTER = DataErased(ErasureRequest(asked_at=NOW))


def ask(by, ground=Ground.ASKED, at=NOW):
    return operations.ask_for_erasure(ground=ground, by=by, at=at)


def erase(person, ground=Ground.ASKED):
    erasure = ask(person, ground)
    operations.erase_due(by=None, at=NOW + datetime.timedelta(days=15))
    erasure.refresh_from_db()
    person.refresh_from_db()
    return erasure


def kept(erasure):
    return {part["label"] for part in erasure.kept}


def test_every_column_that_names_a_person_is_spoken_of_once(db):
    sources = [source for holding in holdings() for source in holding.sources]
    assert len(sources) == len(set(sources))
    assert columns_that_name_people() - set(sources) == set()


def test_the_page_says_what_is_kept_why_and_what_must_stay(client_of, db):
    owner = accepted_entry().submitted_by
    page = client_of(owner).get(reverse("privacy:overview")).content.decode()
    for words in ("Hồ sơ bạn đã soạn hoặc nộp", "Phải giữ lại.", owner.email, "Rút đồng ý hoặc yêu cầu xóa"):
        assert words in page
    assert "Lời khai xung đột lợi ích" not in page


def test_a_person_takes_their_data_along_as_json_and_as_a_sheet_and_the_audit_knows(client_of, db):
    entry = accepted_entry()
    owner = entry.submitted_by
    found = json.loads(client_of(owner).post(reverse("privacy:export_json")).content)
    assert found["tài khoản"]["Địa chỉ thư điện tử"] == owner.email
    lines = [row["ghi nhận"] for part in found["dữ liệu"] for row in part["các dòng"]]
    assert str(entry) in lines
    book = load_workbook(BytesIO(client_of(owner).post(reverse("privacy:export_xlsx")).content))
    assert [sheet.title for sheet in book] == ["Tài khoản", "Dữ liệu"]
    assert str(entry) in [row[2].value for row in book["Dữ liệu"].iter_rows()]
    names = set(Event.objects.filter(by=owner).values_list("name", flat=True))
    assert {"cnnt_portal.privacy.export", "cnnt_portal.privacy.export_sheets"} <= names


def test_nobody_exports_another(cast):
    assert queries.export_of(cast.outsider)["tài khoản"]["Địa chỉ thư điện tử"] == cast.outsider.email
    with pytest.raises(NotPermitted, match="chính mình"):
        operations.export(person=cast.outsider, by=cast.administrator, at=NOW)


def test_a_person_without_traces_is_forgotten_whole(db):
    person = make_person("moi@thu.vn", "Nguyễn Văn Mới", phone="0912345678")
    notify(message=LETTER, recipients=[person], key="1", by=None, at=NOW)
    erasure = erase(person)
    assert (person.full_name, person.phone, person.is_active) == ("Người đã xóa tài khoản", "", False)
    assert "moi@thu.vn" not in person.email
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Notice.objects.filter(recipient=person).exists()
    assert erasure.get_state_display() == "Đã xóa"
    # What was signed before stays provable: the request itself and the audit.
    assert kept(erasure) == {"Nhật ký kiểm tra", "Yêu cầu xóa dữ liệu của bạn"}


def test_a_name_stays_where_an_act_of_law_bears_it_and_the_answer_says_why(db):
    entry = accepted_entry()
    owner = entry.submitted_by
    erasure = erase(owner)
    assert owner.full_name == "Nguyễn Văn Thử"
    assert (owner.phone, "coso.vn" in owner.email) == ("", False)
    assert "Hồ sơ bạn đã soạn hoặc nộp" in kept(erasure)
    assert all(part["reason"] for part in erasure.kept)
    entry.refresh_from_db()
    assert entry.submitted_by == owner


def test_the_last_mail_tells_what_was_deleted_and_what_had_to_stay(db):
    person = make_person("moi@thu.vn", "Nguyễn Văn Mới")
    erase(person)
    outbox.deliver(clock=lambda: NOW + datetime.timedelta(days=16))
    [message] = mail.outbox
    assert message.to == ["moi@thu.vn"]
    assert "Nhật ký kiểm tra" in message.body
    assert "chỉ được ghi thêm" in message.body


def test_withdrawing_consent_closes_the_account_at_once(client_of, db):
    person = make_person("moi@thu.vn")
    client, other_browser = client_of(person), client_of(person)
    assert other_browser.get(reverse("privacy:overview")).status_code == 200
    answer = client.post(reverse("privacy:ask"), {"ground": Ground.CONSENT, "understood": "on"})
    assert answer.status_code == 302
    for browser in (client, other_browser):
        assert "/login/" in browser.get(reverse("privacy:overview")).url
    notify(message=LETTER, recipients=[User.objects.get(pk=person.pk)], key="2", by=None, at=NOW)
    assert not Mail.objects.filter(to="moi@thu.vn").exists()
    assert operations.erase_due(by=None, at=NOW) == 0
    assert operations.erase_due(by=None, at=NOW + datetime.timedelta(days=16)) == 1
    assert operations.erase_due(by=None, at=NOW + datetime.timedelta(days=16)) == 0


def test_a_request_for_deletion_may_be_taken_back_until_its_day(client_of, db):
    person = make_person("moi@thu.vn")
    client = client_of(person)
    client.post(reverse("privacy:ask"), {"ground": Ground.ASKED, "understood": "on"})
    erasure = ErasureRequest.objects.get()
    assert client.get(reverse("privacy:overview")).status_code == 200
    with pytest.raises(NotPermitted, match="đang chờ"):
        ask(person)
    client.post(reverse("privacy:take_back", args=[erasure.pk]))
    assert operations.erase_due(by=None, at=NOW + datetime.timedelta(days=30)) == 0
    person.refresh_from_db()
    assert person.is_active


def test_nothing_is_asked_without_the_tick(client_of, db):
    page = client_of(make_person("moi@thu.vn")).post(reverse("privacy:ask"), {"ground": Ground.ASKED}).content.decode()
    assert "Cần bạn tự đánh dấu là đã đọc." in page
    assert not ErasureRequest.objects.exists()


def test_the_only_head_hands_over_first(cast, client_of):
    assert "duy nhất" in client_of(cast.so_head).get(reverse("privacy:ask")).content.decode()
    with pytest.raises(NotPermitted, match="duy nhất của Sở Công Thương tỉnh Vĩnh Long"):
        ask(cast.so_head)
    assert ask(cast.so_officer).person == cast.so_officer


def test_a_head_whose_only_fellow_head_has_left_is_the_only_one(cast):
    fellow = make_person("pho@so.vn")
    so = people.so_head().current_memberships[0].organisation
    add_member(user=fellow, organisation=so, role=Role.HEAD, by=None, at=NOW)
    ask(fellow, Ground.CONSENT)
    with pytest.raises(NotPermitted, match="duy nhất"):
        ask(cast.so_head)


def test_terms_delete_what_nobody_needs_any_more(cast, settings):
    old = NOW - datetime.timedelta(days=800)
    stranger = User.objects.create_user("chua-xac-nhan@thu.vn", "x", full_name="Chưa Xác Nhận", joined_at=old)
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=False, primary=True)
    invite(organisation=people.so(), email="khong-nhan@thu.vn", role=Role.OFFICER, by=cast.so_head, at=old)
    for at, key in ((old, "cu"), (NOW, "moi")):
        notify(message=LETTER, recipients=[cast.owner], key=key, by=None, at=at)
    Mail.objects.update(state=Mail.State.SENT, sent_at=NOW)
    done = operations.keep_terms(by=None, at=NOW)
    assert {what: count for what, count in done.items() if what != "mail"} == {
        "unconfirmed_account": 1,
        "invitation": 1,
        "notice": 1,
    }
    stranger.refresh_from_db()
    assert (stranger.is_active, "thu.vn" in stranger.email) == (False, False)
    assert [notice.key for notice in Notice.objects.all()] == ["moi"]
    assert set(Mail.objects.filter(to=cast.owner.email).values_list("key", flat=True)) == {"moi"}
    cast.owner.refresh_from_db()
    assert cast.owner.is_active

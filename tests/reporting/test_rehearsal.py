"""A round cloned into a portal of its own, run to its end and thrown away; a portal that is none refuses all of it."""

import io
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from certificates import operations as certificates
from certificates.blanks import blank
from certificates.models import Certificate
from cnnt_portal.accounts.models import User
from cnnt_portal.documents import docx, pdf
from cnnt_portal.documents.content import Column, OfficialDocument
from cnnt_portal.documents.sheets import Sheet, workbook
from cnnt_portal.jobs.running import work_on
from cnnt_portal.notifications.models import Mail
from cnnt_portal.notifications.outbox import deliver
from cnnt_portal.rehearsing import MARK
from judging import operations as judging
from judging import queries as judged
from judging.models import Council, Seat, Vote
from registrations.models import Entry, Round
from reporting.rehearsing import operations, plan, queries
from tests import people
from tests.factories import judging as make

STARTER = "thu.dang@so-vinhlong.vn"
PAGE = reverse("reporting:rehearsal")
SEATS = [
    {"seat": "chair", "title": "Phó Chủ tịch UBND tỉnh"},
    {"seat": "member", "title": "Chuyên gia"},
    {"seat": "secretary", "title": "Trung tâm Khuyến công"},
]
JUDGES = [{"title": "Chuyên gia", "is_substitute": False, "groups": []} for _ in range(3)]
BANDS = [{"group": "B", "criterion": "market", "lowest": "10.00", "highest": "40.00", "wording": "Có đơn hàng."}]


@pytest.fixture
def rehearsal_portal(settings, tmp_path, db):
    settings.REHEARSAL_FOR = STARTER
    settings.MAIL_CARRIER, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, settings.REHEARSAL_MAIL
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    (tmp_path / "files").mkdir()
    # Sheets of certificates are drawn once in a process, here with the mark.
    blank.cache_clear()
    yield settings
    blank.cache_clear()


def a_plan(**changes):
    """Of a round of the Sở of Vĩnh Long, as every portal knows it."""
    facts = {name: Round._meta.get_field(name).get_default() for name in plan.SETTINGS}
    council = {"name": "Hội đồng", "feedback": "means", "complaint_days": 7, "days": {"meeting": 40}}
    return {
        "kind": plan.KIND,
        "version": plan.VERSION,
        "rule_set": "tt-38-2025",
        "level": "province",
        "title": "Bình chọn tỉnh Vĩnh Long",
        "year": 2026,
        "unit": {"level": "province", "name": "Vĩnh Long", "province": "Vĩnh Long"},
        "region": None,
        "organiser": {"code": "so-vinh-long", "kind": "department", "name": "Sở Công Thương", "unit": None},
        "settings": facts | {"answer_days": 15, "announcement": "Nộp trên cổng.", "places": 2},
        "days_open": 30,
        "council": council | {"seats": SEATS, "judges": JUDGES, "bands": BANDS},
        **changes,
    }


def sent(found, **typed):
    file = SimpleUploadedFile("dien-tap.json", json.dumps(found).encode())
    return {"file": file, "number": "3", "start": "council"} | typed


def rows_left():
    """{model: how many rows} of all that is no part of the program."""
    counted = {model._meta.label: model.objects.count() for model in apps.get_models()}
    return {label: number for label, number in counted.items() if number}


def test_the_file_of_a_round_holds_its_rules_and_seats_and_no_person(db, client_of):
    council = make.council(judges=3)
    bands = {"market": (Decimal(10), Decimal(40), "Có đơn hàng.")}
    judging.agree_bands(council=council, group="B", bands=bands, by=people.secretary(), at=timezone.now())
    officer = client_of(people.so_officer())
    offer = officer.get(reverse("reporting:rehearsal_offer", args=[council.round_id])).content.decode()
    address = reverse("reporting:rehearsal_plan", args=[council.round_id])
    assert address in offer
    content = officer.get(address).content
    found = plan.read(content)
    assert [row["seat"] for row in found["council"]["seats"]] == ["chair", "deputy", "member", "secretary"]
    assert found["council"]["judges"] == JUDGES
    assert found["council"]["bands"] == BANDS
    written = content.decode()
    named = [user for user in User.objects.all() if user.full_name in written or user.email in written]
    entered = [entry for entry in Entry.objects.all() if entry.code in written]
    assert (named, entered, User.objects.count() > 5) == ([], [], True)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b"\xff\xfe", b"{" * 5000, b'{"kind": "cnnt-dien-tap", "version": 1}', b"PK\x03\x04"],
    ids=["empty", "nothing", "a list", "no text", "deep", "half", "a workbook"],
)
def test_another_file_is_refused_with_a_sentence(content):
    with pytest.raises(plan.Refused) as refused:
        plan.read(content)
    assert refused.value.sentence == plan.UNREADABLE


def test_a_round_is_rehearsed_to_its_certificates_and_thrown_away_whole(
    rehearsal_portal, django_capture_on_commit_callbacks
):
    now = timezone.now()
    browser = Client()
    starter = operations.settle(by=None, at=now)
    as_new = rows_left()
    browser.force_login(starter, backend="cnnt_portal.accounts.backends.PortalBackend")
    assert browser.get(PAGE)["X-Robots-Tag"] == "noindex, nofollow"
    answer = browser.post(reverse("reporting:rehearsal_build"), sent(a_plan()))
    assert (answer.status_code, answer.get("Location")) == (302, PAGE)
    round_, council = queries.rehearsed_round(), Council.objects.get()
    assert (round_.title, council.feedback, council.bands.count()) == ("Diễn tập: Bình chọn tỉnh Vĩnh Long", "means", 1)
    assert council.panel.judges.count() == 3

    def seat(name):
        return next(member.user for member in council.members.all() if member.seat == name)

    entered = browser.post(reverse("reporting:rehearsal_enter", args=[seat(Seat.SECRETARY).pk]), follow=True)
    page = entered.content.decode()
    assert (entered.context["user"], "rehearsal-banner" in page) == (seat(Seat.SECRETARY), True)

    def press(name, *args, **typed):
        answer = browser.post(reverse(name, args=args), typed)
        assert answer.status_code == 302, re.sub(r"<[^>]*>|\s+", " ", answer.content.decode())[1200:3000]

    press("judging:assignment_plan", council.pk)
    press("reporting:rehearsal_act")
    press("judging:pass_open", council.pk)
    press("reporting:rehearsal_act")
    press("judging:pass_close", council.round.passes.get().pk)
    secretary, chair = seat(Seat.SECRETARY), seat(Seat.CHAIR)
    meeting = judging.plan_meeting(council=council, held_on=timezone.localdate(now), place="Sở", by=secretary, at=now)
    judging.open_meeting(meeting=meeting, by=secretary, at=now)
    judging.record_attendance(meeting=meeting, present=list(council.members.all()), by=secretary, at=now)
    for result in judged.agenda(council):
        hands = dict.fromkeys(judged.ballots(meeting)[result.entry_id].present, Vote.Choice.AGREE)
        judging.record_hands(meeting=meeting, entry=result.entry, choices=hands, by=secretary, at=now)
    judging.close_meeting(meeting=meeting, by=chair, at=now)
    judging.publish(council=council, by=secretary, at=now)
    officer = User.objects.get(full_name__startswith="Cán bộ tiếp nhận")
    decision = certificates.enter_decision(
        round=Round.objects.get(pk=round_.pk),
        number="1/QĐ-DT",
        decided_on=timezone.localdate(now),
        issuer="Ủy ban nhân dân tỉnh Vĩnh Long",
        signer_name=chair.full_name,
        signer_title="PHÓ CHỦ TỊCH",
        by=officer,
        at=now,
    )
    work_on(certificates.request_issue(decision=decision, by=officer, at=now).pk)
    assert Certificate.objects.count() == 2
    with Certificate.objects.latest("pk").paper.open() as file:
        paper = file.read()
    assert "DIỄNTẬP–KHÔNGCÓGIÁTRỊ" in words_of(paper)

    meant_for = set(Mail.objects.values_list("to", flat=True))
    assert (len(meant_for) > 5, STARTER in meant_for) == (True, False)
    while deliver():
        pass
    assert {tuple(message.recipients()) for message in mail.outbox} == {(STARTER,)}
    assert {message.subject[:10] for message in mail.outbox} == {"[DIỄN TẬP]"}
    assert default_storage.listdir("") != ([], [])

    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("reporting:rehearsal_delete"), follow=True)
    assert answer.context["user"].email == STARTER
    # What is left beside a new portal's rows: that it was thrown away, and the browser that did it.
    told = {"audit.Event": as_new["audit.Event"] + 1, "sessions.Session": 1}
    assert rows_left() == as_new | told
    assert default_storage.listdir("") == ([], [])
    assert "Dựng kỳ diễn tập" in answer.content.decode()


def test_the_page_says_whose_turn_it_is(rehearsal_portal):
    now, browser = timezone.now(), Client()
    starter = operations.settle(by=None, at=now)
    browser.force_login(starter, backend="cnnt_portal.accounts.backends.PortalBackend")
    browser.post(reverse("reporting:rehearsal_build"), sent(a_plan()))
    council = Council.objects.get()
    secretary = council.members.get(seat=Seat.SECRETARY).user
    judges = {judge.user for judge in council.panel.judges.select_related("user")}

    def whose():
        """{whom the portal waits for: the first that waits}, in the order of the page; establishments left aside."""
        turns = browser.get(PAGE).context["turns"]
        assert [bool(todos) for _, todos in turns] == sorted((bool(todos) for _, todos in turns), reverse=True)
        return {person: todos[0].title for person, todos in turns if todos and person in judges | {secretary}}

    def press(name, *args):
        assert browser.post(reverse(name, args=args)).status_code == 302

    assert set(whose()) == {secretary}
    browser.force_login(secretary, backend="cnnt_portal.accounts.backends.PortalBackend")
    press("judging:assignment_plan", council.pk)
    assert {person for person, title in whose().items() if "hai báo xung đột" in title} == judges
    press("reporting:rehearsal_act")
    assert set(whose()) == {secretary}
    press("judging:pass_open", council.pk)
    assert {person for person, title in whose().items() if "hấm" in title} >= judges
    assert "Chấm" in browser.get(PAGE).content.decode()


def test_a_real_portal_has_no_roles_to_enter_nothing_to_build_and_nothing_to_throw_away(db, client_of):
    council = make.council(judges=1)
    browser = client_of(people.administrator())
    answers = {
        "page": browser.get(PAGE).status_code,
        "build": browser.post(reverse("reporting:rehearsal_build"), sent(a_plan())).status_code,
        "enter": browser.post(reverse("reporting:rehearsal_enter", args=[people.chair().pk])).status_code,
        "act": browser.post(reverse("reporting:rehearsal_act")).status_code,
        "delete": browser.post(reverse("reporting:rehearsal_delete")).status_code,
    }
    assert answers == dict.fromkeys(answers, 404)
    writes = {
        "build": lambda: operations.build(plan=a_plan(), number=3, with_council=True, by=None, at=timezone.now()),
        "act": lambda: operations.act_for_the_rest(by=None, at=timezone.now()),
        "delete": lambda: operations.throw_away(by=None, at=timezone.now()),
        "settle": lambda: operations.settle(by=None, at=timezone.now()),
    }
    for write in writes.values():
        with pytest.raises(plan.Refused):
            write()
    assert Council.objects.get() == council
    home = browser.get(reverse("reporting:home"))
    assert ("rehearsal-banner" in home.content.decode(), "X-Robots-Tag" in home) == (False, False)


def test_only_people_of_the_rehearsal_are_entered_and_a_stranger_is_sent_to_sign_in(rehearsal_portal):
    real = people.chair()
    role = User.objects.create_user("vai-1@dien-tap.test", full_name="Chủ tịch (diễn tập)", joined_at=timezone.now())
    enter = [reverse("reporting:rehearsal_enter", args=[user.pk]) for user in (real, role)]
    rehearsal_portal.EMBEDDED = False
    stranger = Client()
    assert [stranger.post(url)["Location"] for url in enter] == [reverse("account_login")] * 2
    insider = Client()
    insider.force_login(people.owner(), backend="cnnt_portal.accounts.backends.PortalBackend")
    assert [insider.post(url).status_code for url in enter] == [404, 302]
    assert (
        stranger.post(reverse("account_signup"), {"email": "a@b.vn"}).templates[0].name == "account/signup_closed.html"
    )


def words_of(content):
    """With the line of the mark, which runs aslant, put together again."""
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    return "".join(read.split())


def test_every_document_of_a_rehearsal_says_so_and_none_of_the_real_portal(rehearsal_portal):
    document = OfficialDocument(
        agency="Sở Công Thương", place="Vĩnh Long", date=timezone.localdate(), kind="TỜ TRÌNH", abstract="", body=()
    )
    sheet = Sheet("Danh sách", (Column("Tên", 20),), [["a"]], heading=("Danh sách",))

    def marked():
        word = ZipFile(io.BytesIO(docx.render(document)))
        book = load_workbook(io.BytesIO(workbook([sheet])))
        return (
            "DIỄNTẬP–KHÔNGCÓGIÁTRỊ" in words_of(pdf.render(document)),
            any(MARK in word.read(name).decode() for name in word.namelist() if "header" in name),
            book.active["A1"].value == MARK and book.active.oddHeader.center.text == MARK,
        )

    assert marked() == (True, True, True)
    rehearsal_portal.REHEARSAL_FOR = ""
    assert marked() == (False, False, False)


@pytest.mark.parametrize("mode", ["embedded", "production"])
def test_no_settings_of_a_rehearsal_send_mail_sign_or_store_as_the_real_portal_does(mode, tmp_path):
    real = {
        "CNNT_VAR_DIR": str(tmp_path),
        "PATH": os.environ["PATH"],
        "PORTAL_URL": "https://x.vn",
        "S3_BUCKET": "that",
        "SECRET_KEY": "x",
        "SIGNING_KEY": "/that/key.pem",
        "VNEID_CLIENT_ID": "x",
        "VNEID_SECRET": "x",
        "VNEID_SERVER_URL": "https://vneid.vn",
    }
    told = (
        f"import cnnt_portal.settings.{mode} as s;"
        "print(s.EMAIL_BACKEND == s.REHEARSAL_MAIL, s.STORAGES['default']['BACKEND'].endswith('S3Storage'),"
        "bool(s.CERTIFICATES_SIGNING_KEY), len(s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']))"
    )

    def settings_with(**more):
        run = subprocess.run([sys.executable, "-c", told], env=real | more, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    assert settings_with() == "False True True 1"
    assert settings_with(CNNT_REHEARSAL_FOR=STARTER) == "True False False 0"

"""What else of a round is nobody's business: visits, samples, reopenings, complaints, discussion, paper sheets and
their scans, ballots; role × object × channel, each object first shown to reach those whom it is for.

Every address of judging is asked with every key that it could mean, and so are the lists, exports, notices, mails and
task lists of the other rooms.
"""

import re
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.notifications.models import Mail
from judging import models, operations, queries, urls
from judging.models import Council, Stage, Vote
from registrations.models import Entry, Establishment, Round
from tests import people

from ..factories import files
from ..factories import judging as make
from ..factories.registrations import owner_of_entry
from .test_secrecy import ROLES, channels_with, masked, words_of

EVERYBODY = [*ROLES, "establishment", "anonymous"]
COUNCIL = {"chair", "secretary", "member"}
# The first folders of an address: whose key follows them.
KEYS = (
    ("tham-dinh/san-pham/", models.VisitedEntry),
    ("tham-dinh/", models.Visit),
    ("hoi-dong/", models.Council),
    ("cham/", models.Assignment),
    ("phieu/", models.ScoreSheet),
    ("luot/", models.ScoringPass),
    ("hop/", models.Meeting),
    ("khieu-nai/", models.Complaint),
    ("ket-qua/ho-so/", Entry),
)
# What further keys and words in an address may be.
PARTS = {
    "member": models.CouncilMember,
    "judge": models.Judge,
    "assignment": models.Assignment,
    "sample": models.Sample,
    "entry": Entry,
    "establishment": Establishment,
    "product_set": models.ProductSet,
    "photo": models.VisitPhoto,
    "keying": models.KeyedPaper,
    "round": Round,
}
WORDS = {
    "ending": ["docx"],
    "stage": [str(stage) for stage in (Stage.PASS_1, Stage.MEETING)],
    "kind": ["reopened"],
    "group": ["B"],
    "paper": ["bien-ban-cham-diem", "to-trinh"],
    "width": [320],
    "field": ["diem_market"],
}
OTHER_ROOMS = (
    "/viec-cua-toi/", "/", "/thong-bao/", "/thong-bao/thu-gui-di/", "/nhat-ky/", "/xuat/", "/thong-ke/", "/ho-so/",
    "/tiep-nhan/", "/ky-binh-chon/", "/tra-cuu/", "/dien-tap/",
    "/xuat/danh-sach/registrations.entries/xlsx/", "/tiep-nhan/?q=B-001",
)  # fmt: skip


def addresses(start=""):
    """[(channel, url)] of every page of judging that a GET could reach, for the rows that there are."""
    found = []
    for pattern in urls.urlpatterns:
        if not re.match(start, pattern.pattern._route):
            continue
        names = list(pattern.pattern.converters)
        choices = [_choices(pattern.pattern._route, name) for name in names]
        for values in product(*choices):
            found.append(
                (pattern.name, reverse(f"judging:{pattern.name}", kwargs=dict(zip(names, values, strict=True))))
            )
    entry, round = Entry.objects.get(), Round.objects.get()
    found += [
        ("registrations.entry_detail", reverse("registrations:entry_detail", args=[entry.pk])),
        ("registrations.round_detail", reverse("registrations:round_detail", args=[round.pk])),
        ("reporting.rehearsal_offer", reverse("reporting:rehearsal_offer", args=[round.pk])),
        ("reporting.rehearsal_plan", reverse("reporting:rehearsal_plan", args=[round.pk])),
    ]
    return found + [(url, url) for url in OTHER_ROOMS]


def _choices(route, name):
    if name == "pk":
        model = next(model for start, model in KEYS if route.startswith(start))
        return list(model.objects.values_list("pk", flat=True))
    if name == "paper" and route.startswith("cham/"):
        return list(Entry.objects.get().version.papers.values_list("pk", flat=True)[:1])
    if name == "ending" and "phieu" in route:
        return ["xlsx"]
    return WORDS[name] if name in WORDS else list(PARTS[name].objects.values_list("pk", flat=True))


def person_of(role):
    if role == "anonymous":
        return None
    return owner_of_entry(Entry.objects.get()) if role == "establishment" else ROLES[role]()


def asked(role, start=""):
    """[(channel, status, words)] of everything that this role can fetch."""
    client, person = Client(), person_of(role)
    if person:
        client.force_login(person)
    answers = []
    for channel, url in addresses(start):
        response = client.get(url)
        kind = response.get("Content-Type", "")
        is_file = kind.startswith("image/") or (response.streaming and kind == "application/pdf")
        answers.append((channel, response.status_code, f"⟦{channel}⟧" if is_file else words_of(response)))
    return answers


def heard(role):
    """{channel: words} of everything that this role can fetch or was sent."""
    words = {}
    for channel, _, text in asked(role):
        words[channel] = words.get(channel, "") + text
    if person := person_of(role):
        words["notices"] = " ".join(f"{notice.title} {notice.body}" for notice in person.notices.all())
        words["mail"] = " ".join(f"{mail.subject} {mail.body}" for mail in Mail.objects.filter(to=person.email))
    return words


# The worlds: each leads a round to where the secrets of its table are written down.


def visited():
    """Judge 1 went and found something; a sample arrived."""
    found = make.visit(instructions="Đi cổng sau, gọi chị Tư")
    row, by, at = found.visited.get(), people.judge(1), timezone.now()
    make.answer_checks(row, by, finding="no", remark="Kho để lẫn phân bón")
    operations.write_visit_note(visited=row, text="Lò số 2 có mùi khê", by=by, at=at)
    operations.add_visit_photos(visited=row, uploads=[files.upload(files.jpeg(), "kho.jpg")], by=by, at=at)
    make.sample(row.entry, description="Hũ thứ bảy", condition="Nứt ở đáy hũ")


def reopened():
    """Published, complained about and answered; then opened again for judge 1."""
    round, at = make.published_round(means=("60",)), timezone.now()
    council, entry = Council.objects.get(round=round), round.entries.get()
    make.answer(make.complaint(entry, by=owner_of_entry(entry)))
    operations.reopen(
        council=council,
        stage="pass_1",
        entries=[entry],
        judges=[council.panel.judges.get(user=people.judge(1))],
        reason="Bỏ sót hợp đồng thứ năm",
        by=people.secretary(),
        at=at,
    )


def discussed():
    meeting = make.open_meeting(means=("80",))
    operations.note_discussion(
        meeting=meeting,
        entry=meeting.council.round.entries.get(),
        text="Ủy viên Ái cho rằng bao bì quá đơn sơ",
        by=people.secretary(),
        at=timezone.now(),
    )


def keyed():
    """The secretary has keyed in what judge 1 wrote on paper; the pass is open."""
    sheet = make.open_pass(entries=1).sheets.get(judge__user=people.judge(1))
    operations.key_sheet(
        sheet=sheet,
        values=make.points(sheet.scoring_pass.round, "83.37"),
        notes={"market": "Chữ viết tay ở dòng ba"},
        scan=SimpleUploadedFile("phieu.pdf", files.pdf()),
        scan_name="phieu.pdf",
        by=people.secretary(),
        at=timezone.now(),
    )


# {world: {object: (the secret, {role: channels by which it must reach them}, who else may meet it)}}
WORLDS = {
    visited: {
        "findings": (
            {"mùi khê", "lẫn phân bón"},
            {"judge": {"visited_detail"}, "chair": {"visited_detail"}},
            COUNCIL | {"other_judge"},
        ),
        "photo": ({"⟦visit_photo_show⟧"}, {"judge": {"visit_photo_show"}}, COUNCIL | {"other_judge"}),
        "instructions": ({"gọi chị Tư"}, {"judge": {"visit_detail"}}, COUNCIL),
        "sample": ({"Hũ thứ bảy", "Nứt ở đáy"}, {"member": {"sample_list"}, "secretary": {"sample_return"}}, COUNCIL),
    },
    reopened: {
        "reason": ({"hợp đồng thứ năm"}, {"chair": {"calendar"}, "judge": {"notices"}}, COUNCIL),
        "complaint": (
            {"ba siêu thị đang bán", "Điểm đã được tính đủ"},
            {"establishment": {"complaint_detail"}, "officer": {"complaint_reply"}},
            COUNCIL,
        ),
    },
    discussed: {"discussion": ({"quá đơn sơ"}, {"secretary": {"meeting_detail"}}, COUNCIL)},
    keyed: {
        "sheet": ({"83.37", "83,37", "ở dòng ba"}, {"judge": {"sheet_edit"}}, set()),
        "scan": ({"⟦sheet_scan⟧"}, {"judge": {"sheet_scan"}}, {"secretary"}),
    },
}


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_it_reaches_those_whom_it_is_for_and_nobody_else(db, world):
    world()
    words = {role: heard(role) for role in EVERYBODY}
    for name, (secret, reaches, may) in WORLDS[world].items():
        met = {role: channels_with(words[role], secret) for role in EVERYBODY}
        assert {role: met[role] & channels for role, channels in reaches.items()} == reaches, name
        assert {role: found for role, found in met.items() if found and role not in may | reaches.keys()} == {}, name


# Ballots: who chose what.

# A vote is no matter of single sheets and assignments.
PAGES_OF_A_VOTE = r"hop/|luot/|ket-qua/|hoi-dong/(<int:pk>/)?([a-z-]+/|so-diem.jsonl|van-ban/.*)?$"
IN_THE_ROOM = ["chair", "secretary", "member", "judge"]


def swapped(meeting, is_over):
    """{role: channels} that answer otherwise when one member agrees and another does not, and the other way round."""
    entry, at = meeting.council.round.entries.get(), timezone.now()
    first, second, *others = [row.user for row in queries.present_voters(meeting)]
    agree, disagree = Vote.Choice.AGREE, Vote.Choice.DISAGREE
    worlds = []
    for choices in ((agree, disagree), (disagree, agree)):
        with transaction.atomic():
            voters = zip([first, second, *others], [*choices, *[agree] * len(others)], strict=True)
            for voter, choice in voters:
                operations.cast_vote(meeting=meeting, entry=entry, choice=choice, by=voter, at=at)
            if is_over:
                operations.close_meeting(meeting=meeting, by=people.chair(), at=at)
            worlds.append(
                {role: [(c, s, _plain(words)) for c, s, words in asked(role, PAGES_OF_A_VOTE)] for role in IN_THE_ROOM}
            )
            transaction.set_rollback(True)
    first, second = worlds
    return {
        role: {a[0] for a, b in zip(first[role], second[role], strict=True) if a != b}
        for role in IN_THE_ROOM
        if first[role] != second[role]
    }


def _plain(words):
    """Without hashes, and without the keys of outcomes: each world makes its own, which PostgreSQL counts on."""
    return re.sub(r"[0-9a-f]{32,64}|(?<=giai_)\d+|(?<=tien_)\d+", "", masked(words)) if "⟦" not in words else words


@pytest.mark.parametrize("is_over", [False, True])
def test_of_a_secret_ballot_nobody_ever_learns_who_chose_what(db, is_over):
    assert swapped(make.open_meeting(means=("80",), is_secret=True), is_over) == {}


def test_the_swap_can_be_seen_where_hands_are_shown(db):
    """The same question finds a vote that is not secret: in the ledger, once the meeting is over."""
    seen = swapped(make.open_meeting(means=("80",)), is_over=True)
    assert "ledger_export" in seen["secretary"]
    assert seen.keys() <= COUNCIL

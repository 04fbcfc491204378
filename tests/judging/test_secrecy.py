"""Who learns a score, by which channel, in which phase: role × channel, each channel first shown to be able to leak.

Every address of judging and of the entry, every notice and every mail is fetched as every role and searched for marks
that only a secret carries.
"""

import re
import subprocess
from io import BytesIO

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from judging import operations
from judging.models import Meeting, Outcome
from tests import people

from ..factories import judging as make
from ..factories.registrations import owner_of_entry

# Three judges; no other number of the portal looks like these.
TOTALS = ("83.37", "91.13", "77.71")
MEAN = "84.07"
REMARK = "Vị ngọt hậu rất riêng của mẻ thứ ba"
NOTE = "Bao bì hở mép ở góc trái"

ROLES = {
    "judge": lambda: people.judge(1),
    "other_judge": lambda: people.judge(2),
    "chair": people.chair,
    "secretary": people.secretary,
    "member": make.member,
    "officer": people.so_officer,
    "outsider": people.outsider,
    "cuc": people.cuc_officer,
    "administrator": people.administrator,
}
COUNCIL = {"chair", "secretary", "member"}
EVERYBODY = [*ROLES, "establishment"]


def forms_of(points):
    """A number as pages, files and the ledger write it."""
    return {points, points.replace(".", ",")}


FIRST = forms_of(TOTALS[0]) | {REMARK, NOTE}
RESULT = forms_of(MEAN)
TABLES = {"pass_detail", "pass_export.xlsx", "pass_export.pdf", "pass_export.docx"}


def words_of(response):
    """Everything that a person could read in an answer, whatever its type."""
    kind = response.get("Content-Type", "")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" in kind:
        book = load_workbook(BytesIO(content), read_only=True)
        return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    if "wordprocessingml" in kind:
        document = Document(BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([paragraph.text for paragraph in document.paragraphs] + cells)
    if kind == "application/pdf":
        return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return content.decode(errors="replace")


def addresses(round):
    """{channel: [url]} of every page that could be asked about this round."""
    council, entry, scoring_pass = round.council, round.entries.get(), round.passes.get()
    of_council = (
        "council_room", "council_members", "assignment_plan", "ledger_export", "outcome_list", "publish", "band_list",
        "calendar", "conflict_list", "complaint_list", "council_settings", "prize_edit",
        "ledger_check", "nomination_list",
    )  # fmt: skip
    found = {name: [reverse(f"judging:{name}", args=[council.pk])] for name in of_council}
    found["judge_list"] = [reverse("judging:judge_list")]
    found["council_list"] = [reverse("judging:council_list")]
    found["pass_detail"] = [reverse("judging:pass_detail", args=[scoring_pass.pk])]
    found["pass_statistics"] = [reverse("judging:pass_statistics", args=[scoring_pass.pk])]
    found["band_edit"] = [reverse("judging:band_edit", args=[council.pk, "B"])]
    found["stage_mark"] = [reverse("judging:stage_mark", args=[council.pk, "visits", "skipped"])]
    for name in ("paper_sheet_list", "pass_close"):
        found[name] = [reverse(f"judging:{name}", args=[scoring_pass.pk])]
    found["conflict_review"] = [
        reverse("judging:conflict_review", args=[council.pk, assignment.pk]) for assignment in entry.assignments.all()
    ]
    for complaint in entry.complaints.all():
        found["complaint"] = [
            reverse("judging:complaint_detail", args=[complaint.pk]),
            reverse("judging:complaint_evidence", args=[complaint.pk]),
            reverse("judging:complaint_reply", args=[complaint.pk, "docx"]),
        ]
    for name, paper in (("panel_minutes", "bien-ban-cham-diem"), ("submission", "to-trinh")):
        found[name] = [reverse("judging:paper_export", args=[council.pk, paper, "docx"])]
    for ending in ("xlsx", "pdf", "docx"):
        found[f"pass_export.{ending}"] = [reverse("judging:pass_export", args=[scoring_pass.pk, ending])]
    sheets = list(scoring_pass.sheets.order_by("pk"))
    found["sheet_edit"] = [reverse("judging:sheet_edit", args=[sheet.pk]) for sheet in sheets]
    found["sheet_scan"] = [reverse("judging:sheet_scan", args=[sheet.pk, 1]) for sheet in sheets]
    for name in ("paper_sheet_key", "sheet_submit"):
        found[name] = [reverse(f"judging:{name}", args=[sheet.pk]) for sheet in sheets]
    found["sheet_reopen"] = [reverse("judging:sheet_reopen", args=[sheet.pk]) for sheet in sheets]
    found["dossier_detail"] = [reverse("judging:dossier_detail", args=[a.pk]) for a in entry.assignments.all()]
    found["outcome"] = [reverse("judging:entry_outcome_fragment", args=[entry.pk])]
    for meeting in Meeting.objects.filter(council=council):
        found["meeting_detail"] = [reverse("judging:meeting_detail", args=[meeting.pk])]
        found["meeting_screen"] = [reverse("judging:meeting_screen", args=[meeting.pk])]
        found["set_create"] = [reverse("judging:set_create", args=[meeting.pk])]
        found["minutes"] = [reverse("judging:minutes_export", args=[meeting.pk, "docx"])]
    other_rooms = [
        ("registrations:entry_detail", [entry.pk]),
        ("registrations:entry_list", []),
        ("registrations:round_detail", [round.pk]),
        ("notifications:inbox", []),
        ("home", []),
        ("start", []),
    ]
    for name, arguments in other_rooms:
        try:
            found[name] = [reverse(name, args=arguments)]
        except NoReverseMatch:
            continue
    return found


def heard(client, person, round, mailbox):
    """{channel: words} of everything that this person can fetch or was sent."""
    found = {key: " ".join(words_of(client.get(url)) for url in urls) for key, urls in addresses(round).items()}
    found["notices"] = " ".join(f"{notice.title} {notice.body}" for notice in person.notices.all())
    found["mail"] = " ".join(f"{mail.subject} {mail.body}" for mail in mailbox if person.email in mail.to)
    return found


def channels_with(words, secrets):
    return {channel for channel, text in words.items() if any(secret in text for secret in secrets)}


@pytest.fixture
def scored(db):
    """Everybody has submitted; the pass is open."""
    scoring_pass = make.open_pass(entries=1)
    for sheet, value in zip(scoring_pass.sheets.order_by("judge").select_related("judge__user"), TOTALS, strict=True):
        if sheet.judge.user == people.judge(1):
            fields = {"notes": {"market": NOTE}, "remarks": REMARK}
            operations.save_sheet(sheet=sheet, by=sheet.judge.user, at=timezone.now(), **fields)
        make.submit_total(sheet, value)
    assert scoring_pass.sheets.submitted().count() == 3
    return scoring_pass


@pytest.fixture
def hear(client_of, mailoutbox):
    """`hear(role, round, secrets)`: the channels in which this role meets one of the secrets."""

    def ask(role, round, secrets):
        person = owner_of_entry(round.entries.get()) if role == "establishment" else ROLES[role]()
        return channels_with(heard(client_of(person), person, round, mailoutbox), secrets)

    return ask


def close(scoring_pass):
    operations.close_pass(scoring_pass=scoring_pass, by=people.secretary(), at=timezone.now())
    return scoring_pass.round


def test_the_marks_can_be_found_at_all(scored, hear):
    """Each channel that ever shows a score shows it to somebody; without this the tests below would prove nothing."""
    assert hear("judge", scored.round, FIRST) == {"sheet_edit"}
    round = close(scored)
    assert hear("chair", round, FIRST) == TABLES | {"ledger_export"}
    assert hear("chair", round, RESULT) == TABLES | {"ledger_export", "panel_minutes"}
    assert hear("chair", round, forms_of(TOTALS[1])) == TABLES | {"ledger_export", "pass_statistics"}


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "judge"])
def test_while_the_pass_is_open_nobody_learns_a_score_or_a_mean(scored, hear, role):
    assert hear(role, scored.round, FIRST | RESULT) == set()


def test_while_the_pass_is_open_a_judge_reads_only_their_own(scored, hear):
    others = forms_of(TOTALS[1]) | forms_of(TOTALS[2]) | RESULT
    assert hear("judge", scored.round, others) == set()


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role not in COUNCIL])
def test_a_closed_pass_tells_only_the_council(scored, hear, role):
    assert hear(role, close(scored), forms_of(TOTALS[2]) | RESULT) == set()


def decide(round):
    now, secretary = timezone.now(), people.secretary()
    meeting = operations.plan_meeting(
        council=round.council, held_on=timezone.localdate(), place="Sở", by=secretary, at=now
    )
    operations.open_meeting(meeting=meeting, by=secretary, at=now)
    operations.record_attendance(meeting=meeting, present=list(round.council.members.all()), by=secretary, at=now)
    make.vote_all(meeting)
    operations.close_meeting(meeting=meeting, by=people.chair(), at=now)


def test_an_outcome_is_the_councils_until_it_is_published(scored, hear):
    round = close(scored)
    decide(round)
    recognised = {Outcome.Ground.RECOGNISED.label}
    assert hear("chair", round, recognised) == {"outcome_list", "minutes", "meeting_detail"}
    assert hear("chair", round, RESULT) >= {"submission", "panel_minutes"}
    for role in ("judge", "establishment", "officer", "outsider"):
        assert hear(role, round, recognised) == set()
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert hear("establishment", round, recognised) >= {"outcome", "notices"}
    assert hear("officer", round, recognised) >= {"outcome", "outcome_list"}
    assert hear("outsider", round, recognised) == set()


def test_after_publication_a_judge_reads_the_results_but_no_colleagues_sheet(scored, hear):
    round = close(scored)
    decide(round)
    operations.publish(council=round.council, by=people.secretary(), at=timezone.now())
    assert hear("judge", round, RESULT) == TABLES
    assert hear("judge", round, forms_of(TOTALS[1])) == set()
    assert hear("establishment", round, FIRST | RESULT) == set()


def masked(text):
    """Without what differs between two requests for one page."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|nonce="[^"]+"', "", text)
    return re.sub(r"ly-do-[0-9a-f]{8}", "", text)


@pytest.mark.parametrize("role", ["judge", "establishment", "officer", "outsider"])
def test_nothing_that_others_can_fetch_changes_when_a_judge_submits(client_of, mailoutbox, role, db):
    """No count, order, status or size betrays that a colleague has handed in, let alone what."""
    scoring_pass = make.open_pass(entries=1)
    round = scoring_pass.round
    person = owner_of_entry(round.entries.get()) if role == "establishment" else ROLES[role]()
    client, secretary = client_of(person), client_of(people.secretary())

    def seen_by(client, person):
        answers = {}
        for key, urls in addresses(round).items():
            found = [client.get(url) for url in urls]
            answers[key] = [(response.status_code, masked(words_of(response))) for response in found]
        return answers | {"notices": person.notices.count(), "mail": len(mailoutbox)}

    before, secretary_before = seen_by(client, person), seen_by(secretary, people.secretary())
    make.submit_total(scoring_pass.sheets.get(judge__user=people.judge(2)), "91.13")
    after, secretary_after = seen_by(client, person), seen_by(secretary, people.secretary())
    # It could be seen: the secretary sees it.
    changed = {key for key in secretary_before if secretary_before[key] != secretary_after[key]}
    assert "pass_detail" in changed
    assert {key for key in before if before[key] != after[key]} == set()


def test_an_establishment_never_reads_who_judged_it(scored, client_of, mailoutbox):
    names = {str(judge) for judge in people.judges()}
    round = close(scored)
    owner, chair = owner_of_entry(round.entries.get()), people.chair()
    assert channels_with(heard(client_of(chair), chair, round, mailoutbox), names) >= {"pass_detail"}
    assert channels_with(heard(client_of(owner), owner, round, mailoutbox), names) == set()

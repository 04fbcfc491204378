"""Whoever changes the past is found: in the database by the council's kept end, in an export by the second recount."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.rulebook.models import RuleSet
from judging import operations, queries
from judging.ledger import GENESIS, canonical, chain, export_lines, first_wrong_record
from judging.models import Council, LedgerRecord, PassResult, Score
from judging.queries.ledger import recounted
from judging.tools.verify_ledger import Wrong, verify
from tests import people

from ..factories import judging as make

TOOL = Path(__file__).parents[2] / "judging" / "tools" / "verify_ledger.py"


@pytest.fixture
def round(db):
    return make.nominated_outcome(means=("80", "75", "60", None)).entry.round


def export(round):
    council = Council.objects.get(round=round)
    records = LedgerRecord.objects.filter(round=round)
    return list(export_lines(records, length=council.ledger_length, head=council.ledger_head))


def broken_at(round):
    council = Council.objects.get(round=round)
    records = LedgerRecord.objects.filter(round=round)
    return first_wrong_record(records, length=council.ledger_length, head=council.ledger_head)


def rewrite(lines, change):
    """Forge the ledger as a careful cheat would: change contents, then chain every hash anew."""
    contents = [json.loads(json.loads(line)["content"]) for line in lines[:-1]]
    change(contents)
    forged, previous = [], GENESIS
    for number, content in enumerate(contents, 1):
        text = canonical(content | {"n": number})
        digest = chain(previous, text)
        forged.append(json.dumps({"sequence": number, "content": text, "previous_hash": previous, "hash": digest}))
        previous = digest
    return [*forged, json.dumps({"length": len(forged), "head": previous})]


def test_a_whole_round_is_recounted_from_its_export(round):
    lines = export(round)
    assert verify(lines) == (len(lines) - 1, Council.objects.get(round=round).ledger_head)
    assert broken_at(round) is None


def test_a_ledger_of_the_time_when_publishing_named_nobody_still_verifies(round):
    lines = rewrite(export(round), lambda contents: of(contents, "published").pop("entries"))
    assert verify(lines)[0] == len(lines) - 1
    with pytest.raises(Wrong, match="danh sách công bố không đúng"):
        verify(rewrite(export(round), lambda contents: of(contents, "published")["entries"].pop()))


def test_the_tool_runs_alone_with_the_standard_library(round, tmp_path):
    file = tmp_path / "so-diem.jsonl"
    file.write_text("".join(export(round)), encoding="utf-8")
    run = [sys.executable, "-I", "-S", TOOL, file]
    right = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    head = Council.objects.get(round=round).ledger_head
    assert (right.returncode, right.stdout) == (0, f"ĐÚNG – {len(export(round)) - 1} dòng, mã cuối {head}.\n")
    file.write_text(file.read_text(encoding="utf-8").replace('\\"total\\":\\"80.00\\"', '\\"total\\":\\"90.00\\"', 1))
    wrong = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("SAI – dòng ")


def test_the_tool_shares_no_code_with_the_portal():
    imports = {line.split()[1] for line in TOOL.read_text().splitlines() if line.startswith(("import ", "from "))}
    assert imports == {"argparse", "functools", "hashlib", "json", "re", "sys"}


def test_a_changed_record_in_the_database_is_found(round):
    record = LedgerRecord.objects.filter(round=round, content__contains='"total":"80.00"').first()
    LedgerRecord.objects.filter(pk=record.pk).update(content=record.content.replace("80.00", "81.00"))
    assert broken_at(round) == record.sequence
    with pytest.raises(Wrong, match=f"^dòng {record.sequence}: mã băm không khớp nội dung$"):
        verify(export(round))


def test_a_dropped_record_is_found(round):
    LedgerRecord.objects.get(round=round, sequence=20).delete()
    assert broken_at(round) == 20
    with pytest.raises(Wrong, match="^dòng 20: số thứ tự là 21, phải là 20$"):
        verify(export(round))


def test_two_swapped_records_are_found(round):
    first, second = LedgerRecord.objects.filter(round=round, sequence__in=(20, 21)).order_by("sequence")
    first_content, second_content = first.content, second.content
    LedgerRecord.objects.filter(pk=first.pk).update(content=second_content)
    LedgerRecord.objects.filter(pk=second.pk).update(content=first_content)
    assert broken_at(round) == 20
    with pytest.raises(Wrong, match="^dòng 20: "):
        verify(export(round))


def test_a_truncated_ledger_is_found(round):
    length = Council.objects.get(round=round).ledger_length
    LedgerRecord.objects.get(round=round, sequence=length).delete()
    assert broken_at(round) == length
    with pytest.raises(Wrong, match=f"^dòng {length}: sổ phải có {length} dòng, tệp có {length - 1}$"):
        verify(export(round))


def test_a_ledger_rewritten_as_a_whole_is_found_by_the_printed_head(round):
    lines = export(round)
    head = json.loads(lines[-1])["head"]

    def backdate(contents):
        contents[0]["decision"] = "999/QĐ-UBND"

    forged = rewrite(lines, backdate)
    verify(forged)
    with pytest.raises(Wrong, match="không dòng nào có mã đã in trong biên bản"):
        verify(forged, head)


def test_the_head_on_paper_holds_for_a_ledger_that_has_grown_since(round):
    closed = round.passes.get()
    length, head = queries.head_after(round.council, "pass_closed", number=closed.number)
    lines = export(round)
    assert length < len(lines) - 1
    verify(lines, head)
    cut = [*lines[: length - 1], json.dumps({"length": length - 1, "head": json.loads(lines[length - 2])["hash"]})]
    verify(cut)
    with pytest.raises(Wrong, match="không dòng nào có mã đã in"):
        verify(cut, head)
    assert head in " ".join(mail_words(round)).replace(" ", "")


def mail_words(round):
    return [notice.body for notice in people.judge(1).notices.filter(kind="judging.pass_closed")]


def test_the_page_and_the_command_check_the_ledger_and_recount_the_results(round, client_of, capsys):
    url = reverse("judging:ledger_check", args=[round.council.pk])
    chair = client_of(people.chair())
    assert "Mọi thứ khớp" in chair.get(url).content.decode()
    call_command("check_ledgers")
    assert f"ĐÚNG – kỳ {round.pk}" in capsys.readouterr().out
    PassResult.objects.filter(entry__code="B-003").update(mean=Decimal("71"), is_passed=True)
    page = chair.get(url).content.decode()
    assert "Lượt 1, B-003: tính lại được 60 điểm từ 3 phiếu." in page
    Score.objects.filter(sheet__entry__code="B-001", criterion="market").update(value=Decimal("39"))
    record = LedgerRecord.objects.filter(round=round, content__contains='"event":"vote"').first()
    LedgerRecord.objects.filter(pk=record.pk).update(content=record.content.replace("agree", "abstain"))
    check = queries.checked(Council.objects.get(round=round))
    assert check.chain == f"Sổ sai từ dòng {record.sequence}: có dòng bị sửa, bỏ, đổi chỗ hoặc cắt bớt."
    assert check.program.startswith(f"Chương trình tính lại độc lập thấy sai ở dòng {record.sequence}: mã băm")
    assert [sentence[:16] for sentence in check.results].count("B-001: phiếu của") == 3
    with pytest.raises(CommandError, match="1 sổ điểm không khớp."):
        call_command("check_ledgers", str(round.pk))


def test_years_later_the_results_are_counted_under_the_rules_that_the_round_pinned(round):
    stricter = copy_of_rules(round.rule_set, threshold="90")
    assert recounted(round) == []
    round.rule_set = stricter
    assert [sentence for sentence in recounted(round) if "B-001" in sentence] == [
        "Lượt 1, B-001: tính lại được 80 điểm từ 3 phiếu."
    ]


def copy_of_rules(rule_set, **changes):
    parameters = list(rule_set.parameters.all())
    RuleSet.objects.filter(valid_to=None).update(valid_to="2038-12-31")
    copy = RuleSet.objects.create(code="later", title="Thông tư sau này", basis="…", valid_from="2039-01-01")
    for parameter in parameters:
        value = changes.get(parameter.key, parameter.value)
        copy.parameters.create(key=parameter.key, label=parameter.label, value=value, mark=parameter.mark)
    return copy


def of(contents, event, **facts):
    return next(c for c in contents if c["event"] == event and all(c[key] == value for key, value in facts.items()))


def _raise_total(contents):
    of(contents, "sheet_submitted", entry="B-001")["total"] = "99.00"


def _raise_points(contents):
    sheet = of(contents, "sheet_submitted", entry="B-001")
    sheet["scores"]["market"], sheet["total"] = "41.00", "81.00"


def _raise_mean(contents):
    of(contents, "pass_closed")["results"][2][1] = "70.00"


def _let_pass(contents):
    of(contents, "pass_closed")["results"][2][3] = True


def _count_a_sheet_more(contents):
    of(contents, "pass_closed")["results"][3][2] = 1


def _drop_a_sheet(contents):
    contents.remove(of(contents, "sheet_submitted", entry="B-003"))


def _double_a_sheet(contents):
    sheet = of(contents, "sheet_submitted", entry="B-001")
    contents.insert(contents.index(sheet), dict(sheet))


def _score_in_conflict(contents):
    of(contents, "declared", entry="B-001")["kind"] = "family"


def _recognise_the_failed(contents):
    row = of(contents, "meeting_closed")["outcomes"][2]
    row[1], row[3] = "recognised", True


def _add_a_vote(contents):
    of(contents, "meeting_closed")["outcomes"][0][2] = 4


def _forge_the_threshold(contents):
    of(contents, "pass_opened")["threshold"] = "50"


def _limit_the_places(contents):
    of(contents, "pass_opened")["places"] = 1


def _nominate_another(contents):
    of(contents, "nominated")["entry"] = "B-003"


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (_raise_total, "tổng điểm của phiếu không đúng"),
        (_raise_points, "điểm 41.00 vượt mức tối đa của tiêu chí market"),
        (_raise_mean, "B-003: điểm bình quân không đúng"),
        (_let_pass, "B-003: ghi sai đạt hay không đạt"),
        (_count_a_sheet_more, "B-004: số phiếu được tính là 0, sổ ghi 1"),
        (_drop_a_sheet, "B-003: số phiếu được tính là 2, sổ ghi 3"),
        (_double_a_sheet, "nộp hai phiếu cho một sản phẩm"),
        (_score_in_conflict, "phiếu của người chưa khai hoặc có xung đột lợi ích"),
        (_recognise_the_failed, "B-003: chưa đạt điểm mà ghi khác"),
        (_add_a_vote, "B-001: số phiếu đồng ý không đúng"),
        (_forge_the_threshold, "B-003: ghi sai đạt hay không đạt"),
        (_limit_the_places, "số sản phẩm được công nhận phải là 1, sổ ghi 2"),
        (_nominate_another, "đề cử sản phẩm không được công nhận"),
    ],
)
def test_a_forged_but_well_chained_ledger_fails_the_recount(round, forge, sentence):
    lines = export(round)
    verify(rewrite(lines, lambda contents: None))
    with pytest.raises(Wrong) as wrong:
        verify(rewrite(lines, forge))
    assert str(wrong.value).endswith(f": {sentence}")


def test_a_ledger_spaced_otherwise_by_hand_is_still_the_same_ledger(round):
    lines = export(round)
    lines[4] = json.dumps(json.loads(lines[4]), separators=(",", ":"))
    assert verify(lines) == verify(export(round))


def test_a_content_that_is_not_in_its_one_form_is_named_by_its_line(round):
    def respaced(contents):
        contents[9]["note"] = "…"

    lines = rewrite(export(round), respaced)
    forged, previous = [], GENESIS
    for number, line in enumerate(lines[:-1], 1):
        text = json.loads(line)["content"].replace('"note":"…"', '"note": "…"')
        digest = chain(previous, text)
        forged.append(json.dumps({"sequence": number, "content": text, "previous_hash": previous, "hash": digest}))
        previous = digest
    with pytest.raises(Wrong, match="^dòng 10: nội dung không ở dạng chuẩn tắc$"):
        verify([*forged, json.dumps({"length": len(forged), "head": previous})])


def test_an_event_that_is_rolled_back_leaves_no_line(round):
    council = Council.objects.get(round=round)
    before = council.ledger_length
    with pytest.raises(Refused):
        operations.publish(council=council, by=make.people.secretary(), at=council.published_at)
    assert Council.objects.get(round=round).ledger_length == before == LedgerRecord.objects.filter(round=round).count()


@pytest.mark.django_db
def test_nobody_reads_the_votes_in_the_ledger_before_the_meeting_ends(client_of):
    meeting = make.open_meeting(means=("80",))
    make.vote_all(meeting)
    member = meeting.council.members.get(user=make.member()).user
    url = reverse("judging:ledger_export", args=[meeting.council_id])
    assert client_of(member).get(url).status_code == 403
    operations.close_meeting(meeting=meeting, by=people.chair(), at=timezone.now())
    assert client_of(member).get(url).status_code == 200

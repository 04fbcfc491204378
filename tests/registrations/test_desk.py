"""The office's desk: who looks, what was found, several at once, what may be double, where it belongs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cnnt_portal.errors import NotPermitted, Refused
from registrations import operations, queries
from registrations.likeness import is_near
from registrations.models import Entry, PaperKind, Reason, VoteLevel
from registrations.workflow import EntryState
from tests import people
from tests.factories import accounts, geography
from tests.factories import registrations as make
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"registrations:{name}", args=args)


def findings(**changed):
    codes = ("form", "registration_paper", "description", "photos", "other_papers")
    return dict.fromkeys(codes, (True, None, "")) | changed


def test_what_fails_needs_a_reason_and_bars_acceptance_until_the_next_version(cast):
    entry, officer = make.submitted_entry(), cast.so_officer
    reason = Reason.objects.get(code="anh-khong-ro")
    with pytest.raises(Refused, match="lý do không đạt"):
        operations.check_parts(entry=entry, findings=findings(photos=(False, None, "")), by=officer, at=make.AT)
    operations.check_parts(entry=entry, findings=findings(photos=(False, reason, "Ảnh tối")), by=officer, at=make.AT)
    with pytest.raises(NotPermitted, match="Còn 1 thành phần ghi là không đạt"):
        operations.accept(entry=entry, by=officer, at=make.AT)
    entry = operations.return_for_completion(entry=entry, points=[make.POINT], by=officer, at=make.AT)
    entry = operations.complete(
        entry=entry,
        is_true_stated=True,
        unchanged_because="Đã gửi bản giấy.",
        by=make.owner_of_entry(entry),
        at=make.AT,
    )
    assert operations.accept(entry=entry, by=officer, at=make.AT).state == EntryState.ACCEPTED


def test_who_accepts_before_everything_was_checked_is_asked_once_and_told_what(client_of, cast):
    """A part that may be left out and was has nothing to check."""
    entry, office = make.submitted_entry(), client_of(cast.so_officer)
    desk, accept = url("entry_detail", entry.pk), url("entry_accept", entry.pk)
    findings_but = findings()
    del findings_but["photos"], findings_but["other_papers"]
    operations.check_parts(entry=entry, findings=findings_but, by=cast.so_officer, at=make.AT)

    page = office.get(desk)
    assert f'action="{accept}"' not in page.content.decode()
    asked = office.get(page.context["second_look"])
    assert [line.name for line in asked.context["unchecked"]] == ["Ảnh màu của sản phẩm"]
    assert "Ảnh màu của sản phẩm" in asked.content.decode()
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED
    bulk = office.get(url("entry_bulk"), {"entries": [entry.pk], "deed": "tiep-nhan"}).content.decode()
    assert "chưa kiểm: Ảnh màu của sản phẩm" in bulk

    office.post(accept, {"seen": asked.context["seen"]})
    assert Entry.objects.get(pk=entry.pk).state == EntryState.ACCEPTED


def test_when_everything_was_checked_accepting_is_one_click(client_of, cast):
    entry, office = make.submitted_entry(), client_of(cast.so_officer)
    operations.check_parts(entry=entry, findings=findings(), by=cast.so_officer, at=make.AT)
    page = office.get(url("entry_detail", entry.pk))
    assert page.context["second_look"] == ""
    assert f'action="{url("entry_accept", entry.pk)}"' in page.content.decode()


def test_the_second_look_accepts_what_was_seen_and_not_what_was_filed_since(client_of, cast):
    entry, office = make.submitted_entry(), client_of(cast.so_officer)
    second_look = office.get(url("entry_detail", entry.pk)).context["second_look"]
    entry = operations.return_for_completion(entry=entry, points=[make.POINT], by=cast.so_officer, at=make.AT)
    owner = make.owner_of_entry(entry)
    operations.complete(entry=entry, is_true_stated=True, unchanged_because="Đã gửi giấy.", by=owner, at=make.AT)
    asked = office.get(second_look)
    office.post(url("entry_accept", entry.pk), {"seen": asked.context["seen"]})
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED


def test_a_finding_may_be_corrected(cast):
    entry, officer = make.submitted_entry(), cast.so_officer
    reason = Reason.objects.get(code="anh-khong-ro")
    for found in ((False, reason, "Ảnh tối"), (True, None, "")):
        operations.check_parts(entry=entry, findings={"photos": found}, by=officer, at=make.AT)
    [check] = entry.version.checks.all()
    assert (check.is_met, check.reason, check.note) == (True, None, "")


def test_the_checklist_is_kept_with_its_mistake_and_fills_the_request(client_of, cast):
    entry = make.submitted_entry()
    office = client_of(cast.so_officer)
    address = url("entry_check_parts", entry.pk)
    typed = {"seen": entry.version_id, "photos": "failed", "photos_note": "Ảnh tối quá", "form": "met"}
    page = office.post(address, typed)
    assert list(page.context["checklist_form"].errors) == ["photos_reason"]
    assert "Ảnh tối quá" in page.content.decode()
    assert entry.version.checks.count() == 0
    assert office.post(address, typed | {"photos_reason": "anh-khong-ro"}).status_code == 302
    [proposed] = office.get(url("entry_return", entry.pk)).context["points"].initial_forms
    reason = Reason.objects.get(code="anh-khong-ro")
    assert proposed.initial == {
        "reason": reason,
        "part": "papers",
        "article": reason.article,
        "bring": "Ảnh tối quá",
    }


def test_an_entry_is_given_to_an_officer_of_the_office_and_found_by_it(client_of, cast):
    round = make.open_round()
    mine, other = make.submitted_entry(round), make.submitted_entry(round)
    office = client_of(cast.so_officer)
    office.post(url("entry_assign", mine.pk), {"officer": str(cast.so_officer.pk)})
    assert Entry.objects.get(pk=mine.pk).assigned_to == cast.so_officer
    found = {
        who: [row.pk for row in office.get(url("entry_list"), {"nguoi": who}).context["page"]]
        for who in ("toi", "chua")
    }
    assert found == {"toi": [mine.pk], "chua": [other.pk]}
    with pytest.raises(Refused, match="không phải cán bộ của"):
        operations.assign(entry=mine, officer=people.so_officer("Lào Cai"), by=cast.so_officer, at=make.AT)


def test_what_is_late_is_found(client_of, cast):
    round = make.open_round()
    late = make.submitted_entry(round, at=make.OPENS + datetime.timedelta(days=1))
    soon = make.submitted_entry(make.open_round(answer_days=2))
    make.submitted_entry(round)
    office = client_of(cast.so_officer)
    found = {
        when: [row.pk for row in office.get(url("entry_list"), {"han": when}).context["page"]]
        for when in ("qua", "sap")
    }
    assert found == {"qua": [late.pk], "sap": [soon.pk]}
    assert "Quá hạn" in office.get(url("entry_list"), {"han": "qua"}).content.decode()


def test_several_are_shown_and_then_accepted_each_by_itself(client_of, cast):
    round = make.open_round()
    good, also, failed = (make.submitted_entry(round) for _ in range(3))
    reason = Reason.objects.get(code="anh-khong-ro")
    operations.check_parts(entry=failed, findings={"photos": (False, reason, "")}, by=cast.so_officer, at=make.AT)
    office = client_of(cast.so_officer)
    keys = [str(entry.pk) for entry in (good, also, failed)]
    page = office.get(url("entry_bulk"), {"entries": keys, "deed": "tiep-nhan"})
    verdicts = {row["entry"].pk: bool(row["verdict"]) for row in page.context["rows"]}
    assert verdicts == {good.pk: True, also.pk: True, failed.pk: False}
    assert Entry.objects.filter(state=EntryState.ACCEPTED).count() == 0
    seen = {f"{entry.pk}-seen": entry.version_id for entry in (good, also, failed)}
    answer = office.post(url("entry_bulk"), {"entries": keys, "deed": "tiep-nhan"} | seen, follow=True)
    assert sorted(Entry.objects.accepted().values_list("pk", flat=True)) == [good.pk, also.pk]
    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == "Đã tiếp nhận 2 hồ sơ."
    assert "Còn 1 thành phần ghi là không đạt" in said[1]


def test_several_are_given_to_one_officer(client_of, cast):
    round = make.open_round()
    keys = [make.submitted_entry(round).pk for _ in range(2)]
    assert cast.so_head.belongs_to(round.organiser)
    client_of(cast.so_officer).post(
        url("entry_bulk"), {"entries": keys, "deed": "giao", "officer": str(cast.so_head.pk)}
    )
    assert set(Entry.objects.values_list("assigned_to", flat=True)) == {cast.so_head.pk}


@pytest.mark.parametrize("chosen", [[], ["0"], ["abc"], ["9" * 30]])
def test_choosing_nothing_or_nonsense_leads_back_to_the_list(client_of, cast, chosen):
    make.submitted_entry()
    answer = client_of(cast.so_officer).get(url("entry_bulk"), {"entries": chosen, "deed": "tiep-nhan"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("entry_list"))


def test_another_office_s_entries_cannot_be_chosen(client_of, cast):
    entry = make.submitted_entry()
    other = client_of(people.so_officer("Lào Cai"))
    assert other.post(url("entry_bulk"), {"entries": [entry.pk], "deed": "tiep-nhan"}).status_code == 302
    assert Entry.objects.get().state == EntryState.SUBMITTED


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("mien dong binh lieu", "binh lieu mien dong", True),
        ("mien dong binh lieu", "mien dong binh leu", True),
        ("san pham tra shan tuyet", "tra shan tuyet", True),
        ("tra shan tuyet", "tra o long", False),
        ("banh trang nem 1", "duong thot not", False),
        ("bo", "san", False),
    ],
)
def test_names_that_may_be_the_same(one, other, near):
    assert is_near(one, other) is near


def test_what_may_be_double_is_shown_before_acceptance(client_of, cast):
    round = make.open_round()
    house = make.establishment()
    entry = make.submitted_entry(round, make.product(house, name="Miến dong Bình Liêu"))
    twin = make.submitted_entry(round, make.product(name="Miến Dong bình liêu"))
    near = make.submitted_entry(round, make.product(name="Bình Liêu miến dong"))
    same_house = make.submitted_entry(round, make.product(house, name="Đường thốt nốt"))
    make.submitted_entry(round, make.product(name="Kẹo dừa Bến Tre"))
    found, more = queries.doubles(entry)
    assert more == 0
    assert [(double.entry, double.why) for double in found] == [
        (twin.pk, "trùng tên, cơ sở khác"),
        (near.pk, "tên gần giống, cơ sở khác"),
        (same_house.pk, "sản phẩm khác của cùng cơ sở"),
    ]
    page = client_of(cast.so_officer).get(url("entry_detail", entry.pk)).content.decode()
    assert "trùng tên, cơ sở khác" in page


def test_the_desk_asks_the_database_as_often_for_many_papers_as_for_few(client_of, cast):
    few, many = make.complete_entry(), make.complete_entry(make.open_round())
    for number in range(3):
        make.add_paper(many.dossier, PaperKind.PHOTO_OTHER, make.photo(10 + number))
    office, asked = client_of(cast.so_officer), []
    # Both are filed first: each then has files of the other, and who that is costs one query more than nobody.
    for entry in [make.submit(few), make.submit(many)]:
        address = url("entry_detail", entry.pk)
        office.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address).status_code == 200
        asked.append(len(captured))

    assert asked == [16, 16]


def test_a_dossier_filed_at_the_wrong_office_goes_on_whole(client_of, cast):
    commune = accounts.make_commune(province=geography.province(people.PROVINCE))
    house = make.establishment(commune=commune)
    below = make.open_round(VoteLevel.LOWEST)
    entry = make.submitted_entry(product_=make.product(house))
    there = operations.transfer(
        entry=entry, round=below, reason="Thuộc thẩm quyền cấp xã", by=cast.so_officer, at=make.AT
    )
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.state, there.state, there.version) == (EntryState.MOVED, EntryState.SUBMITTED, entry.version)
    assert [row.label for row in there.history.all()] == ["Nhận hồ sơ chuyển đến"]
    page = client_of(make.officer_of(below)).get(url("entry_detail", there.pk)).content.decode()
    assert entry.round.organiser.name in page
    tracked = client_of(cast.outsider).get(url("track"), {"ma": entry.tracking_code}).content.decode()
    assert "Đã chuyển cơ quan khác" in tracked
    assert there.tracking_code in tracked


def test_a_dossier_goes_only_where_it_would_have_been_taken(cast):
    entry = make.submitted_entry()
    elsewhere = make.open_round(province="Lào Cai")
    early = make.open_round(closes_at=make.AT - datetime.timedelta(hours=1))
    for round, sentence in (
        (elsewhere, "không dành cho cơ sở ở"),
        (early, "nộp sau hạn"),
        (make.open_round(VoteLevel.REGION), "không nhận hồ sơ chuyển đến"),
        (entry.round, "chính kỳ này"),
    ):
        with pytest.raises(NotPermitted, match=sentence):
            operations.transfer(entry=entry, round=round, reason="Nhầm nơi", by=cast.so_officer, at=make.AT)
    assert queries.rounds_to_transfer(entry) == []
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_where_no_round_would_take_a_dossier_the_office_reads_so_and_meets_no_empty_choice(client_of, cast):
    entry = make.submitted_entry()
    page = client_of(cast.so_officer).get(url("entry_transfer", entry.pk)).content.decode()
    assert 'name="round"' not in page
    assert "Hiện không có kỳ nào như vậy" in page

    make.open_round()
    assert 'name="round"' in client_of(cast.so_officer).get(url("entry_transfer", entry.pk)).content.decode()


def test_papers_are_seen_in_a_frame_of_the_page_and_nowhere_else(client_of, cast):
    entry = make.submitted_entry()
    paper = next(paper for paper in entry.version.papers.all() if not paper.is_photo)
    answer = client_of(cast.so_officer).get(url("version_paper_download", entry.pk, paper.pk))
    assert (answer["X-Frame-Options"], answer["Content-Disposition"].partition(";")[0]) == ("SAMEORIGIN", "inline")


def test_the_list_opens_with_what_waits_the_nearest_day_first(client_of):
    round = make.open_round()
    done = make.accepted_entry(round)
    late = make.submitted_entry(round, at=make.AT)
    overdue = make.submitted_entry(round, at=make.OPENS)
    returned = make.returned_entry(round)

    office = client_of(people.so_officer())
    rows = list(office.get(url("entry_list")).context["page"])
    by_time = list(office.get(url("entry_list"), {"sap-xep": "nop"}).context["page"])

    assert rows == [overdue, late, returned, done]
    assert by_time[0] == overdue


def test_the_office_reads_which_papers_lose_force_before_the_round_ends(client_of, cast):
    entry = make.complete_entry()
    day = datetime.timedelta(days=1)
    last_day = entry.round.last_day
    make.add_paper(entry.dossier, PaperKind.FOOD_SAFETY, number="12/ATTP", expires_on=last_day)
    make.add_paper(entry.dossier, PaperKind.STANDARD, content=pdf(pages=3), number="7/TC", expires_on=last_day + day)
    entry = operations.submit(entry=entry, is_true_stated=True, by=make.owner_of_entry(entry), at=make.AT)
    page = client_of(cast.so_officer).get(url("entry_detail", entry.pk))
    [(paper, words)] = page.context["expiring"]
    assert (paper.number, "ết hạn" in words) == ("12/ATTP", True)
    assert f"An toàn thực phẩm số 12/ATTP</a>: {words}" in page.content.decode()

"""In the cast of a round: chair, so_head (deputy) and secretary sit in the council, so_officer appoints, judge1–3
judge, owner and drafter are the establishment whose entry is judged."""

from django.utils import timezone

from cnnt_portal.accounts.models import User
from judging import operations
from judging.models import Assignment, CouncilMember, Judge, ProductSet, ScoreSheet
from registrations.models import Entry, Establishment, VersionPaper
from tests.factories import judging as make
from tests.factories import registrations
from tests.people import judge

from . import SIGNED_IN, Row, answers

COUNCIL = {"chair": 200, "so_head": 200, "secretary": 200}
IN_SIGHT = COUNCIL | {"so_officer": 200}
FORBIDDEN = {"chair": 403, "so_head": 403, "secretary": 403}
JUDGE = answers(judge1=200)
DECLARATION = {"kind": "family", "reason": "Anh ruột là chủ cơ sở"}


# One round lives through the whole table: each stage leads it on, and what a row writes is taken back.


def list_fixed(cast):
    round = registrations.open_round()
    registrations.accepted_entry(
        round=round, product_=registrations.product(registrations.establishment(owner=cast.owner))
    )
    make.fix_list(round)


def the_round():
    return Entry.objects.get().round


def council_set_up(cast):
    make.council(the_round())


def assigned(cast):
    make.assigned_council(the_round())


def declared(cast):
    make.declare_all(the_round().council)


def scoring(cast):
    make.open_pass(the_round())


def scored(cast):
    make.scored_entry(the_round(), scores=("80", "80", "80"))


def pass_closed(cast):
    make.closed_pass(the_round(), means=("80",))


def meeting_planned(cast):
    make.planned_meeting(the_round(), means=("80",))


def meeting_opened(cast):
    make.open_meeting(the_round(), means=("80",))


def voted(cast):
    make.vote_all(the_meeting())


def decided(cast):
    make.decided_round(the_round(), means=("80",))


def published(cast):
    make.published_round(the_round(), means=("80",))


def the_meeting():
    return the_round().council.meeting


def round_pk(cast):
    return {"round": the_round().pk}


def council(cast):
    return {"pk": the_round().council.pk}


def a_member(cast):
    return council(cast) | {"member": CouncilMember.objects.get(user=make.member()).pk}


def a_judge(cast):
    return council(cast) | {"judge": Judge.objects.get(user=judge(1)).pk}


def a_group(cast):
    return council(cast) | {"group": "B"}


def a_council_paper(cast):
    return council(cast) | {"paper": "bien-ban-cham-diem", "ending": "docx"}


def a_stage(cast):
    return council(cast) | {"stage": "visits", "kind": "skipped"}


def a_suggestion(cast):
    """The judge's telephone is the establishment's."""
    house = Entry.objects.get().product.establishment
    User.objects.filter(pk=judge(1).pk).update(phone="0912345678")
    Establishment.objects.filter(pk=house.pk).update(phone="0912 345 678")
    return assignment_of_council(cast)


def assignment(cast):
    return {"pk": Assignment.objects.get(judge__user=judge(1)).pk}


def assignment_of_council(cast):
    return council(cast) | {"assignment": assignment(cast)["pk"]}


def a_paper(cast):
    return assignment(cast) | {"paper": VersionPaper.objects.get(kind="registration").pk}


def a_photo(cast):
    return assignment(cast) | {"paper": VersionPaper.objects.get(kind="photo_front").pk, "width": 320}


def scoring_pass(cast):
    return {"pk": the_round().passes.get().pk}


def sheet(cast):
    return {"pk": ScoreSheet.objects.get(judge__user=judge(1)).pk}


def a_field(cast):
    return sheet(cast) | {"field": "diem_market"}


def a_full_sheet(cast):
    found = ScoreSheet.objects.get(judge__user=judge(1))
    values = make.points(found.scoring_pass.round, "80")
    operations.save_sheet(sheet=found, values=values, by=judge(1), at=timezone.now())
    return {"pk": found.pk}


def a_keyed_sheet(cast):
    found = ScoreSheet.objects.get(judge__user=judge(1))
    return {"pk": make.key_sheet(found).pk}


def a_scan(cast):
    keyed = a_keyed_sheet(cast)
    return keyed | {"keying": ScoreSheet.objects.get(pk=keyed["pk"]).keyings.get().pk}


def a_reopened_paper(cast):
    keyed = a_keyed_sheet(cast)
    found = ScoreSheet.objects.get(pk=keyed["pk"])
    operations.reopen_sheet(sheet=found, reason="Nhập nhầm dòng", by=cast.secretary, at=timezone.now())
    return keyed


def a_printed_sheet(cast):
    return sheet(cast) | {"ending": "xlsx"}


def sheets_of_a_judge(cast):
    return scoring_pass(cast) | {"judge": Judge.objects.get(user=judge(1)).pk, "ending": "xlsx"}


def a_table(cast):
    return scoring_pass(cast) | {"ending": "xlsx"}


def meeting(cast):
    return {"pk": the_meeting().pk}


def a_vote(cast):
    return meeting(cast) | {"entry": Entry.objects.get().pk}


def a_set(cast):
    made = ProductSet.objects.create(
        meeting=the_meeting(),
        lead=Entry.objects.get(),
        name="Bộ cốm",
        merged_at=timezone.now(),
        merged_by=cast.secretary,
    )
    return meeting(cast) | {"product_set": made.pk}


def minutes(cast):
    return meeting(cast) | {"ending": "docx"}


def entry(cast):
    return {"pk": Entry.objects.get().pk}


def a_complaint(cast):
    return {"pk": make.complaint(Entry.objects.get(), by=cast.owner).pk}


def an_answer(cast):
    return {"pk": make.answer(make.complaint(Entry.objects.get(), by=cast.owner)).pk, "ending": "docx"}


COMPLAINING = IN_SIGHT | {"owner": 200, "drafter": 200}
BY_SECRETARY = answers(**(FORBIDDEN | {"secretary": 302, "so_officer": 403}))
IN_MEETING = answers(**(FORBIDDEN | {"secretary": 302}))
BY_OFFICE = answers(chair=403, so_head=302, secretary=302, so_officer=302)
ASKED = answers(chair=403, so_head=200, secretary=200, so_officer=200)
HANDS = answers(**(FORBIDDEN | {"secretary": 200}))

TABLE = {
    "judging:judge_list": Row(get=SIGNED_IN),
    "judging:council_list": Row(get=SIGNED_IN),
    # A round in public sight: everybody may know that it exists.
    "judging:sheet_next": Row(get=answers(others=302)),
    "judging:council_create": Row(
        round_pk,
        on=list_fixed,
        get=answers(others=403, so_officer=200, so_head=200, secretary=200),
        post=answers(others=403, so_officer=302, so_head=302, secretary=302),
        data={"name": "Hội đồng", "decision_number": "1/QĐ-UBND", "decision_date": "20/11/2026"},
    ),
    "judging:council_room": Row(council, on=council_set_up, get=answers(**IN_SIGHT)),
    "judging:council_members": Row(council, on=council_set_up, get=answers(**IN_SIGHT)),
    "judging:member_add": Row(
        council,
        on=council_set_up,
        post=BY_OFFICE,
        data={"tv-email": "nguoingoai@coso.vn", "tv-seat": "member", "tv-title": ""},
    ),
    "judging:judge_add": Row(
        council, on=council_set_up, post=BY_OFFICE, data={"gk-email": "nguoingoai@coso.vn", "gk-title": ""}
    ),
    "judging:member_remove": Row(a_member, on=council_set_up, get=ASKED, post=BY_OFFICE),
    "judging:judge_remove": Row(a_judge, on=council_set_up, get=ASKED, post=BY_OFFICE),
    "judging:judge_substitute": Row(
        a_judge,
        on=council_set_up,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
    ),
    "judging:calendar": Row(
        council, on=council_set_up, get=answers(**IN_SIGHT), post=BY_SECRETARY, data={"meeting": "20/12/2026"}
    ),
    "judging:stage_mark": Row(
        a_stage,
        on=council_set_up,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"reason": "Kế hoạch không có bước này"},
    ),
    "judging:conflict_list": Row(council, on=council_set_up, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:band_list": Row(council, on=council_set_up, get=answers(**IN_SIGHT)),
    "judging:band_edit": Row(
        a_group,
        on=council_set_up,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"tu_market": "10", "den_market": "39,5"},
    ),
    "judging:assignment_plan": Row(
        council, on=council_set_up, get=answers(**(COUNCIL | {"so_officer": 403})), post=BY_SECRETARY
    ),
    "judging:assignment_add": Row(
        council,
        on=council_set_up,
        post=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        data={"code": "X-999"},
    ),
    "judging:assignment_declare": Row(
        assignment, on=assigned, get=JUDGE, post=answers(judge1=302), data={"kind": "none", "reason": ""}
    ),
    "judging:conflict_review": Row(
        a_suggestion,
        on=assigned,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"is_conflict": "khong", "reason": "Trùng số máy cơ quan"},
    ),
    "judging:assignment_release": Row(
        assignment_of_council,
        on=assigned,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"reason": "Ốm"},
    ),
    "judging:assignment_recuse": Row(assignment, on=declared, get=JUDGE, post=answers(judge1=302), data=DECLARATION),
    "judging:dossier_detail": Row(assignment, on=declared, get=JUDGE),
    "judging:paper_download": Row(a_paper, on=declared, get=JUDGE),
    "judging:photo_show": Row(a_photo, on=declared, get=JUDGE),
    "judging:pass_open": Row(council, on=declared, post=BY_SECRETARY),
    "judging:sheet_edit": Row(sheet, on=scoring, get=JUDGE, post=answers(judge1=302), data={"diem_market": "39,5"}),
    "judging:sheet_submit": Row(a_full_sheet, on=scoring, get=JUDGE, post=answers(judge1=302)),
    "judging:sheet_print": Row(a_printed_sheet, on=scoring, get=JUDGE),
    "judging:sheet_save_field": Row(a_field, on=scoring, post=JUDGE, data={"diem_market": "39,5"}),
    "judging:pass_detail": Row(scoring_pass, on=scoring, get=answers(**COUNCIL)),
    "judging:pass_close": Row(scoring_pass, on=scored, post=IN_MEETING),
    "judging:paper_sheet_list": Row(scoring_pass, on=scoring, get=answers(**(FORBIDDEN | {"secretary": 200}))),
    "judging:paper_sheet_key": Row(sheet, on=scoring, get=answers(secretary=200), post=answers(secretary=200)),
    "judging:sheet_scan": Row(a_scan, on=scoring, get=JUDGE),
    "judging:sheet_confirm": Row(a_keyed_sheet, on=scoring, post=answers(judge1=302)),
    "judging:sheet_contest": Row(
        a_keyed_sheet,
        on=scoring,
        get=JUDGE,
        post=answers(judge1=302),
        data={"objection": "Nhập nhầm cột", "may_key_again": "co"},
    ),
    "judging:sheet_key_again": Row(a_reopened_paper, on=scoring, post=answers(judge1=302)),
    "judging:sheet_reopen": Row(
        sheet, on=scored, get=answers(secretary=200), post=answers(secretary=302), data={"reason": "Nhầm cột"}
    ),
    "judging:judge_sheets_print": Row(sheets_of_a_judge, on=pass_closed, get=answers(**(COUNCIL | {"judge1": 200}))),
    "judging:pass_statistics": Row(scoring_pass, on=pass_closed, get=answers(chair=200, secretary=200, so_head=403)),
    "judging:paper_export": Row(a_council_paper, on=pass_closed, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:pass_export": Row(a_table, on=pass_closed, get=answers(**COUNCIL)),
    "judging:ledger_export": Row(council, on=pass_closed, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:ledger_check": Row(council, on=pass_closed, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:meeting_plan": Row(
        council,
        on=pass_closed,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"held_on": "25/11/2026", "place": "Sở Công Thương"},
    ),
    "judging:meeting_change": Row(
        meeting,
        on=meeting_planned,
        get=HANDS,
        # Its page was not read: the secretary sees it again.
        post=HANDS,
        data={"held_on": "25/11/2026", "place": "Sở Công Thương"},
    ),
    "judging:meeting_open": Row(meeting, on=meeting_planned, post=IN_MEETING),
    "judging:meeting_detail": Row(meeting, on=meeting_opened, get=answers(**COUNCIL)),
    "judging:attendance_record": Row(meeting, on=meeting_opened, post=IN_MEETING),
    "judging:vote_cast": Row(
        a_vote, on=meeting_opened, post=answers(chair=302, so_head=302, secretary=403), data={"choice": "agree"}
    ),
    "judging:member_recuse": Row(
        a_vote,
        on=meeting_opened,
        get=answers(chair=200, so_head=200, secretary=200),
        post=answers(chair=302, so_head=302, secretary=200),
        data=DECLARATION,
    ),
    "judging:meeting_screen": Row(meeting, on=meeting_opened, get=answers(**COUNCIL)),
    "judging:set_create": Row(meeting, on=meeting_opened, get=HANDS, post=HANDS),
    "judging:set_split": Row(a_set, on=meeting_opened, get=HANDS, post=IN_MEETING),
    "judging:discussion_note": Row(a_vote, on=meeting_opened, get=HANDS, post=HANDS),
    "judging:hands_record": Row(a_vote, on=meeting_opened, get=HANDS, post=HANDS),
    "judging:meeting_close": Row(meeting, on=voted, post=answers(chair=302, so_head=403, secretary=403)),
    "judging:minutes_export": Row(minutes, on=decided, get=answers(**COUNCIL)),
    "judging:council_settings": Row(
        council,
        on=decided,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"feedback": "means", "complaint_days": "10"},
    ),
    "judging:prize_edit": Row(
        council,
        on=decided,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"luu": "1"},
    ),
    "judging:publish": Row(
        council,
        on=decided,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
    ),
    "judging:outcome_list": Row(council, on=published, get=answers(**IN_SIGHT)),
    "judging:complaint_list": Row(council, on=published, get=answers(**IN_SIGHT)),
    "judging:complaint_create": Row(
        entry,
        on=published,
        get=answers(**(FORBIDDEN | {"secretary": 200, "owner": 200, "drafter": 200})),
        post=answers(**(FORBIDDEN | {"secretary": 302, "owner": 302, "drafter": 302})),
        data={"subject": "Điểm cộng sai"},
    ),
    "judging:complaint_detail": Row(
        a_complaint,
        on=published,
        get=answers(**COMPLAINING),
        post=answers(chair=302, secretary=302, so_head=403, so_officer=403, owner=403, drafter=403),
        data={"is_upheld": "khong", "answer": "Điểm đã cộng đúng"},
    ),
    "judging:complaint_evidence": Row(a_complaint, on=published, get=answers(**COMPLAINING)),
    "judging:complaint_reply": Row(an_answer, on=published, get=answers(**COMPLAINING)),
    "judging:nomination_list": Row(
        council,
        on=published,
        get=answers(**IN_SIGHT),
        post=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
    ),
    "judging:entry_outcome_fragment": Row(
        entry, on=published, get=answers(owner=200, drafter=200, so_officer=200, so_head=200, secretary=200)
    ),
}

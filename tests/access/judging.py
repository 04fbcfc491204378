"""In the cast of a round: chair, so_head (deputy) and secretary sit in the council, so_officer appoints, judge1–3
judge, owner and drafter are the establishment whose entry is judged."""

from django.utils import timezone

from judging import operations
from judging.models import ScoreSheet
from registrations.models import VersionPaper
from tests.factories import judging as make
from tests.factories import registrations
from tests.people import judge

from . import SIGNED_IN, Row, answers

COUNCIL = {"chair": 200, "so_head": 200, "secretary": 200}
IN_SIGHT = COUNCIL | {"so_officer": 200}
FORBIDDEN = {"chair": 403, "so_head": 403, "secretary": 403}
JUDGE = answers(judge1=200)
DECLARATION = {"kind": "family", "reason": "Anh ruột là chủ cơ sở"}


def a_round(cast):
    round = registrations.open_round()
    product = registrations.product(registrations.establishment(owner=cast.owner))
    registrations.accepted_entry(round=round, product_=product)
    return round


def entry_of(round):
    return round.entries.get()


def a_fixed_round(cast):
    return {"round": make.fix_list(a_round(cast)).pk}


def a_council(cast):
    return {"pk": make.council(a_round(cast)).pk}


def a_member(cast):
    council = make.council(a_round(cast))
    return {"pk": council.pk, "member": council.members.get(user=make.member()).pk}


def a_judge(cast):
    council = make.council(a_round(cast))
    return {"pk": council.pk, "judge": council.panel.judges.first().pk}


def an_assigned_council(cast):
    return {"pk": make.assigned_council(a_round(cast)).pk}


def _assignment(council):
    return council.panel.judges.get(user=judge(1)).assignments.get()


def an_assignment(cast):
    return {"pk": _assignment(make.assigned_council(a_round(cast))).pk}


def an_assignment_of_the_council(cast):
    council = make.assigned_council(a_round(cast))
    return {"pk": council.pk, "assignment": _assignment(council).pk}


def a_declared_assignment(cast):
    council = make.assigned_council(a_round(cast))
    make.declare_all(council)
    return {"pk": _assignment(council).pk}


def a_declared_council(cast):
    council = make.assigned_council(a_round(cast))
    make.declare_all(council)
    return {"pk": council.pk}


def a_paper(cast):
    found = a_declared_assignment(cast)
    return found | {"paper": VersionPaper.objects.get(kind="registration").pk}


def a_photo(cast):
    found = a_declared_assignment(cast)
    return found | {"paper": VersionPaper.objects.get(kind="photo_front").pk, "width": 320}


def an_open_pass(cast):
    return {"pk": make.open_pass(a_round(cast)).pk}


def a_sheet(cast):
    scoring_pass = make.open_pass(a_round(cast))
    return {"pk": scoring_pass.sheets.get(judge__user=judge(1)).pk}


def a_field(cast):
    return a_sheet(cast) | {"field": "diem_market"}


def a_full_sheet(cast):
    found = a_sheet(cast)
    sheet = ScoreSheet.objects.get(**found)
    values = make.points(sheet.scoring_pass.round, "80")
    operations.save_sheet(sheet=sheet, values=values, by=judge(1), at=timezone.now())
    return found


def a_printed_sheet(cast):
    return a_sheet(cast) | {"ending": "xlsx"}


def sheets_of_a_judge(cast):
    scoring_pass = make.closed_pass(a_round(cast), means=("80",))
    return {"pk": scoring_pass.pk, "judge": scoring_pass.sheets.get(judge__user=judge(1)).judge_id, "ending": "xlsx"}


def a_submitted_sheet(cast):
    entry = make.scored_entry(a_round(cast))
    return {"pk": entry.sheets.get(judge__user=judge(1)).pk}


def a_scored_pass(cast):
    return {"pk": make.scored_entry(a_round(cast)).round.passes.get().pk}


def a_closed_pass(cast):
    return {"pk": make.closed_pass(a_round(cast), means=("80",)).pk}


def a_council_after_scoring(cast):
    return {"pk": make.closed_pass(a_round(cast), means=("80",)).round.council.pk}


def a_table(cast):
    return a_closed_pass(cast) | {"ending": "xlsx"}


def a_planned_meeting(cast):
    return {"pk": make.planned_meeting(a_round(cast), means=("80",)).pk}


def an_open_meeting(cast):
    return {"pk": make.open_meeting(a_round(cast), means=("80",)).pk}


def a_vote(cast):
    round = a_round(cast)
    return {"pk": make.open_meeting(round, means=("80",)).pk, "entry": entry_of(round).pk}


def a_voted_meeting(cast):
    meeting = make.open_meeting(a_round(cast), means=("80",))
    make.vote_all(meeting)
    return {"pk": meeting.pk}


def minutes(cast):
    return {"pk": make.decided_round(a_round(cast), means=("80",)).council.meeting.pk, "ending": "docx"}


def a_decided_council(cast):
    return {"pk": make.decided_round(a_round(cast), means=("80",)).council.pk}


def a_published_council(cast):
    return {"pk": make.published_round(a_round(cast), means=("80",)).council.pk}


def a_published_entry(cast):
    return {"pk": make.recognised_outcome(a_round(cast)).entry_id}


BY_SECRETARY = answers(**(FORBIDDEN | {"secretary": 302, "so_officer": 403}))
IN_MEETING = answers(**(FORBIDDEN | {"secretary": 302}))
BY_OFFICE = answers(chair=403, so_head=302, secretary=302, so_officer=302)
ASKED = answers(chair=403, so_head=200, secretary=200, so_officer=200)
HANDS = answers(**(FORBIDDEN | {"secretary": 200}))

TABLE = {
    "judging:judge_list": Row(get=SIGNED_IN),
    "judging:assignment_declare": Row(
        an_assignment, get=JUDGE, post=answers(judge1=302), data={"kind": "none", "reason": ""}
    ),
    "judging:assignment_recuse": Row(a_declared_assignment, get=JUDGE, post=answers(judge1=302), data=DECLARATION),
    "judging:dossier_detail": Row(a_declared_assignment, get=JUDGE),
    "judging:paper_download": Row(a_paper, get=JUDGE),
    "judging:photo_show": Row(a_photo, get=JUDGE),
    "judging:sheet_edit": Row(a_sheet, get=JUDGE, post=answers(judge1=302), data={"diem_market": "39,5"}),
    "judging:sheet_submit": Row(a_full_sheet, get=JUDGE, post=answers(judge1=302)),
    "judging:sheet_print": Row(a_printed_sheet, get=JUDGE),
    "judging:judge_sheets_print": Row(sheets_of_a_judge, get=answers(**(COUNCIL | {"judge1": 200}))),
    "judging:sheet_save_field": Row(a_field, post=JUDGE, data={"diem_market": "39,5"}),
    "judging:council_list": Row(get=SIGNED_IN),
    # A round in public sight: everybody may know that it exists.
    "judging:council_create": Row(
        a_fixed_round,
        get=answers(others=403, so_officer=200, so_head=200, secretary=200),
        post=answers(others=403, so_officer=302, so_head=302, secretary=302),
        data={"name": "Hội đồng", "decision_number": "1/QĐ-UBND", "decision_date": "20/11/2026"},
    ),
    "judging:council_room": Row(a_council, get=answers(**IN_SIGHT)),
    "judging:council_members": Row(a_council, get=answers(**IN_SIGHT)),
    "judging:member_add": Row(
        a_council, post=BY_OFFICE, data={"tv-email": "nguoingoai@coso.vn", "tv-seat": "member", "tv-title": ""}
    ),
    "judging:judge_add": Row(a_council, post=BY_OFFICE, data={"gk-email": "nguoingoai@coso.vn", "gk-title": ""}),
    "judging:member_remove": Row(a_member, get=ASKED, post=BY_OFFICE),
    "judging:judge_remove": Row(a_judge, get=ASKED, post=BY_OFFICE),
    "judging:assignment_plan": Row(a_council, get=answers(**(COUNCIL | {"so_officer": 403})), post=BY_SECRETARY),
    "judging:assignment_add": Row(
        a_council, post=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})), data={"code": "X-999"}
    ),
    "judging:assignment_release": Row(
        an_assignment_of_the_council,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"reason": "Ốm"},
    ),
    "judging:pass_open": Row(a_declared_council, post=BY_SECRETARY),
    "judging:pass_detail": Row(an_open_pass, get=answers(**COUNCIL)),
    "judging:pass_close": Row(a_scored_pass, post=IN_MEETING),
    "judging:pass_export": Row(a_table, get=answers(**COUNCIL)),
    "judging:sheet_reopen": Row(
        a_submitted_sheet, get=answers(secretary=200), post=answers(secretary=302), data={"reason": "Nhầm cột"}
    ),
    "judging:ledger_export": Row(a_council_after_scoring, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:ledger_check": Row(a_council_after_scoring, get=answers(**(COUNCIL | {"so_officer": 403}))),
    "judging:meeting_plan": Row(
        a_council_after_scoring,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
        data={"held_on": "25/11/2026", "place": "Sở Công Thương"},
    ),
    "judging:meeting_detail": Row(an_open_meeting, get=answers(**COUNCIL)),
    "judging:meeting_open": Row(a_planned_meeting, post=IN_MEETING),
    "judging:attendance_record": Row(an_open_meeting, post=IN_MEETING),
    "judging:vote_cast": Row(a_vote, post=answers(chair=302, so_head=302, secretary=403), data={"choice": "agree"}),
    "judging:member_recuse": Row(
        a_vote,
        get=answers(chair=200, so_head=200, secretary=200),
        post=answers(chair=302, so_head=302, secretary=200),
        data=DECLARATION,
    ),
    "judging:hands_record": Row(a_vote, get=HANDS, post=HANDS),
    "judging:meeting_close": Row(a_voted_meeting, post=answers(chair=302, so_head=403, secretary=403)),
    "judging:minutes_export": Row(minutes, get=answers(**COUNCIL)),
    "judging:outcome_list": Row(a_published_council, get=answers(**IN_SIGHT)),
    "judging:publish": Row(
        a_decided_council,
        get=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
        post=BY_SECRETARY,
    ),
    "judging:nomination_list": Row(
        a_published_council,
        get=answers(**IN_SIGHT),
        post=answers(**(FORBIDDEN | {"secretary": 200, "so_officer": 403})),
    ),
    "judging:entry_outcome_fragment": Row(
        a_published_entry, get=answers(owner=200, drafter=200, so_officer=200, so_head=200, secretary=200)
    ),
}

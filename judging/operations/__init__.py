from .assigning import assign, assign_one, declare, recuse, release, substitute
from .bands import agree_bands
from .complaints import answer_complaint, file_complaint, keep_settings
from .council import add_judge, remove_judge, remove_member, seat_member, set_up_council
from .meeting import (
    cast_vote,
    close_meeting,
    note_discussion,
    open_meeting,
    plan_meeting,
    record_attendance,
    record_hands,
    recuse_member,
)
from .paper_sheets import confirm_keyed, contest_keyed, key_sheet, let_key_again
from .reopening import hold_outcomes, reopen
from .results import award_prizes, nominate, publish
from .samples import correct_sample, receive_sample, return_sample
from .scoring import Newer, close_pass, open_pass, reopen_sheet, save_sheet, submit_sheet
from .sets import merge_entries, split_set
from .stages import mark_stage, plan_stages, review_conflict
from .visits import (
    add_visit_photos,
    call_off_visit,
    change_visit,
    declare_for_visit,
    hold_visit,
    keep_checks,
    plan_visit,
    record_findings,
    remove_visit_photo,
    reopen_visit,
    write_visit_note,
)

__all__ = [
    "Newer",
    "add_judge",
    "add_visit_photos",
    "agree_bands",
    "answer_complaint",
    "assign",
    "assign_one",
    "award_prizes",
    "call_off_visit",
    "cast_vote",
    "change_visit",
    "close_meeting",
    "close_pass",
    "confirm_keyed",
    "contest_keyed",
    "correct_sample",
    "declare",
    "declare_for_visit",
    "file_complaint",
    "hold_outcomes",
    "hold_visit",
    "keep_checks",
    "keep_settings",
    "key_sheet",
    "let_key_again",
    "mark_stage",
    "merge_entries",
    "nominate",
    "note_discussion",
    "open_meeting",
    "open_pass",
    "plan_meeting",
    "plan_stages",
    "plan_visit",
    "publish",
    "receive_sample",
    "record_attendance",
    "record_findings",
    "record_hands",
    "recuse",
    "recuse_member",
    "release",
    "remove_judge",
    "remove_member",
    "remove_visit_photo",
    "reopen",
    "reopen_sheet",
    "reopen_visit",
    "return_sample",
    "review_conflict",
    "save_sheet",
    "seat_member",
    "set_up_council",
    "split_set",
    "submit_sheet",
    "substitute",
    "write_visit_note",
]

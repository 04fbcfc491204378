from .assigning import assign, assign_one, declare, recuse, release, substitute
from .bands import agree_bands
from .complaints import answer_complaint, file_complaint, keep_settings
from .council import add_judge, remove_judge, remove_member, seat_member, set_up_council
from .meeting import (
    cast_vote,
    close_meeting,
    open_meeting,
    plan_meeting,
    record_attendance,
    record_hands,
    recuse_member,
)
from .paper_sheets import confirm_keyed, contest_keyed, key_sheet, let_key_again
from .reopening import hold_outcomes, reopen
from .results import award_prizes, nominate, publish
from .scoring import Newer, close_pass, open_pass, reopen_sheet, save_sheet, submit_sheet
from .sets import merge_entries, split_set
from .stages import mark_stage, plan_stages, review_conflict

__all__ = [
    "Newer",
    "add_judge",
    "agree_bands",
    "answer_complaint",
    "assign",
    "assign_one",
    "award_prizes",
    "cast_vote",
    "close_meeting",
    "close_pass",
    "confirm_keyed",
    "contest_keyed",
    "declare",
    "file_complaint",
    "hold_outcomes",
    "keep_settings",
    "key_sheet",
    "let_key_again",
    "mark_stage",
    "merge_entries",
    "nominate",
    "open_meeting",
    "open_pass",
    "plan_meeting",
    "plan_stages",
    "publish",
    "record_attendance",
    "record_hands",
    "recuse",
    "recuse_member",
    "release",
    "remove_judge",
    "remove_member",
    "reopen",
    "reopen_sheet",
    "review_conflict",
    "save_sheet",
    "seat_member",
    "set_up_council",
    "split_set",
    "submit_sheet",
    "substitute",
]

from .assigning import assignment_plan, cleared_assignments, declaration_of, judge_list
from .council import reader_of, rules_of
from .downstream import (
    nominations,
    published_outcomes,
    published_recognised_outcomes,
    rounds_awaiting_decision,
    todo_for,
)
from .meeting import agenda, cut_of, final_results, missing_before_end, present_voters, tally
from .scoring import entries_of_pass, missing_before_pass, missing_sheets, next_entries, score_table, thinly_judged

__all__ = [
    "agenda",
    "assignment_plan",
    "cleared_assignments",
    "cut_of",
    "declaration_of",
    "entries_of_pass",
    "final_results",
    "judge_list",
    "missing_before_end",
    "missing_before_pass",
    "missing_sheets",
    "next_entries",
    "nominations",
    "present_voters",
    "published_outcomes",
    "published_recognised_outcomes",
    "reader_of",
    "rounds_awaiting_decision",
    "rules_of",
    "score_table",
    "tally",
    "thinly_judged",
    "todo_for",
]

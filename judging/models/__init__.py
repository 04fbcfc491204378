from .assigning import Assignment, ConflictDeclaration
from .bands import Band
from .complaints import Complaint, ComplaintHistory
from .council import Council, CouncilMember, Judge, Panel, Seat
from .meeting import Attendance, Meeting, MeetingHistory, MemberRecusal, Nomination, Outcome, Vote
from .scoring import LedgerRecord, PassHistory, PassResult, Score, ScoreSheet, ScoringPass, SheetHistory
from .stages import BY_HAND, MAY_BE_SKIPPED, ConflictReview, Stage, StageMark, StagePlan

__all__ = [
    "BY_HAND",
    "MAY_BE_SKIPPED",
    "Assignment",
    "Attendance",
    "Band",
    "Complaint",
    "ComplaintHistory",
    "ConflictDeclaration",
    "ConflictReview",
    "Council",
    "CouncilMember",
    "Judge",
    "LedgerRecord",
    "Meeting",
    "MeetingHistory",
    "MemberRecusal",
    "Nomination",
    "Outcome",
    "Panel",
    "PassHistory",
    "PassResult",
    "Score",
    "ScoreSheet",
    "ScoringPass",
    "Seat",
    "SheetHistory",
    "Stage",
    "StageMark",
    "StagePlan",
    "Vote",
]

from .assigning import Assignment, ConflictDeclaration
from .bands import Band
from .council import Council, CouncilMember, Judge, Panel, Seat
from .meeting import Attendance, Meeting, MeetingHistory, MemberRecusal, Nomination, Outcome, Vote
from .scoring import LedgerRecord, PassHistory, PassResult, Score, ScoreSheet, ScoringPass, SheetHistory

__all__ = [
    "Assignment",
    "Attendance",
    "Band",
    "ConflictDeclaration",
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
    "Vote",
]

from .assigning import Assignment, ConflictDeclaration
from .ballots import BallotBox, CastBallot, Prize
from .bands import Band
from .complaints import Complaint, ComplaintHistory
from .council import Council, CouncilMember, Judge, Panel, Seat, in_season
from .meeting import Attendance, Discussion, Meeting, MeetingHistory, MemberRecusal, Nomination, Outcome, Vote
from .paper_sheets import KeyedPaper
from .reopening import Reopening
from .samples import Sample
from .scoring import LedgerRecord, PassHistory, PassResult, Score, ScoreSheet, ScoringPass, SheetHistory
from .sets import MergedEntry, ProductSet
from .stages import (
    BY_HAND,
    MAY_BE_SKIPPED,
    PASSES,
    ConflictReview,
    Stage,
    StageMark,
    StagePlan,
    has_results,
    is_recognised,
    pass_of,
    stage_of_pass,
)
from .visits import (
    Visit,
    VisitAnswer,
    VisitCheck,
    VisitedEntry,
    VisitHistory,
    VisitNote,
    VisitParticipant,
    VisitPhoto,
)

__all__ = [
    "BY_HAND",
    "MAY_BE_SKIPPED",
    "PASSES",
    "Assignment",
    "Attendance",
    "BallotBox",
    "Band",
    "CastBallot",
    "Complaint",
    "ComplaintHistory",
    "ConflictDeclaration",
    "ConflictReview",
    "Council",
    "CouncilMember",
    "Discussion",
    "Judge",
    "KeyedPaper",
    "LedgerRecord",
    "Meeting",
    "MeetingHistory",
    "MemberRecusal",
    "MergedEntry",
    "Nomination",
    "Outcome",
    "Panel",
    "PassHistory",
    "PassResult",
    "Prize",
    "ProductSet",
    "Reopening",
    "Sample",
    "Score",
    "ScoreSheet",
    "ScoringPass",
    "Seat",
    "SheetHistory",
    "Stage",
    "StageMark",
    "StagePlan",
    "Visit",
    "VisitAnswer",
    "VisitCheck",
    "VisitHistory",
    "VisitNote",
    "VisitParticipant",
    "VisitPhoto",
    "VisitedEntry",
    "Vote",
    "has_results",
    "in_season",
    "is_recognised",
    "pass_of",
    "stage_of_pass",
]

"""The secrets of judging, one fence per secret: the rows of it that this person may read now.

Pages, lists, counts, exports and printed sheets take what is secret from here and from nowhere else; who is outside
the fence gets no rows. Mails carry none of it, but for an outcome to the establishment that it concerns.
"""

from django.db.models import Exists, OuterRef, Q

from registrations.models import Entry

from .models import (
    Assignment,
    ConflictDeclaration,
    CouncilMember,
    Judge,
    Meeting,
    MemberRecusal,
    Outcome,
    PassResult,
    ScoreSheet,
    ScoringPass,
    Seat,
    VisitedEntry,
    VisitParticipant,
    in_season,
)
from .workflow import MeetingState, PassState


def _council(user, *seats):
    """The councils in which this person sits (on one of these seats, if given)."""
    held = CouncilMember.objects.of(user)
    return (held.filter(seat__in=seats) if seats else held).values("council")


def own_sheets(user):
    """The sheets that this person fills in or has filled in as a judge, all season."""
    if not user.is_authenticated:
        return ScoreSheet.objects.none()
    return ScoreSheet.objects.valid().filter(in_season("scoring_pass__round__council__"), judge__user=user)


def sheets(user):
    """What stands on a score sheet: its judge's to read all season, the council's once the pass is closed."""
    if not user.is_authenticated:
        return ScoreSheet.objects.none()
    own = Q(in_season("judge__panel__council__"), judge__user=user)
    closed = Q(scoring_pass__state=PassState.CLOSED, scoring_pass__round__council__in=_council(user))
    return ScoreSheet.objects.valid().filter(own | closed)


def results(user):
    """Means, ranks, who passed, and every count or order that tells of them: the council's once the pass is closed,
    the panel's since publication."""
    if not user.is_authenticated:
        return PassResult.objects.none()
    closed = PassResult.objects.filter(scoring_pass__state=PassState.CLOSED)
    told = {"panel__council__published_at__isnull": False, "panel__council__reopened_at__isnull": True}
    judged = Judge.objects.filter(in_season("panel__council__"), user=user, **told).values("panel__council")
    of_panel = Q(scoring_pass__round__council__in=judged)
    return closed.filter(Q(scoring_pass__round__council__in=_council(user)) | of_panel)


def progress(user):
    """Who has handed in and who has not (never what), by pass: the council's; judges would learn of each other."""
    if not user.is_authenticated:
        return ScoringPass.objects.none()
    return ScoringPass.objects.filter(round__council__in=_council(user))


def judges(user):
    """Who the judges are: known to the council and to the office that appoints them, never to an establishment."""
    if not user.is_authenticated:
        return Judge.objects.none()
    offices = user.bodies()
    known = Q(panel__council__in=_council(user)) | Q(panel__council__round__organiser__in=offices)
    return Judge.objects.filter(known).select_related("user")


def vote_counts(user):
    """How others voted, by meeting: secretary and chair keep the meeting; the council reads it once it is over. While
    ballots are secret nobody reads the counts before that: the last ballot would be plain to see."""
    if not user.is_authenticated:
        return Meeting.objects.none()
    keeping = Q(is_secret=False, council__in=_council(user, Seat.SECRETARY, Seat.CHAIR))
    over = Q(state=MeetingState.CLOSED, council__in=_council(user))
    return Meeting.objects.filter(keeping | over)


def outcomes(user):
    """What a round decided about an entry: the council's since its meeting; since publication also those whose entry
    it is and the office that received it. What came from history was never secret to them."""
    if not user.is_authenticated:
        return Outcome.objects.none()
    known = Q(entry__in=Entry.objects.visible_to(user)) & (Q(published_at__isnull=False) | Q(is_history=True))
    return Outcome.objects.filter(Q(entry__round__council__in=_council(user)) | known)


def visited(user):
    """What was found on field visits (checklist, notes, photos), by product: the council's, of those who go once they
    have declared none, and of the judges to whom the product is open. Whoever has a conflict in a product, or works
    for its establishment, sees nothing of it."""
    if not user.is_authenticated:
        return VisitedEntry.objects.none()
    none = ConflictDeclaration.Kind.NONE
    season = in_season("visit__council__")
    going = VisitParticipant.objects.filter(season, user=user, kind=none).values("visit")
    declared = ConflictDeclaration.objects.filter(judge=OuterRef("judge"), entry=OuterRef("entry"), kind=none)
    open_to = Assignment.objects.visible_to(user).filter(Exists(declared)).values("entry")
    shown = Q(visit__council__in=_council(user)) | Q(visit__in=going) | Q(entry__in=open_to)
    houses = [membership.organisation_id for membership in user.current_memberships]
    at_home = Q(entry__product__establishment__organisation__in=houses)
    return VisitedEntry.objects.filter(shown).exclude(_conflict(user)).exclude(at_home)


def _conflict(user):
    """Rows about an entry in which this person declared a conflict: as a judge, as a member, or before a visit."""
    none = ConflictDeclaration.Kind.NONE
    declared = ConflictDeclaration.objects.filter(judge__user=user).exclude(kind=none)
    recused = MemberRecusal.objects.filter(member__user=user)
    stayed = VisitParticipant.objects.filter(user=user).exclude(kind__in=["", none])
    there = VisitedEntry.objects.filter(visit__in=stayed.values("visit"))
    return (
        Q(entry__in=declared.values("entry"))
        | Q(entry__in=recused.values("entry"))
        | Q(entry__in=there.values("entry"))
    )

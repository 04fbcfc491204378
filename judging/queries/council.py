from fractions import Fraction

from cnnt_portal.accounts.models import OrganisationKind, User

from ..models import CouncilMember, Judge, Seat
from ..scoring import Rules
from ..visibility import Reader


def rules_of(round):
    """The rule set that the round pinned, as judging reads it."""
    pinned = round.rule_set
    return Rules(
        criteria=pinned.criteria,
        threshold=pinned.threshold,
        digits=pinned.value("mean_digits"),
        minimum_judges=pinned.value("judges_min"),
        quorum=Fraction(pinned.value("quorum")),
        majority=Fraction(pinned.value("majority")),
    )


def reader_of(user, council, *, entry=None):
    """What this person is to the council's round, and to an entry of it if one is given."""
    member = council.seat_of(user)
    return Reader(
        is_council=member is not None,
        is_secretary=member is not None and member.seat == Seat.SECRETARY,
        is_chair=member is not None and member.seat == Seat.CHAIR,
        is_judge=Judge.objects.filter(panel__council=council, user=user).exists(),
        is_organiser=user.belongs_to(council.round.organiser),
        is_establishment=entry is not None
        and any(m.organisation_id == entry.product.establishment.organisation_id for m in user.current_memberships),
    )


def is_judge(user):
    """Is this person on any panel?"""
    return Judge.objects.filter(user=user).exists()


def meets_councils(user):
    """Does the menu lead this person to the councils? Bodies of the state, and experts from outside who hold a seat.

    An owner who is a judge elsewhere is led there by their to-do list: pages of establishments ask nothing here.
    """
    if user.current_memberships:
        return user.works_at(*(kind for kind in OrganisationKind if kind != OrganisationKind.ESTABLISHMENT))
    return is_judge(user) or CouncilMember.objects.filter(user=user).exists()


def people_of_council(council):
    return list(User.objects.filter(council_seats__council=council).order_by("pk"))


def people_of_panel(council):
    return list(User.objects.filter(judge_seats__panel__council=council).order_by("pk"))

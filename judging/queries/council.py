from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from cnnt_portal.accounts.models import OrganisationKind, User
from cnnt_portal.rulebook.models import RuleSet

from .. import visibility
from ..models import CouncilMember, Judge, Seat
from ..scoring import Rules


@dataclass(frozen=True)
class Reader:
    """What a person is to a round, for what a page offers; what it may show, `visibility` says."""

    is_council: bool = False  # chair, deputy, member or secretary
    is_secretary: bool = False
    is_chair: bool = False


def rules_of(round):
    """The rule set that the round pinned, as judging reads it; a process reads each version of it once."""
    return rules_in(round.rule_set_id, round.rule_set.version)


@lru_cache(maxsize=32)
def rules_in(rule_set, version):
    pinned = RuleSet.objects.get(pk=rule_set)
    return Rules(
        criteria=pinned.criteria,
        threshold=pinned.threshold,
        digits=pinned.value("mean_digits"),
        minimum_judges=pinned.value("judges_min"),
        quorum=Fraction(pinned.value("quorum")),
        majority=Fraction(pinned.value("majority")),
        double_seats=pinned.value("double_seats"),
    )


def reader_of(user, council):
    member = council.seat_of(user)
    return Reader(
        is_council=member is not None,
        is_secretary=member is not None and member.seat == Seat.SECRETARY,
        is_chair=member is not None and member.seat == Seat.CHAIR,
    )


def judges_of(council, user):
    """The panel, for somebody who may know it."""
    return visibility.judges(user).filter(panel__council=council)


def double_seats(council):
    """Sentences: who votes in the council and judges as well, and what follows from it."""
    if rules_of(council.round).double_seats["member"] != "warn":
        return []
    judges = set(Judge.objects.filter(panel__council=council).values_list("user", flat=True))
    return [
        f"{member.user} vừa là {member.get_seat_display().lower()} vừa là giám khảo: sẽ biểu quyết cả sản phẩm mình đã "
        "chấm, trừ sản phẩm có xung đột lợi ích."
        for member in council.members.all()
        if member.votes and member.user_id in judges
    ]


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


def secretaries_of(council):
    return list(User.objects.filter(council_seats__council=council, council_seats__seat=Seat.SECRETARY).order_by("pk"))


def people_of_panel(council):
    return list(User.objects.filter(judge_seats__panel__council=council).order_by("pk"))

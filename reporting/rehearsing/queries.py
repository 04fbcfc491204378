from cnnt_portal import rehearsing
from cnnt_portal.accounts.models import User
from judging.models import Council
from registrations.models import Round
from reporting.home import todos_of

from .staging import DOMAIN


def starter():
    return User.objects.filter(email=rehearsing.held_for()).first()


def rehearsed_round():
    """The round that was cloned; those made below it to feed it came later."""
    return Round.objects.select_related("organiser", "rule_set").order_by("pk").first()


def running_council():
    return Council.objects.select_related("round", "panel").first()


def roles():
    """Whom one may act as: the throw-away people, with their seats and bodies."""
    people = User.objects.filter(email__endswith=DOMAIN).order_by("pk")
    return people.prefetch_related("memberships__organisation", "council_seats", "judge_seats")


def turns(at):
    """[(role, what waits for it)], whoever is to act first. There are as many roles as seats in one round."""
    found = [(person, todos_of(person, at)) for person in roles()]
    return sorted(found, key=lambda turn: not turn[1])


def role_keyed(pk):
    """A throw-away person or whom the rehearsal is held for; nobody else may be acted as."""
    people = User.objects.filter(email__endswith=DOMAIN) | User.objects.filter(email=rehearsing.held_for())
    return people.filter(pk=pk).first()

from collections import defaultdict
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from cnnt_portal.accounts.models import Membership

from .. import visibility
from ..models import Outcome


class Notice(NamedTuple):
    """What publication will tell whom."""

    outcome: Outcome
    people: list


def outcomes_of(council):
    """The round's outcomes, the recognised first and best first."""
    rows = Outcome.objects.filter(entry__round=council.round)
    rows = rows.select_related(
        "entry__version",
        "entry__product__establishment__province",
        "entry__product__establishment__commune__parent__parent",
        "entry__round__council",
        "nomination",
        "prize",
        "entry__merged_into__product_set__lead__outcome",
    )
    rows = rows.prefetch_related("entry__round__council__members")
    return rows.order_by("-is_recognised", "-mean", "entry__code")


def publication_preview(council, at):
    """One notice per entry, to everybody who works at its establishment today."""
    outcomes = list(outcomes_of(council).filter(published_at__isnull=True))
    people = people_of_entries([outcome.entry for outcome in outcomes], at)
    return [Notice(outcome, people[outcome.entry_id]) for outcome in outcomes]


def people_of_entries(entries, at):
    """{entry id: everybody who works at its establishment today}."""
    organisations = {entry.product.establishment.organisation_id for entry in entries}
    people = defaultdict(dict)
    memberships = Membership.objects.on(timezone.localdate(at)).filter(user__is_active=True)
    for row in memberships.filter(organisation__in=organisations).select_related("user"):
        people[row.organisation_id][row.user_id] = row.user
    return {entry.pk: list(people[entry.product.establishment.organisation_id].values()) for entry in entries}


def nominable(council):
    """Published, recognised and not yet sent to the next level: groups in order, the best of each first."""
    rows = Outcome.objects.published().recognised().filter(entry__round=council.round, nomination__isnull=True)
    return rows.select_related("entry__version", "entry__product__establishment").order_by(
        "entry__product__group", F("mean").desc(nulls_last=True), "entry__code"
    )


def outcomes_visible_to(user, council):
    return outcomes_of(council).filter(pk__in=visibility.outcomes(user))


def outcome_for(entry, user):
    """The entry's outcome if this person may know it by now, else None: not decided and not published look alike."""
    return visibility.outcomes(user).filter(entry=entry).select_related("nomination", "prize", "entry__product").first()


def judged_of(product, user):
    """(outcomes, results of closed passes) of the product's entries, each as far as this person may know it by now."""
    outcomes = visibility.outcomes(user).filter(entry__product=product, is_history=False)
    results = visibility.results(user).filter(entry__product=product)
    return (
        outcomes.select_related("entry__round").order_by("pk"),
        results.select_related("entry__round", "scoring_pass").order_by("scoring_pass__number", "pk"),
    )

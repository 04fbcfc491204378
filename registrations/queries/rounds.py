"""Rounds: what everybody may know of them, what an office holds, where a product may go."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.geography.models import Region, RegionMembership

from ..models import GONE, Entry, Outage, Reason, Round, VoteLevel
from ..permissions import ORGANISERS, can_receive_transfer, organisers_for
from ..workflow import EntryState, RoundState


def announced_rounds():
    """Live rounds that everybody may know, the next deadline first."""
    rounds = Round.objects.filter(is_history=False).exclude(state=RoundState.DRAFT)
    return rounds.select_related("organiser", "unit", "region")


def open_rounds(at):
    return announced_rounds().open_at(at).order_by("closes_at", "pk")


def rounds_ahead(at, *, province=None, level=""):
    """Announced rounds that take dossiers now or will, the next deadline first; with `province` those open to it."""
    rounds = announced_rounds().filter(state=RoundState.OPEN)
    rounds = rounds.filter(Q(closes_at__gt=at) | Q(grace_until__gt=at)).order_by("closes_at", "pk")
    if level:
        rounds = rounds.filter(level=level)
    if province is not None:
        inside = Q(unit=province) | Q(unit__parent=province) | Q(unit__parent__parent=province)
        regions = RegionMembership.objects.on(timezone.localdate(at)).filter(unit=province).values("region")
        rounds = rounds.filter(inside | Q(region__in=regions) | Q(unit=None, region=None))
    return rounds


def announced_by(organisation):
    """The rounds of an office that everybody may know, newest first."""
    return announced_rounds().filter(organiser=organisation).order_by("-closes_at", "-pk")


def rounds_of_office(user):
    """Live rounds that this person's offices hold."""
    offices = [body.pk for body in organisers_for(user)]
    return Round.objects.filter(organiser__in=offices, is_history=False)


def around(establishment):
    """A condition on rounds: the establishment may enter by itself, and lies where they vote (`Round.covers`)."""
    commune = establishment.commune
    lowest = Q(level=VoteLevel.LOWEST, unit__in=[commune.pk, commune.parent_id] if commune else [])
    return Q(requires_lower_level=False) & (lowest | Q(level=VoteLevel.PROVINCE, unit=establishment.province_id))


def rounds_for(establishment, at):
    """Rounds now open, in which an establishment may enter by itself."""
    # Thousands of communes may hold rounds at one time: the database chooses.
    return list(open_rounds(at).filter(around(establishment)))


def rounds_to_enter(product, entries, at):
    """Of the rounds now open to its establishment those where the product, with these entries, does not stand yet."""
    standing = {entry.round_id for entry in entries if entry.state not in GONE}
    refused = {entry.round_id for entry in entries if entry.state == EntryState.REFUSED}
    return [
        round
        for round in rounds_for(product.establishment, at)
        if round.pk not in standing and (round.takes_refused_again or round.pk not in refused)
    ]


def rounds_to_transfer(entry):
    """Open rounds of other offices that would take this entry."""
    rounds = announced_rounds().filter(state=RoundState.OPEN).exclude(pk=entry.round_id)
    return [round for round in rounds if can_receive_transfer(entry, round)]


def choices_of_new_round(bodies, at):
    """What the form of a new round offers to the officers of these bodies."""
    kinds = {body.kind for body in bodies}
    levels = [level for level, organisers in ORGANISERS.items() if kinds & set(organisers)]
    regions = None
    if VoteLevel.REGION in levels:
        members = RegionMembership.objects.on(timezone.localdate(at))
        regions = Region.objects.filter(kind=Region.Kind.VOTE, memberships__in=members).distinct()
    return {
        "organisers": Organisation.objects.filter(pk__in=[body.pk for body in bodies]),
        "levels": levels,
        "regions": regions,
    }


def provinces_of(round, at):
    """Keys of the provinces where a regional round votes on that day; None where the level itself says it."""
    if round.level != VoteLevel.REGION:
        return None
    members = RegionMembership.objects.on(timezone.localdate(at)).filter(region=round.region)
    return set(members.values_list("unit", flat=True))


def officers_of(round, on):
    """Who may be given an entry of this round."""
    return people_at(round.organiser, Role.OFFICER, Role.HEAD, on=on)


def round_stats(round):
    """What a round's public page and a report say of it: {"entered", "accepted", "by_group": {"A": …}}.

    A round of the past answers with the counts that its sources give; None is unknown.
    """
    if round.is_history:
        return {"entered": round.entered_count, "accepted": None, "by_group": {}}
    filed = Entry.objects.filter(round=round, submitted_at__isnull=False)
    groups = filed.accepted().order_by().values_list("product__group").annotate(Count("pk"))
    return {"entered": filed.count(), "accepted": filed.accepted().count(), "by_group": dict(groups)}


def causes_of_return(round):
    """[(cause, how many points)] of the requests to complete in this round, the most frequent first."""
    counted = Reason.objects.filter(points__request__entry__round=round).annotate(number=Count("points"))
    return list(counted.order_by("-number", "order").values_list("label", "number"))


def rounds_to_remind(at):
    """Rounds with drafts, in which a reminder of the deadline is due and was not sent."""
    drafts = Entry.objects.filter(round=OuterRef("pk"), state=EntryState.DRAFT)
    open_now = Round.objects.open_at(at).filter(Exists(drafts)).prefetch_related("reminders")
    return [
        round
        for round in open_now
        if (days := round.reminder_due(at)) is not None
        and not any(sent.days == days and sent.closes_at == round.closes_at for sent in round.reminders.all())
    ]


def outages():
    """The log of the portal's outages, newest first."""
    return Outage.objects.all()

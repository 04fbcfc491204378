from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from cnnt_portal.accounts.models import Organisation, OrganisationKind, Role
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import lower_first
from judging.queries import published_recognised_outcomes, rounds_awaiting_decision
from registrations.models import Round
from registrations.workflow import EntryState

from ..facts import facts_of
from ..models import Certificate, NumberSeries, RecognitionDecision
from ..numbering import pattern_of
from ..typesetting import lost
from ..validity import Standing

SAMPLES = 3
COMMITTEES = (OrganisationKind.PROVINCE, OrganisationKind.DISTRICT, OrganisationKind.COMMUNE)


class Progress(NamedTuple):
    """How far a decision's certificates have come. `numbered`: the numbers that wait for their paper."""

    printed: int
    numbered: list
    without_number: int

    @property
    def left(self):
        return len(self.numbered) + self.without_number

    @property
    def is_half_way(self):
        return bool(self.left and (self.printed or self.numbered))


class Preview(NamedTuple):
    """`lost`: [(words, signs of them that the faces of the paper lack)]."""

    count: int
    first: str
    last: str
    samples: list
    lost: list


def to_certify(decision):
    """The list of a decision in the order of the numbers: group, then best mean.

    It is what was published when the decision was entered; what a complaint adds later needs a decision of its own.
    What its establishment has withdrawn meanwhile gets no certificate; one that it got already stays on the list.
    """
    return (
        published_recognised_outcomes(decision.round)
        .filter(published_at__lte=decision.entered_at)
        .filter(~Exists(_decided_before(decision)) | Q(entry__certificate__decision=decision))
        .filter(~Q(entry__state=EntryState.WITHDRAWN) | Q(entry__certificate__isnull=False))
        .filter(Q(entry__certificate__isnull=True) | Q(entry__certificate__decision=decision))
        .select_related(
            "entry__version",
            "entry__product__establishment__province",
            "entry__certificate",
        )
        .order_by("entry__product__group", F("mean").desc(nulls_last=True), "entry__code")
    )


def _decided_before(decision):
    """The earlier decision of the round that names an outcome already, as a subquery of outcomes."""
    return RecognitionDecision.objects.filter(
        round=decision.round_id,
        is_history=False,
        entered_at__lt=decision.entered_at,
        entered_at__gte=OuterRef("published_at"),
    )


def progress_of(decision):
    """The Progress of a decision; a number that was revoked before it had a paper gets none any more."""
    of_certificate = [f"entry__certificate__{name}" for name in ("number", "paper", "ended_on")]
    printed, numbered, without_number = 0, [], 0
    for number, paper, ended_on in to_certify(decision).values_list(*of_certificate):
        if paper:
            printed += 1
        elif number is None:
            without_number += 1
        elif ended_on is None:
            numbered.append(number)
    return Progress(printed, numbered, without_number)


def printed(decision):
    """The printed certificates of a decision in the order in which they were numbered."""
    return list(_papers(decision).select_related("paper", "original"))


def printed_count(decision):
    return _papers(decision).count()


def papers_of(decision, outcomes, on):
    """{pk of an entry: (its paper that counts on that day, the others that stood or will stand in its place)}, each
    with its `validity`. `outcomes`: some of the decision's list."""
    entries, papers = {}, {}
    products = [outcome.entry.product_id for outcome in outcomes]
    for one in decision.certificates.filter(product__in=products).with_standing().order_by("pk"):
        one.validity = one.validity_on(on)
        entries[one.pk] = one.entry_id or entries[one.replaces_id]
        papers.setdefault(entries[one.pk], []).append(one)
    return {entry: _present_first(of_entry) for entry, of_entry in papers.items()}


def _present_first(papers):
    begun = [one for one in papers if one.validity.standing not in (Standing.UNPRINTED, Standing.NOT_YET)]
    present = (begun or papers)[-1]
    return present, [one for one in papers if one is not present]


def unsigned(decision):
    """The printed certificates of a decision that have no signed original, in the order of their numbers."""
    return list(_unsigned(decision).select_related("to_sign", "template"))


def signed_outside(decision):
    """Certificates of a decision whose signed original came from outside the portal."""
    return decision.certificates.exclude(signed_by="").order_by("number", "pk")


def unsigned_count(decision):
    return _unsigned(decision).count()


def _unsigned(decision):
    return _papers(decision).filter(original=None)


def _papers(decision):
    """What replaced another is among them; nobody needs the paper of what was replaced or revoked any more."""
    return decision.certificates.filter(ended_on=None, paper__isnull=False).order_by("pk")


def outcomes_to_decide(round_):
    """Published, recognised outcomes of a round that no decision covers yet."""
    outcomes = published_recognised_outcomes(round_).select_related("entry__version", "entry__product__establishment")
    last = round_.decisions.filter(is_history=False).aggregate(at=Max("entered_at"))["at"]
    return outcomes.filter(published_at__gt=last) if last else outcomes


_previous = RecognitionDecision.objects.filter(
    round=OuterRef("round"), is_history=False, entered_at__lt=OuterRef("entered_at")
).order_by("-entered_at")


NOT_ENDED = Q(round__entries__certificate__ended_on__isnull=True)


def decisions_of(user):
    return (
        RecognitionDecision.objects.visible_to(user)
        .filter(is_history=False)
        .select_related("round")
        .annotate(decided_before=Subquery(_previous.values("entered_at")[:1]))
        .annotate(
            printed=Count(
                "certificates",
                filter=Q(certificates__paper__isnull=False, certificates__entry__isnull=False),
                distinct=True,
            ),
            to_print=Count(
                "round__entries__outcome",
                filter=Q(
                    round__entries__outcome__is_recognised=True,
                    round__entries__outcome__published_at__lte=F("entered_at"),
                )
                & (
                    Q(round__entries__certificate__decision=F("pk"))
                    & (Q(round__entries__certificate__paper__isnull=False) | NOT_ENDED)
                    | Q(round__entries__certificate__isnull=True)
                    & (
                        Q(decided_before__isnull=True)
                        | Q(round__entries__outcome__published_at__gt=F("decided_before"))
                    )
                ),
                distinct=True,
            ),
        )
        .order_by("-decided_on", "-pk")
    )


def rounds_to_decide(user):
    """Rounds with published results that no decision covers yet and where this user may enter it."""
    offices = user.bodies(Role.OFFICER, Role.HEAD)
    rounds = Round.objects.filter(pk__in=rounds_awaiting_decision(), organiser__in=offices)
    later = Q(entries__outcome__is_recognised=True, entries__outcome__published_at__gt=F("decided_at"))
    return (
        rounds.annotate(decided_at=Max("decisions__entered_at"))
        .filter(Q(decided_at__isnull=True) | later)
        .distinct()
        .order_by("-year", "title")
    )


def usual_issuer(round_):
    """Who recognises at this level, as the form proposes it: the People’s Committee of the unit, or the Cục."""
    if round_.unit:
        return f"Ủy ban nhân dân {lower_first(round_.unit.full_name)}"
    return round_.organiser.name if round_.organiser else ""


def symbol_of_issuer(round_, on):
    """What the usual issuer's documents bear behind their kind: “UBND”; empty where nobody has told it."""
    if round_.unit is None:
        return round_.organiser.symbol if round_.organiser else ""
    committees = Organisation.objects.on(on).filter(kind__in=COMMITTEES, unit=round_.unit)
    return committees.exclude(symbol="").values_list("symbol", flat=True).first() or ""


def issuers_of(round_, *days):
    """Who may have issued the decision of a round signed on one of these days: [name], the usual one first."""
    if round_.unit:
        names = [round_.unit.full_name, *(round_.unit.full_name_on(day) for day in days)]
        names = [f"Ủy ban nhân dân {lower_first(name)}" for name in names]
    else:
        names = [rule.organiser for rule in round_.rule_set.levels if rule.code == round_.level]
    # Each once, in this order.
    return [
        name for name in dict.fromkeys([usual_issuer(round_), *names, *settings.CERTIFICATES_OTHER_ISSUERS]) if name
    ]


def preview(decision):
    """What issuing would do now: how many numbers, the first and the last of them, the first products of the list."""
    waiting = list(to_certify(decision).filter(entry__certificate__isnull=True))
    count = len(waiting)
    series = _series(decision)
    numbers = range(series.last + 1, series.last + count + 1)
    samples = [(series.printed(number), outcome) for number, outcome in zip(numbers, waiting[:SAMPLES], strict=False)]
    first, last = (series.printed(numbers[0]), series.printed(numbers[-1])) if count else ("", "")
    return Preview(count, first, last, samples, [found for outcome in waiting for found in _lost(outcome)])


def _lost(outcome):
    establishment = outcome.entry.version.content["establishment"]
    words = (outcome.recognised_name, establishment["name"], establishment["address"])
    return [(text, " ".join(lost(text))) for text in words if lost(text)]


def sample_certificate(decision, position):
    """(an unsaved certificate, as issuing now would fill it) for the outcome at this place of the list, or None."""
    outcome = next(iter(to_certify(decision).filter(entry__certificate__isnull=True)[position : position + 1]), None)
    if outcome is None:
        return None
    series = _series(decision)
    return Certificate(**facts_of(decision, outcome), number=series.printed(series.last + 1 + position), code="XEMTHU")


def _series(decision):
    office, level = decision.round.organiser, decision.round.level
    names = {"organisation": office, "level": level, "year": decision.decided_on.year}
    begun = NumberSeries.objects.filter(**names).first()
    return begun or NumberSeries(**names, pattern=pattern_of(office, level))


def issuing_jobs(decision):
    """Jobs that issue this decision's certificates, the latest first."""
    return list(Job.objects.filter(kind="certificates.issue", arguments__decision=decision.pk).order_by("-pk"))

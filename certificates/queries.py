"""Reads that pages, operations and later rooms share."""

from django.db import models
from django.db.models import Count, F, Max, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cnnt_portal.accounts.models import Role
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import lower_first
from cnnt_portal.ui.components import Todo
from judging.queries import published_recognised_outcomes, rounds_awaiting_decision
from registrations.models import Round

from .models import Certificate, NumberSeries, RecognitionDecision
from .permissions import can_issue


def to_certify(decision):
    """The list of a decision in the order of the numbers: group, then best mean.

    It is what was published when the decision was entered; what a complaint adds later needs a decision of its own.
    """
    return (
        published_recognised_outcomes(decision.round)
        .filter(published_at__lte=decision.entered_at)
        .filter(Q(entry__certificate__isnull=True) | Q(entry__certificate__decision=decision))
        .select_related(
            "entry__version",
            "entry__product__establishment__province",
            "entry__certificate",
        )
        .order_by("entry__product__group", F("mean").desc(nulls_last=True), "entry__code")
    )


def unprinted(decision):
    """How many of a decision's products still lack a printed certificate."""
    return to_certify(decision).filter(entry__certificate__paper__isnull=True).count()


def outcomes_to_decide(round_):
    """Published, recognised outcomes of a round that no decision covers yet."""
    outcomes = published_recognised_outcomes(round_).select_related("entry__version", "entry__product__establishment")
    last = round_.decisions.filter(is_history=False).aggregate(at=Max("entered_at"))["at"]
    return outcomes.filter(published_at__gt=last) if last else outcomes


class Force(models.TextChoices):
    """How the register is narrowed by what a certificate is worth today."""

    IN_FORCE = "con", "Còn hiệu lực hôm nay"
    ENDED = "het", "Đã hết hiệu lực"
    UNKNOWN = "chua-ro", "Chưa rõ hiệu lực (dữ liệu lịch sử)"


def register(*, on, words="", level="", year=None, group="", territory=None, force=""):
    """The public register; what is valid longest comes first, what nobody knows the days of comes last.

    `territory` is a set of unit ids (a province of then and of today).
    """
    rows = Certificate.objects.search(words)
    if level:
        rows = rows.filter(level=level)
    if year:
        rows = rows.filter(year=year)
    if group:
        rows = rows.filter(group=group)
    if territory is not None:
        rows = rows.filter(unit__in=territory)
    if force == Force.IN_FORCE:
        rows = rows.in_force_on(on)
    elif force == Force.ENDED:
        rows = rows.ended_by(on)
    elif force == Force.UNKNOWN:
        rows = rows.of_unknown_days()
    return rows.order_by(F("valid_until").desc(nulls_last=True), "-year", "product_name", "pk")


def register_years():
    return list(Certificate.objects.order_by("-year").values_list("year", flat=True).distinct())


def others_of_product(certificate):
    """The same product's certificates through the years."""
    return (
        Certificate.objects.filter(product_id=certificate.product_id)
        .exclude(pk=certificate.pk)
        .order_by("-year", "-pk")
    )


def decisions_of(user):
    return (
        RecognitionDecision.objects.visible_to(user)
        .filter(is_history=False)
        .select_related("round")
        .annotate(
            printed=Count("certificates", filter=Q(certificates__paper__isnull=False), distinct=True),
            to_print=Count(
                "round__entries__outcome",
                filter=Q(
                    round__entries__outcome__is_recognised=True,
                    round__entries__outcome__published_at__lte=F("entered_at"),
                )
                & (Q(round__entries__certificate__isnull=True) | Q(round__entries__certificate__decision=F("pk"))),
                distinct=True,
            ),
        )
        .order_by("-decided_on", "-pk")
    )


def rounds_to_decide(user):
    """Rounds with published results that no decision covers yet and where this user may enter it."""
    offices = [m.organisation_id for m in user.current_memberships if m.role in (Role.OFFICER, Role.HEAD)]
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


def next_number(decision):
    """The number that the next certificate of the decision would bear, for the preview."""
    series = (
        NumberSeries.objects.filter(
            issuer=decision.issuer, level=decision.round.level, year=decision.decided_on.year
        ).first()
        or NumberSeries()
    )
    return series.pattern.format(number=series.last + 1, year=decision.decided_on.year)


def issuing_jobs(decision):
    """Jobs that issue this decision's certificates, the latest first."""
    return list(Job.objects.filter(kind="certificates.issue", arguments__decision=decision.pk).order_by("-pk"))


def code_exists(code):
    return Certificate.objects.filter(code=code).exists()


def certificates_of(user):
    return Certificate.objects.held_by(user).order_by("-issued_on", "-pk")


def may_take_paper(user, certificate):
    """Is there a paper, and may this user take it home?"""
    return Certificate.objects.papers_visible_to(user).filter(pk=certificate.pk).exists()


def paper_of(user, code):
    """The certificate whose signed paper this user may take home, else 404."""
    return get_object_or_404(Certificate.objects.papers_visible_to(user).select_related("paper"), code=code.upper())


def in_force(on):
    """Certificates in force on a day, for the rooms that support the products."""
    return Certificate.objects.in_force_on(on).select_related("product__establishment", "unit")


def todo_for(user, on):
    """What waits for the user in this room: (title, url, due, count)."""
    todos = [
        Todo(
            title=f"Nhập quyết định công nhận: {round_.title}",
            url=reverse("certificates:decision_create", args=[round_.pk]),
        )
        for round_ in rounds_to_decide(user)
    ]
    todos += [
        Todo(
            title=f"Cấp giấy chứng nhận theo {decision}",
            url=reverse("certificates:decision_detail", args=[decision.pk]),
        )
        for decision in decisions_of(user).select_related("round__organiser")
        if decision.printed < decision.to_print and can_issue(user, decision)
    ]
    return todos

"""The yearly short survey: which establishments are asked, what they answered, what it adds up to."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from certificates.queries import in_force
from cnnt_portal.accounts.models import Membership, Role, User
from registrations.models import Establishment

from ..models import Channel, SurveyAnswer, SurveyCall, SurveyChannel

ANSWERED, SILENT, WITHOUT_PEOPLE = "da", "chua", "khong"


def establishments_asked(call, territory=None):
    """Those whose products held a certificate on the day of the call; `territory`: primary keys of provinces.

    Whoever has answered was asked, also where a later revocation reaches back before that day.
    """
    held = in_force(timezone.localdate(call.called_at)).order_by()
    answered = SurveyAnswer.objects.filter(call=call)
    rows = Establishment.objects.filter(
        Q(pk__in=held.values("product__establishment")) | Q(pk__in=answered.values("establishment"))
    )
    return rows if territory is None else rows.filter(province__in=territory)


def surveys_seen(user, scope):
    """The calls, the latest first, each with `answered`: how many answers there are in the reader's scope."""
    known = Q(answers__replaced_at=None)
    if scope.territory is not None:
        known &= Q(answers__establishment__province__in=scope.territory)
    return SurveyCall.objects.annotate(answered=Count("answers", filter=known)).order_by("-year")


def survey_of(pk):
    return get_object_or_404(SurveyCall, pk=pk)


def survey_open():
    """The call that takes answers: the latest one, also after its day."""
    return SurveyCall.objects.order_by("-year").first()


def survey_rows(call, scope, shown=""):
    """Establishments asked, by name, each with `answers`: none, or the one that counts and then the earlier ones.
    `shown`: who has answered, who has not, or who has nobody on the portal."""
    mine = SurveyAnswer.objects.filter(call=call)
    rows = (
        establishments_asked(call, scope.territory)
        .select_related("province")
        .prefetch_related(
            Prefetch(
                "survey_answers",
                mine.select_related("answered_by").prefetch_related("channels").order_by("-answered_at", "-pk"),
                to_attr="answers",
            )
        )
    )
    rows = rows.annotate(has_answered=Exists(mine.filter(establishment=OuterRef("pk"))))
    chosen = {
        ANSWERED: Q(has_answered=True),
        SILENT: Q(has_answered=False, organisation__isnull=False),
        WITHOUT_PEOPLE: Q(has_answered=False, organisation__isnull=True),
    }
    return rows.filter(chosen.get(shown, Q())).order_by("name", "pk")


def survey_counts(call, scope):
    """{shown: how many rows it has}, and all under ""."""
    answered = Q(pk__in=SurveyAnswer.objects.filter(call=call).values("establishment"))
    return establishments_asked(call, scope.territory).aggregate(
        **{
            ANSWERED: Count("pk", filter=answered),
            SILENT: Count("pk", filter=~answered & Q(organisation__isnull=False)),
            WITHOUT_PEOPLE: Count("pk", filter=~answered & Q(organisation__isnull=True)),
        }
    )


class SurveySums(NamedTuple):
    """`markets`: [(words, đồng)]; `channels`: [(words, how many establishments)] of every channel."""

    answers: int
    revenue: Decimal
    labour: int
    markets: list
    channels: list


def survey_sums(call, scope):
    """SurveySums over the answers in the reader's scope."""
    rows = SurveyAnswer.objects.standing().filter(call=call)
    if scope.territory is not None:
        rows = rows.filter(establishment__province__in=scope.territory)
    sums = rows.aggregate(
        answers=Count("pk"),
        earned=Sum("revenue"),
        people=Sum("labour"),
        local=Sum(F("revenue") * F("local_share")),
        home=Sum(F("revenue") * F("home_share")),
        export=Sum(F("revenue") * F("export_share")),
    )
    used = Counter(SurveyChannel.objects.filter(answer__in=rows).values_list("channel", flat=True))
    names = {"local": "Trong tỉnh", "home": "Tỉnh khác", "export": "Xuất khẩu"}
    return SurveySums(
        sums["answers"],
        sums["earned"] or Decimal(0),
        sums["people"] or 0,
        [(words, round(Decimal(sums[name] or 0) / 100)) for name, words in names.items()],
        [(channel.label, used[channel]) for channel in Channel],
    )


def survey_answers_of(user):
    """[answer, or (for the open call) an unsaved one] of the user's own establishments, the latest year first."""
    own = Establishment.objects.of(user)
    found = list(
        SurveyAnswer.objects.standing()
        .filter(establishment__in=own)
        .select_related("call", "establishment", "answered_by")
        .order_by("-call__year", "establishment__name", "pk")
    )
    return [*survey_owed(user), *found]


def survey_owed(user):
    """Unsaved answers that the user's own establishments owe to the open call."""
    call = survey_open()
    if call is None:
        return []
    asked = establishments_asked(call).filter(pk__in=Establishment.objects.of(user).values("pk"))
    silent = asked.exclude(survey_answers__call=call).order_by("name", "pk")
    return [SurveyAnswer(call=call, establishment=establishment) for establishment in silent]


def survey_to_answer(user, call_pk, establishment_pk):
    """(call, the user's own establishment that it asks, its answer or None), else 404."""
    call = survey_of(call_pk)
    own = Establishment.objects.of(user).filter(pk=establishment_pk).first()
    if own is None or not establishments_asked(call).filter(pk=own.pk).exists():
        raise Http404
    return call, own, call.answers.standing().filter(establishment=own).first()


def survey_before(call, establishment):
    """The establishment's answer of the latest year before, for what rarely changes."""
    rows = SurveyAnswer.objects.standing().filter(establishment=establishment, call__year__lt=call.year)
    return rows.order_by("-call__year").first()


def survey_answers_before(answer):
    """What the establishment said for the same call before this answer, the latest first."""
    if answer is None:
        return SurveyAnswer.objects.none()
    rows = answer.call.answers.filter(establishment=answer.establishment_id).exclude(pk=answer.pk)
    return rows.select_related("answered_by").order_by("-answered_at", "-pk")


def people_surveyed(establishments, on):
    """The people who answer for these establishments, in one query for all."""
    seats = Membership.objects.on(on).filter(
        organisation__in=establishments.filter(organisation__isnull=False).values("organisation"),
        role__in=[Role.OWNER, Role.DRAFTER],
    )
    return User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk")

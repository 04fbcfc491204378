"""Why dossiers come back: the shared causes, counted over all that an office may count."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from cnnt_portal.accounts.models import OrganisationKind
from cnnt_portal.text import vietnamese_key

from ..models import CompletionPoint, CompletionRequest, Entry, EntryHistory, Reason, Round
from ..permissions import organisers_for
from ..workflow import EntryState

UNNAMED = "Không ghi lý do chung"


@dataclass(frozen=True)
class Cause:
    """`slug` opens its rows: the code of a shared reason, or the step where none was named."""

    slug: str
    step: str
    label: str
    part: str
    times: int
    dossiers: int

    @property
    def step_label(self):
        return Reason.Step(self.step).label


@dataclass(frozen=True)
class Act:
    """One time that a dossier came back: a point of a request to complete, or a refusal."""

    entry: Entry
    at: object
    words: str
    article: str = ""


def rounds_to_count(user):
    """Live rounds of which this person may count what came back: the Cục of all, a Sở of its province's, everybody
    else of their own."""
    rounds = Round.objects.filter(is_history=False)
    offices = organisers_for(user)
    if any(office.kind == OrganisationKind.AGENCY for office in offices):
        return rounds
    inside = Q(organiser__in=user.bodies())
    for office in offices:
        if office.kind == OrganisationKind.DEPARTMENT and office.unit_id:
            unit = office.unit_id
            inside |= Q(unit=unit) | Q(unit__parent=unit) | Q(unit__parent__parent=unit)
    return rounds.filter(inside)


def entries_to_count(user):
    """The filed entries of those rounds. To be counted: whose they are is told to who received them alone."""
    return Entry.objects.filter(submitted_at__isnull=False, round__in=rounds_to_count(user)).order_by()


def causes_among(entries):
    """[Cause] of requests and refusals among these entries, the most frequent first: two queries."""
    points = CompletionPoint.objects.filter(request__entry__in=entries).order_by()
    asked = points.values("reason__code", "reason__label", "reason__part").annotate(
        times=Count("pk"), dossiers=Count("request__entry", distinct=True)
    )
    refused = entries.filter(state=EntryState.REFUSED).values(
        "refusal_reason__code", "refusal_reason__label", "refusal_reason__part"
    )
    refused = refused.annotate(times=Count("pk"), dossiers=Count("pk"))
    found = [_cause(Reason.Step.RETURN, "reason", row) for row in asked]
    found += [_cause(Reason.Step.REFUSE, "refusal_reason", row) for row in refused]
    return sorted(found, key=lambda cause: (-cause.times, cause.label))


def _cause(step, reason, row):
    code, label, part = (row[f"{reason}__{name}"] for name in ("code", "label", "part"))
    return Cause(code or step, step, label or UNNAMED, part or "", row["times"], row["dossiers"])


def returns_by_province(entries):
    """[{"province", "filed", "returned", "share", "refused"}] of these entries by the establishment's province, in
    Vietnamese order; `share`: how many % of the filed were returned. One query."""
    asked = Exists(CompletionRequest.objects.filter(entry=OuterRef("pk")))
    rows = entries.annotate(was_returned=asked).values(at=F("product__establishment__province__name"))
    rows = rows.annotate(
        filed=Count("pk"),
        returned=Count("pk", filter=Q(was_returned=True)),
        refused=Count("pk", filter=Q(state=EntryState.REFUSED)),
    )
    found = [row | {"province": row.pop("at"), "share": round(100 * row["returned"] / row["filed"])} for row in rows]
    return sorted(found, key=lambda row: vietnamese_key(row["province"]))


def acts_of_cause(entries, slug):
    """(step, its words, queryset) of the acts for one cause among these entries, the latest first; `act` reads a row.
    None where there is no such cause."""
    reason = Reason.objects.filter(code=slug).first()
    if reason is None and slug not in Reason.Step.values:
        return None
    step = reason.step if reason else slug
    if step == Reason.Step.RETURN:
        rows = CompletionPoint.objects.filter(request__entry__in=entries, reason=reason)
        rows = rows.select_related(*_names("request__entry")).order_by("-request__asked_at", "-pk")
    else:
        rows = EntryHistory.objects.filter(step="refuse", subject__in=entries, subject__refusal_reason=reason)
        rows = rows.select_related(*_names("subject")).order_by("-at", "-pk")
    return Reason.Step(step), reason.label if reason else UNNAMED, rows


def _names(entry):
    return f"{entry}__round__organiser", f"{entry}__product__establishment__province"


def act(row):
    if isinstance(row, CompletionPoint):
        return Act(row.request.entry, row.request.asked_at, row.bring, row.article)
    return Act(row.subject, row.at, row.note)

"""What the portal already knows of a form's cells: {row key: {column key: number}} up to the period's cut-off."""

from collections import defaultdict

from django.db.models import Count, Q, Sum

from cnnt_portal.accounts.queries import predecessors
from cnnt_portal.geography.queries import same_territory
from judging.models import Outcome
from registrations.models import Entry, Round, VoteLevel
from registrations.workflow import EntryState, RoundState
from support_plans.models import PromotionProject

from .periods import end_of


def recorded_cells(report, form):
    fill = _FILLS.get(form.get("fills"))
    return fill(report.organisation, report.period) if fill else {}


def _voting(office, period):
    """The rounds of the year that were led in the office's territory."""
    if office.unit is None:
        return {}
    until, here = end_of(period.cut_off_on), same_territory(office.unit)
    rounds = Round.objects.filter(
        Q(unit__in=here) | Q(unit__province__in=here),
        year=period.starts_on.year,
        level__in=(VoteLevel.LOWEST, VoteLevel.PROVINCE),
        is_history=False,
    ).exclude(state=RoundState.DRAFT)
    entries = Entry.objects.filter(round__in=rounds, accepted_at__lte=until).exclude(state=EntryState.WITHDRAWN)
    outcomes = Outcome.objects.recognised().filter(entry__round__in=rounds, published_at__lte=until)
    found = defaultdict(dict)
    for column, rows, level in (
        ("ky", rounds, "level"),
        ("du", entries, "round__level"),
        ("cong-nhan", outcomes, "entry__round__level"),
    ):
        for name, count in rows.order_by().values_list(level).annotate(count=Count("pk")):
            found[name][column] = count
    return dict(found)


def _projects(office, period):
    """Khuyến công projects that the office proposed and that were approved in the period, by fund."""
    projects = PromotionProject.objects.filter(
        proposer__in=[office, *predecessors(office)], approved_on__range=(period.starts_on, period.cut_off_on)
    )
    sums = projects.order_by().values("fund").annotate(approved_sum=Sum("approved"), own=Sum("own_capital"))
    return {row["fund"]: {"duyet": row["approved_sum"], "doi-ung": row["own"]} for row in sums}


_FILLS = {"voting": _voting, "projects": _projects}

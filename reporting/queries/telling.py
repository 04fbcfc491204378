"""What the reports of a regime tell of each activity.

Together the versions on record tell of an activity what is recorded of it: the first report that tells of it tells it
whole; each later one tells the difference, where it was mended or called off since.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

import support_plans.queries
from cnnt_portal.accounts.queries import heirs
from support_plans.models import Activity
from support_plans.workflow import ActivityState

from .. import drafting
from ..models import ReportingPeriod, ReportVersion
from ..workflow import SENT
from .periods import end_of
from .reports import lines_sent


def _nothing():
    return dict.fromkeys(drafting.CORRECTABLE, Decimal(0))


@dataclass
class Told:
    """What other reports than the one asked about told of an activity, in all."""

    figures: dict = field(default_factory=_nothing)
    # What was recorded when they told it last: the unit may have corrected that in its report.
    basis: dict = field(default_factory=_nothing)
    is_whole: bool = False
    is_earlier: bool = False
    # A report that was returned and never accepted will tell it anew.
    is_settled: bool = True


def lines_for(report):
    """(activities done, [fields of ReportLine]): first what was done, then what earlier reports told otherwise than it
    is recorded up to the cut-off."""
    return _lines_for(report, _told_elsewhere(report))


def _lines_for(report, elsewhere):
    activities, lines = _done(report, elsewhere)
    told = {pk: one for pk, one in elsewhere.items() if one.is_earlier and one.is_settled}
    for line in lines:
        told.pop(line["activity_id"], None)
    return activities, lines + _adjustments(report, told, after=len(lines))


def lines_out_of_step(report):
    """Titles of lines on which this report and the others no longer add up to what is recorded."""
    elsewhere = _told_elsewhere(report)
    if not elsewhere:
        return []
    fresh = {line["activity_id"]: line for line in _lines_for(report, elsewhere)[1] if line["activity_id"] in elsewhere}
    written = {line.activity_id: line for line in report.lines.filter(activity__in=elsewhere)}
    titles = []
    for pk in fresh | written:
        now, stands = fresh.get(pk), written.get(pk)
        if not (now and stands) or any(Decimal(now[name]) != stands.recorded(name) for name in drafting.CORRECTABLE):
            titles.append(stands.title if stands else now["title"])
    return titles


def _done(report, elsewhere):
    """([ActivityFacts], [fields of ReportLine]) that the report tells of as done: done in the period, or done before
    and recorded too late for the period before; by the unit or by a body whose work had come to it when the figures
    closed. What another report told stands in no second one; what this one told stays in it, though its record was
    mended since."""
    period = report.period
    before = ReportingPeriod.objects.filter(regime__code=period.regime.code, starts_on__lt=period.starts_on)
    before = before.order_by("-starts_on").first()
    own = _told_whole_by(report)
    found = support_plans.queries.activities_for_report(
        report.bodies,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        recorded_by=end_of(period.cut_off_on),
        missed_after=before and end_of(before.cut_off_on),
        told=[pk for pk, told in elsewhere.items() if told.is_whole],
    )
    activities = support_plans.queries.facts_of(found | Activity.objects.filter(pk__in=own))
    lines = drafting.remaining(activities, {pk: told.figures for pk, told in elsewhere.items()})
    kept = {line["activity_id"] for line in lines}
    return [activity for activity in activities if activity.pk in kept], lines


def _told_whole_by(report):
    version = report.version_on_record
    return [line.activity for line in lines_sent(version) if not line.adjusts] if version else []


def _told_elsewhere(report):
    """{activity key: Told} by all other reports of the regime: the unit's, those of bodies whose work came to it, and
    those of bodies to which its own work went."""
    bodies = [*report.bodies, *heirs(report.organisation)]
    versions = ReportVersion.objects.filter(
        report__organisation__in=bodies, report__period__regime__code=report.period.regime.code
    ).exclude(report=report)
    of_report = defaultdict(list)
    for version in versions.select_related("report__period").order_by("report__period__starts_on", "number"):
        of_report[version.report_id].append(version)
    found = defaultdict(Told)
    for sendings in of_report.values():
        _add(found, next((one for one in reversed(sendings) if one.accepted_at), sendings[-1]), report)
    return dict(found)


def _add(found, version, asked):
    is_settled = bool(version.accepted_at) or version.report.state in SENT
    for line in lines_sent(version):
        told = found[line.activity]
        for name in drafting.CORRECTABLE:
            value = Decimal(getattr(line, name))
            told.figures[name] += value
            recorded = Decimal(line.corrections.get(name, {}).get("recorded", value))
            told.basis[name] = told.figures[name] if line.adjusts else recorded
        told.is_whole |= not line.adjusts
        told.is_earlier |= version.report.period.starts_on < asked.period.starts_on
        told.is_settled &= is_settled


def _adjustments(report, told, after):
    until = end_of(report.period.cut_off_on)
    cancelled = Activity.history.rel.related_model.objects.filter(subject=OuterRef("pk"), step="cancel", at__lte=until)
    activities = Activity.objects.filter(pk__in=told).filter(
        Q(state=ActivityState.DONE, recorded_at__lte=until) | Q(Exists(cancelled), state=ActivityState.CANCELLED)
    )
    return drafting.adjustments(support_plans.queries.facts_of(activities), told, after=after)

"""Reads of the consolidated report and its sources."""

from collections import defaultdict
from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.jobs.models import Job
from cnnt_portal.text import grouped

from .. import consolidating, data_forms, glancing
from ..models import Consolidation, HalfYearReport, ReportVersion
from ..statistics.places import ECONOMIC, Places
from ..workflow import ReportState
from .periods import obligations_of


def versions_to_sum(period):
    """[(unit that owes, its last accepted version or None)]: a unit that is missing is named, never taken as zero."""
    accepted = ReportVersion.objects.filter(report__period=period, accepted_at__isnull=False).order_by("number")
    latest = {version.report.organisation: version for version in accepted.select_related("report__organisation")}
    units = dict.fromkeys(row.organisation for row in obligations_of(period)) | latest
    return list(units.items())


def sources_of(consolidation):
    return list(consolidation.sources.select_related("organisation__unit", "version"))


def summed_sources(consolidation):
    return [source for source in sources_of(consolidation) if source.is_summed]


def rows_of(sources):
    """Every activity that is summed, with its unit and report."""
    return [
        row
        for source in sources
        if source.is_summed
        for row in consolidating.rows_of(source.organisation.name, source.version)
    ]


def rows_asked(consolidation, *, content="", unit=""):
    """The rows behind one cell: of one content, of one unit, or all."""
    return [
        row for row in rows_of(sources_of(consolidation)) if content in ("", row.content) and unit in ("", row.unit)
    ]


def gathered_forms(consolidation, sources=None):
    """[Gathered] of the regime's forms from the versions that are summed, in the regime's order."""
    forms = consolidation.period.regime.forms
    if not forms:
        return []
    by_form = form_sources(consolidation, sources)
    rows = {form["key"]: form.get("rows", []) for form in forms}
    return [
        # Another form seen by places names its rows as that form does.
        data_forms.gathered({"rows": rows.get(form.get("of"), []), **form}, by_form[form.get("of", form["key"])])
        for form in forms
    ]


def form_sources(consolidation, sources=None):
    """{form key: [data_forms.Source]}; a unit's place is its province in its region as they were in the period."""
    day = consolidation.period.ends_on
    places = Places(day, as_today=False)
    found = defaultdict(list)
    for source in sources_of(consolidation) if sources is None else sources:
        if source.is_summed:
            unit = source.organisation
            place = _place(places, unit, day.year)
            for key, _, rows in source.version.facts.get("tables", []):
                found[key].append(
                    data_forms.Source(unit.name, source.version.report_id, rows, place, source.version.number)
                )
    return found


def _place(places, unit, year):
    if unit.unit_id is None or unit.kind != OrganisationKind.DEPARTMENT:
        return None
    return places.region(ECONOMIC, unit.unit_id, year), places.province(unit.unit_id)


def gathered_line(consolidation, form_key, line_key):
    """(form, one Line of it with its sources), else 404."""
    for one in gathered_forms(consolidation):
        if one.form["key"] == form_key:
            for line in one.lines:
                if line.key == line_key:
                    return one.form, line
    raise Http404


class Corrected(NamedTuple):
    """A unit whose accepted report is newer than what is summed, and how its figures would change."""

    unit: Organisation
    changes: list
    is_same_numbers: bool

    @property
    def words(self):
        parts = [
            f"{one.label.lower()} {'' if one.before is None else f'{grouped(one.before)} → '}{grouped(one.now)}"
            for one in self.changes
            if one.now != (one.before or 0)
        ]
        if not parts:
            return (
                "các con số không đổi, chỉ đổi phần viết" if self.is_same_numbers else "đổi số ở từng dòng, từng biểu"
            )
        return "; ".join(parts)


def corrected(consolidation):
    """[Corrected]: reports accepted late, or corrected after they were summed. What is left out changes nothing."""
    summed = {source.organisation_id: source for source in sources_of(consolidation)}
    found = []
    for unit, version in versions_to_sum(consolidation.period):
        source = summed.get(unit.pk)
        if version and not (source and (source.version == version or source.left_out)):
            before = source and source.version
            figures = [
                consolidating.total(consolidating.rows_of(unit.name, one)) if one else None for one in (version, before)
            ]
            told = [(one.facts["lines"], one.facts.get("tables")) if one else None for one in (version, before)]
            found.append(Corrected(unit, consolidating.changes(*figures), told[0] == told[1]))
    return found


def being_corrected(consolidation):
    """Names of units whose accepted report was opened again: their summed figures may still change."""
    reopened = HalfYearReport.objects.exclude(state=ReportState.ACCEPTED).filter(
        period=consolidation.period, versions__accepted_at__isnull=False
    )
    return list(reopened.order_by("organisation__name").values_list("organisation__name", flat=True).distinct())


def previous_consolidation(consolidation, user):
    """The latest one before it, of the same regime, that this user may read; None for the first."""
    earlier = consolidations_for(user).filter(
        period__regime__code=consolidation.period.regime.code, period__starts_on__lt=consolidation.period.starts_on
    )
    return next((one for one in earlier if one.is_read_live_by(user)), None)


def glance_at(consolidation, sources, previous):
    """What the leaders read at once (`glancing.Glance`), against the consolidation before it or None."""
    absent = {source.organisation.name for source in sources if not source.is_summed}
    if consolidation.period.regime.counts_activities:
        earlier = previous and rows_of(sources_of(previous))
        return glancing.of_activities(rows_of(sources), earlier, absent)
    return glancing.of_forms(gathered_forms(consolidation, sources), previous and gathered_forms(previous), absent)


def source_of(consolidation, pk):
    return get_object_or_404(consolidation.sources.select_related("organisation"), pk=pk)


def consolidations_for(user):
    return Consolidation.objects.visible_to(user).select_related("period").order_by("-period__starts_on")


def people_of_kind(kind, role, at):
    """Everybody who holds the role in a body of this kind on that day."""
    day_ = timezone.localdate(at)
    return [
        person for body in Organisation.objects.on(day_).filter(kind=kind) for person in people_at(body, role, on=day_)
    ]


def job_of_consolidation(consolidation):
    """The latest job that gathered or printed it."""
    jobs = Job.objects.filter(kind="reporting.consolidate", arguments__consolidation=consolidation.pk)
    return jobs.order_by("-pk").first()


def printed_form(consolidation, form):
    """The document that was printed of what stands now, or None."""
    documents = consolidation.documents.filter(form=form, sha256=consolidation.digest())
    return documents.select_related("file").first()

"""What a report is flagged for: live while it is written, frozen in each sending."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum
from django.http import Http404

import support_plans.queries
from support_plans.models import YearPlanMoney
from support_plans.workflow import YearPlanState

from .. import data_forms, flags
from ..models import ReportPaper
from .reports import lines_sent, previous_report, totals_of


class Answered(NamedTuple):
    flag: flags.Flag
    sentence: str


def content_of(report, flagged=None):
    """What would be sent now, with what is flagged (`flagged`, where that is known) and the unit's sentences."""
    found = answered_flags(report) if flagged is None else flagged
    return report.content([[flag.key, flag.words, sentence] for flag, sentence in found])


def answered_flags(report):
    """[Answered]: of what is flagged now while the report is written, of its last sending afterwards."""
    if not report.is_open:
        return flagged_in(report.versions.last())
    answers = dict(report.flag_answers.values_list("flag", "sentence"))
    return [Answered(flag, answers.get(flag.key, "")) for flag in flags_of(report)]


def sentence_to(report, key):
    """The unit's sentence to a flag as it stands while the report is written, or ""."""
    return report.flag_answers.filter(flag=key).values_list("sentence", flat=True).first() or ""


def flagged_in(version):
    """[Answered] as they were sent."""
    return [Answered(flags.Flag(key, words), said) for key, words, said in version.facts.get("flags", [])]


def flags_of(report):
    previous, regime = previous_report(report), report.period.regime
    tasks = support_plans.queries.tasks_running(report.organisation, report.period.signable_on)
    lines = list(report.lines.values_list("content", "corrections"))
    reported = {content for content, _ in lines}
    idle = {(task.content_id, task.content.name) for task in tasks if task.lead_id and regime.counts_activities}
    tables = list(report.tables.all())
    corrected = sum(len(corrections) for _, corrections in lines) + sum(len(table.departures) for table in tables)
    has_evidence = report.papers.filter(kind=ReportPaper.Kind.EVIDENCE).exists()
    return flags.ranked(
        texts={section.title: _own_words(section) for section in report.sections.all()},
        amount=totals_of(report)["amount"] or 0,
        idle=sorted((row for row in idle if row[1] not in reported), key=lambda row: row[1]),
        planned=planned_in(report) if regime.counts_activities else None,
        unequal=_unequal_forms(tables),
        beyond=[(table.title, *found) for table in tables for found in data_forms.beyond_whole(table.form, table.rows)],
        corrected=0 if has_evidence else corrected,
        share=regime.flag_share,
        before=previous and _before(previous),
    )


def _before(previous):
    """What stands on record of the period before, though it may be open again."""
    facts, lines = previous.version_on_record.facts, lines_sent(previous.version_on_record)
    texts = {title: text for _, title, text in facts["sections"]}
    return flags.Before(previous.period.name, texts, sum((line.amount for line in lines), Decimal(0)))


def _unequal_forms(tables):
    """[(title, total, other title, other total)] of forms whose totals should be the same and are not."""
    tables = {table.key: table for table in tables}
    found = []
    for table in tables.values():
        other = tables.get(table.form.get("equals", {}).get("form"))
        if other and table.is_filled and other.is_filled:
            mine = data_forms.grand_total(table.form, table.rows)
            theirs = data_forms.grand_total(other.form, other.rows, table.form["equals"]["column"])
            if mine != theirs:
                found.append((table.title, mine, other.title, theirs))
    return found


def flag_of(report, key):
    """A flag that the report has now, else 404."""
    found = next((flag for flag in flags_of(report) if flag.key == key), None)
    if found is None:
        raise Http404
    return found


def _own_words(section):
    """What the unit wrote itself: what the portal proposes reads alike in every period."""
    proposed = set(section.proposed.splitlines())
    return "\n".join(part for part in section.text.splitlines() if part not in proposed)


def planned_in(report):
    """What the unit's plan of the year means to spend on lines that end in the period; None without such a plan."""
    period = report.period
    lines = YearPlanMoney.objects.filter(
        line__year_plan__unit__in=report.bodies,
        line__year_plan__state__in=(YearPlanState.SUBMITTED, YearPlanState.ACCEPTED),
        line__ends_on__range=(period.starts_on, period.ends_on),
    )
    return lines.aggregate(amount=Sum("amount"))["amount"]

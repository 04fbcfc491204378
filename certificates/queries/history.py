"""What a table of the past would enter: each line is new, known already, or wrong with its reasons."""

import datetime
from dataclasses import dataclass, field

from cnnt_portal.accounts.models import Organisation, OrganisationKind
from cnnt_portal.geography.models import Region
from cnnt_portal.geography.queries import province_named, region_of, successors_of
from cnnt_portal.jobs.models import Job
from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.text import fold, lower_first
from registrations.models import VoteLevel

from ..history_lines import Line, lines_of
from ..levels import level_name
from ..models import Certificate, HistoryImport

NEW, KNOWN, WRONG, ENTERED = "new", "known", "wrong", "entered"


@dataclass
class Judged:
    """`unit`: the province of that time; `units_today`: what holds its land today. `product`: of what is known."""

    line: Line
    status: str = NEW
    unit: object = None
    units_today: list = field(default_factory=list)
    product: int | None = None


def history_imports():
    return HistoryImport.objects.select_related("brought_by")


def history_import_job(batch):
    return Job.objects.filter(key=f"certificates.import:{batch.pk}").first()


def judged_history(batch, *, today):
    """Every line of a brought table, in a number of queries that does not depend on how many there are."""
    judged = [Judged(line) for line in lines_of(batch.cells)]
    provinces = {}
    seen, days = _known({one.line.facts.get("year") for one in judged})
    laws = list(RuleSet.objects.prefetch_related("parameters"))
    for one in judged:
        one.line.problems += _without_law(one.line.facts, laws)
        _judge(one, provinces, seen, days, today)
        if one.status == KNOWN and one.line.number in batch.entered_lines:
            one.status = ENTERED
    successors = successors_of([one.unit for one in judged if one.unit], on=today)
    for one in judged:
        if one.unit and not one.unit.exists_on(today):
            one.units_today = successors[one.unit.pk]
    return judged


def _without_law(facts, laws):
    """Levels and validity are those of the rules of the time: where the portal has none, nothing can be entered."""
    if not facts.get("year") or "level" not in facts:
        return []
    days = [day for day in (facts["decided_on"], last_day(facts["year"])) if day]
    for day in days:
        rules = next((one for one in laws if one.valid_from <= day and (not one.valid_to or day <= one.valid_to)), None)
        if rules is None:
            first = min(laws, key=lambda one: one.valid_from).valid_from
            return [f"Cổng chưa có quy định về bình chọn của ngày {day:%d/%m/%Y}, chỉ có từ ngày {first:%d/%m/%Y}."]
        levels = {level.code for level in rules.levels}
        if (rules.lowest_level if facts["level"] == VoteLevel.LOWEST else facts["level"]) not in levels:
            return [f"Quy định của ngày {day:%d/%m/%Y} không có cấp bình chọn này."]
    return []


def _judge(one, provinces, seen, days, today):
    facts, problems = one.line.facts, one.line.problems
    if facts.get("year") and facts["year"] > today.year or facts["decided_on"] and facts["decided_on"] > today:
        problems.append("Ngày hoặc năm công nhận ở tương lai.")
    if not problems:
        place = facts["province"], facts["decided_on"] or last_day(facts["year"])
        if place not in provinces:
            provinces[place] = province_named(place[0], on=place[1])
        one.unit = provinces[place]
        if one.unit is None:
            problems.append(f"Ngày {place[1]:%d/%m/%Y} không có tỉnh, thành phố nào tên “{facts['province'][:60]}”.")
        else:
            problems += _other_days(facts, one.unit.pk, days)
    if problems:
        one.status = WRONG
        return
    key = (
        facts["level"],
        facts["year"],
        one.unit.pk,
        fold(facts["product"]),
        fold(facts["establishment"]),
    )
    one.status = KNOWN if key in seen else NEW
    one.product = seen.setdefault(key, None)


def _other_days(facts, unit, days):
    """A decision has one day: where two sources name two for its number, somebody has to look."""
    number, day = facts["number"], facts["decided_on"]
    if not number or day is None:
        return []
    known = days.setdefault(_decision(facts["level"], facts["year"], unit, number), day)
    if known == day:
        return []
    return [f"Quyết định {number} đã ghi ngày {known:%d/%m/%Y}, dòng này ghi ngày {day:%d/%m/%Y}: hãy xem lại nguồn."]


def _decision(level, year, unit, number):
    """Regions and the nation have one office, which numbers its decisions through."""
    return level, year, unit if level in (VoteLevel.PROVINCE, VoteLevel.LOWEST) else None, fold(number)


def _known(years):
    """({what is recognised already: its product}, {decision of the past: its day})."""
    rows = Certificate.objects.filter(year__in=[year for year in years if year]).values_list(
        "level",
        "year",
        "unit__province",
        "product_name",
        "establishment_name",
        "decision_number",
        "decision_date",
        "product",
    )
    seen, days = {}, {}
    for level, year, unit, product, establishment, number, day, pk in rows:
        seen[level, year, unit, fold(product), fold(establishment)] = pk
        if number and day:
            days[_decision(level, year, unit, number)] = day
    return seen, days


# A round of the past: what it is called and who decided in it


def last_day(year):
    return datetime.date(year, 12, 31)


def history_place(level, year, unit):
    """(unit, region) of the round in which a product of that province was recognised."""
    region = region_of(unit, Region.Kind.VOTE, on=last_day(year)) if level == VoteLevel.REGION else None
    return (unit if level in (VoteLevel.PROVINCE, VoteLevel.LOWEST) else None), region


def history_title(level, year, *, unit=None, region=None):
    where = unit.full_name if unit else region.name if region else "cả nước"
    rules = RuleSet.objects.on(last_day(year)).first()
    return f"Bình chọn {lower_first(history_level(level, year, unit, rules))} năm {year} – {where}"


def history_level(level, year, unit, rules):
    """What the level of a recognition in that year is called; nothing more exact where the law changed within it."""
    began_under = RuleSet.objects.on(datetime.date(year, 1, 1)).first()
    return level_name(level, rules, unit=unit, rules_before=began_under)


def history_issuer(level, unit, year, rules):
    """Who recognised at that level: as it was called at the end of the year, as far as the portal knows."""
    if level == VoteLevel.PROVINCE:
        return f"Ủy ban nhân dân {lower_first(unit.full_name)}"
    agency = Organisation.objects.on(last_day(year)).filter(kind=OrganisationKind.AGENCY).first()
    if level == VoteLevel.REGION and agency:
        return agency.name
    code = rules.lowest_level if level == VoteLevel.LOWEST else level
    return next(rule.organiser for rule in rules.levels if rule.code == code)

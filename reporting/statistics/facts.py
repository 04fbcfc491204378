"""What there is to count, from the rooms that know it. Each measure is a handful of grouped queries."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from django.db.models import Count, OuterRef, Subquery, Sum

import support_plans.queries
from certificates.models import Certificate
from judging.models import Outcome
from registrations.models import Entry, ProductGroup, Round, VoteLevel
from registrations.workflow import EntryState, RoundState
from support_plans.models import ActivityMoney, MoneySource
from support_plans.workflow import ActivityState

from .pivot import Fact
from .places import ECONOMIC, UNKNOWN, VOTE, Known, Places

DIMENSIONS = {
    "nam": "Năm",
    "cap": "Cấp bình chọn",
    "nhom": "Nhóm sản phẩm",
    "tinh": "Tỉnh, thành phố",
    "khu-vuc": "Khu vực bình chọn",
    "vung": "Vùng kinh tế - xã hội",
    "goc": "Nguồn số liệu",
    "noi-dung": "Nội dung hỗ trợ",
    "nguon": "Nguồn kinh phí",
    "ho-tro": "Đã được hỗ trợ chưa",
}
_VOTING = ("nam", "cap", "nhom", "tinh", "khu-vuc", "vung", "goc")
_MONEY = ("nam", "noi-dung", "nguon", "tinh", "khu-vuc", "vung")
_SUPPORT = ("tinh", "nhom", "ho-tro", "khu-vuc", "vung")
# {measure: (its name, what it can be told by, is it money)}
MEASURES = {
    "cong-nhan": ("Sản phẩm được công nhận", _VOTING, False),
    "du": ("Sản phẩm dự bình chọn", _VOTING, False),
    "dat": ("Sản phẩm đạt điểm (kỳ trên cổng)", _VOTING, False),
    "hieu-luc": ("Giấy chứng nhận còn hiệu lực vào ngày", _VOTING, False),
    "ho-tro": ("Sản phẩm còn hiệu lực, đã và chưa được hỗ trợ, đến ngày", _SUPPORT, False),
    "kinh-phi": ("Kinh phí hỗ trợ đã chi", _MONEY, True),
}
_LEVELS = {level: ((0, (order,)), level.label) for order, level in enumerate(VoteLevel)}
_GROUPS = {group: ((0, (group.value,)), f"{group.value} – {group.label}") for group in ProductGroup}
_SOURCES = {source: ((0, (order,)), source.label) for order, source in enumerate(MoneySource)}
_NO_GROUP = ((9, ()), "Không rõ nhóm")
_HISTORY, _LIVE = ((1, ()), "Nhập từ lịch sử"), ((0, ()), "Trên cổng")
_SERVED, _NOT_SERVED = ((0, ()), "Đã được hỗ trợ"), ((1, ()), "Chưa được hỗ trợ")
TOTALS = Path(__file__).parent.parent / "data" / "totals_2012_2022.json"


def facts_of(measure, *, today, on=None, as_today=False, years=(None, None), level="", known=None):
    """[Fact] of a measure, of the rounds (or of the money) of these years; `on` is the day on which certificates must
    be in force. `known` are Places that were loaded for the same day."""
    places = (known or Places(today)).seen(as_today=as_today)
    if measure == "kinh-phi":
        rows = _money(places)
    elif measure == "hieu-luc":
        rows = _in_force(places, on or today)
    elif measure == "ho-tro":
        rows = _supported(places, on or today)
    else:
        rows = _history(places, measure, years) + _live(places, measure)
    first, last = years
    kept = [
        fact
        for fact in rows
        if (first is None or first <= fact.labels["nam"][0][1][0])
        and (last is None or fact.labels["nam"][0][1][0] <= last)
    ]
    return [fact for fact in kept if not level or fact.labels.get("cap", _LEVELS[level]) == _LEVELS[level]]


def _voting(places, *, year, level, group, province, value, is_history, region=None):
    return Fact(
        {
            "nam": ((0, (year,)), str(year)),
            "cap": _LEVELS[level],
            "nhom": _GROUPS.get(group, _NO_GROUP),
            "tinh": places.province(province),
            "khu-vuc": places.region(VOTE, province, year, region),
            "vung": places.region(ECONOMIC, province, year, region),
            "goc": _HISTORY if is_history else _LIVE,
        },
        Decimal(value),
        is_history,
    )


# As they were when the entry was accepted: a table of a past year stays when an establishment moves.
_ENTRY = ("round__year", "round__level", "group", "province")


def _live(places, measure):
    if measure == "du":
        rows = Entry.objects.filter(accepted_at__isnull=False).exclude(state=EntryState.WITHDRAWN)
        names = _ENTRY
    else:
        rows = Outcome.objects.published().filter(is_history=False)
        names = tuple(f"entry__{name}" for name in _ENTRY)
        if measure == "cong-nhan":
            rows = rows.recognised()
        else:
            rows = rows.exclude(ground__in=[Outcome.Ground.BELOW_THRESHOLD, Outcome.Ground.NOT_SCORED])
    counted = rows.order_by().values_list(*names).annotate(count=Count("pk"))
    return [
        _voting(places, year=year, level=level, group=group, province=province, value=count, is_history=False)
        for year, level, group, province, count in counted
    ]


def _history(places, measure, years):
    """Rounds before the portal. One that was also led in the portal counts there alone; where a source gives no
    number, the certificates known from it are counted."""
    if measure == "dat":
        return []
    live = set(
        Round.objects.filter(is_history=False)
        .exclude(state=RoundState.DRAFT)
        .values_list("level", "year", "unit", "region")
    )
    rounds = _within(Round.objects.filter(is_history=True), years).values_list(
        "level", "year", "unit", "region",
        "pk", "unit__province", "entered_count" if measure == "du" else "recognised_count",
        "region__kind", "region__order", "region__name",
    )  # fmt: skip
    known = defaultdict(list)
    if measure == "cong-nhan":
        listed = Certificate.objects.filter(is_history=True).order_by().values_list(
            "decision__round", "group", "unit__province"
        )  # fmt: skip
        for round_, group, province, count in listed.annotate(count=Count("pk")):
            known[round_].append((group, province, count))
    facts = []
    for level, year, unit, region, pk, place, total, *of_region in rounds:
        if (level, year, unit, region) in live:
            continue
        parts = known[pk]
        if total is not None:
            # The number of the source stands; how it splits is not known.
            parts = [("", place, total)]
        facts += [
            _voting(
                places,
                year=year,
                level=level,
                group=group,
                province=province,
                value=count,
                is_history=True,
                region=region and Known(*of_region),
            )
            for group, province, count in parts
        ]
    return facts


def _within(rounds, years):
    first, last = years
    rounds = rounds.filter(year__gte=first) if first is not None else rounds
    return rounds.filter(year__lte=last) if last is not None else rounds


def _in_force(places, on):
    rows = Certificate.objects.in_force_on(on).order_by()
    rows = rows.values_list("year", "level", "group", "unit__province", "is_history").annotate(count=Count("pk"))
    return [
        _voting(places, year=year, level=level, group=group, province=province, value=count, is_history=is_history)
        for year, level, group, province, is_history, count in rows
    ]


def _supported(places, on):
    """Products that hold a certificate in force on the day, told by whether they have had any support; their group and
    province are those of the latest such certificate."""
    held = Certificate.objects.in_force_on(on).filter(product=OuterRef("pk")).order_by("-issued_on", "-pk")
    rows = support_plans.queries.products_in_force(on).order_by()
    rows = rows.annotate(of=Subquery(held.values("group")[:1]), at=Subquery(held.values("unit__province")[:1]))
    rows = rows.values_list("of", "at", "is_served").annotate(count=Count("pk"))
    return [
        Fact(
            {
                "nam": ((0, (on.year,)), str(on.year)),
                "nhom": _GROUPS.get(group, _NO_GROUP),
                "tinh": places.province(province),
                "khu-vuc": places.region(VOTE, province, on.year),
                "vung": places.region(ECONOMIC, province, on.year),
                "ho-tro": _SERVED if is_served else _NOT_SERVED,
            },
            Decimal(count),
        )
        for group, province, is_served, count in rows.order_by()
    ]


def _money(places):
    rows = ActivityMoney.objects.filter(activity__state=ActivityState.DONE).order_by()
    names = "activity__ends_on__year", "activity__task__content__order", "activity__task__content__name"
    rows = rows.values_list(*names, "source", "activity__province").annotate(amount=Sum("amount"))
    return [
        Fact(
            {
                "nam": ((0, (year,)), str(year)),
                "noi-dung": ((0, (order,)), content),
                "nguon": _SOURCES[source],
                "tinh": places.province(province) if province else UNKNOWN,
                "khu-vuc": places.region(VOTE, province, year),
                "vung": places.region(ECONOMIC, province, year),
            },
            amount,
        )
        for year, order, content, source, province, amount in rows
    ]


def cumulative(*, today, known=None):
    """(published totals as read, [(level, published, since then from history, in the portal, all)]): the rounds of the
    years that the published total covers are inside it and are not added."""
    published = json.loads(TOTALS.read_text(encoding="utf-8"))
    facts = facts_of("cong-nhan", today=today, years=(published["to"] + 1, None), known=known)
    rows = []
    for level in VoteLevel:
        own = [fact for fact in facts if fact.labels["cap"] == _LEVELS[level]]
        history = sum((fact.value for fact in own if fact.is_history), Decimal(0))
        live = sum((fact.value for fact in own if not fact.is_history), Decimal(0))
        before = published["recognised"][level]
        rows.append((level.label, before, history, live, before + history + live))
    return published, rows

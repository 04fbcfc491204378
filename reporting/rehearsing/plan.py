"""What a round is, as a small file: its rules, dates, settings and seats; no dossier, no score, no name and no address
of a person."""

import datetime
import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from cnnt_portal.errors import Refused
from registrations.models import Round

KIND, VERSION = "cnnt-dien-tap", 1
LARGEST = 200_000
UNREADABLE = "Không đọc được tệp này. Hãy chọn đúng tệp đã tải từ trang “Diễn tập kỳ này” của cổng thật."
# Facts of a round that are carried over as they stand.
SETTINGS = (
    "announcement",
    "has_field_visits",
    "intended_list_days",
    "prizes",
    "places",
    "requires_lower_level",
    "takes_refused_again",
    "answer_days",
    "reminder_days",
)


def plan_of(round):
    """A dict of plain values."""
    council = getattr(round, "council", None)
    return {
        "kind": KIND,
        "version": VERSION,
        "rule_set": round.rule_set.code,
        "level": round.level,
        "title": round.title,
        "year": round.year,
        "unit": _unit(round.unit),
        "region": round.region and round.region.code,
        "organiser": {
            "code": round.organiser.code,
            "kind": round.organiser.kind,
            "name": round.organiser.name,
            "unit": _unit(round.organiser.unit),
        },
        "settings": {name: getattr(round, name) for name in SETTINGS},
        "days_open": max((round.closes_at - round.opens_at).days, 1) if round.closes_at else 30,
        "council": council and _council(council, round),
    }


def _unit(unit):
    if unit is None:
        return None
    return {"level": unit.level, "name": unit.name, "province": unit.province.name}


def _council(council, round):
    return {
        "name": council.name,
        "feedback": council.feedback,
        "complaint_days": council.complaint_days,
        "seats": [{"seat": member.seat, "title": member.title} for member in council.members.all()],
        "judges": [
            {"title": judge.title, "is_substitute": judge.is_substitute, "groups": judge.groups}
            for judge in council.panel.judges.all()
        ],
        "bands": [
            {
                "group": band.group,
                "criterion": band.criterion,
                "lowest": str(band.lowest),
                "highest": str(band.highest),
                "wording": band.wording,
            }
            for band in council.bands.all()
        ],
        # Counted from the deadline, because the rehearsal's deadline is another day.
        "days": {plan.stage: (plan.planned_on - round.last_day).days for plan in council.plans.all()},
    }


def written(round):
    return json.dumps(plan_of(round), ensure_ascii=False, indent=1).encode()


def read(content):
    """The plan in the bytes of a file; Refused when it is none of ours."""
    try:
        plan = json.loads(content)
        if plan["kind"] != KIND:
            raise Refused(UNREADABLE, field="file")
        if plan["version"] != VERSION:
            raise Refused("Tệp này do một phiên bản khác của cổng tạo ra. Hãy tải lại từ cổng thật.", field="file")
        _check(plan)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise Refused(UNREADABLE, field="file") from None
    return plan


def _check(plan):
    """Raises what reading a wrong value raises; the operations check the rest when the round is made."""
    for name in ("title", "level", "rule_set"):
        _text(plan[name])
    int(plan["year"]), int(plan["days_open"]), plan["organiser"]["kind"], plan["organiser"]["code"]
    if set(plan["settings"]) != set(SETTINGS):
        raise ValueError("settings of another version")
    for name in SETTINGS:
        # The column itself says what it takes.
        Round._meta.get_field(name).clean(plan["settings"][name], None)
    if (council := plan["council"]) is None:
        return
    int(council["complaint_days"]), _text(council["name"]), _text(council["feedback"])
    for row in council["seats"]:
        _text(row["seat"]), _text(row["title"])
    for row in council["judges"]:
        _text(row["title"]), [_text(group) for group in row["groups"]], bool(row["is_substitute"])
    for row in council["bands"]:
        Decimal(row["lowest"]), Decimal(row["highest"]), _text(row["group"]), _text(row["criterion"])
        _text(row["wording"])
    for stage, days in council["days"].items():
        _text(stage), datetime.timedelta(days=days)


def _text(value):
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a text")


def days_of(plan, deadline):
    """{stage: day} of the council's calendar, from the rehearsal's own deadline."""
    last_day = timezone.localdate(deadline)
    return {stage: last_day + datetime.timedelta(days=days) for stage, days in plan["council"]["days"].items()}

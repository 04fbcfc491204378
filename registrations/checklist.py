"""The parts of a dossier that the round's rules ask for, each with what was filed for it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from cnnt_portal.rulebook.models import RuleSet
from cnnt_portal.ui.formats import day

from .fields import SECTIONS
from .models import PHOTO_KINDS, PaperKind

LEFT_OUT = "không gửi"


class Rules(NamedTuple):
    parts: tuple
    photos_min: int
    paper_sets: int


@dataclass(frozen=True)
class Line:
    """One part: `found` says what there is, `is_met` whether that is enough; an optional part is always met."""

    name: str
    detail: str
    found: str
    is_met: bool
    required: bool

    @property
    def is_left_out(self):
        return not self.required and self.found == LEFT_OUT


@lru_cache(maxsize=32)
def rules_in(rule_set, version):
    pinned = RuleSet.objects.get(pk=rule_set)
    return Rules(pinned.dossier_parts, pinned.value("photos_min"), pinned.paper_sets)


def rules_of(rule_set):
    """What the office's page asks of a rule set; a process reads each version of one once."""
    return rules_in(rule_set.pk, rule_set.version)


def of_version(version, rules):
    """`rules`: see `rules_of`."""
    content = version.content
    kinds = [paper["kind"] for paper in content["papers"]]
    photos = sum(kind in PHOTO_KINDS for kind in kinds)
    others = sum(kind not in PHOTO_KINDS and kind != PaperKind.REGISTRATION for kind in kinds)
    registered = kinds.count(PaperKind.REGISTRATION)
    answered = sum(bool(content["answers"].get(field.key)) for section in SECTIONS for field in section.fields)
    total = sum(len(section.fields) for section in SECTIONS)
    of_part = {
        "form": ("chỉ có dòng trong danh sách gửi lên", False)
        if version.came_by_list
        else (f"khai trên cổng, nộp ngày {day(timezone.localdate(version.frozen_at))}", True),
        "registration_paper": (f"{registered} tệp", registered > 0),
        "description": (f"trả lời {answered} trên {total} mục", answered > 0),
        "photos": (f"{photos} ảnh", photos >= rules.photos_min),
        "other_papers": (f"{others} tệp" if others else LEFT_OUT, True),
    }
    return [
        Line(part.name, part.detail, *of_part.get(part.code, ("", not part.required)), part.required)
        for part in rules.parts
    ]


def unchecked(version, rules):
    """The parts of which no officer has said anything yet; what may be left out and was has nothing to check."""
    checked = {check.part for check in version.checks.all()}
    lines = zip(rules.parts, of_version(version, rules), strict=True)
    return [line for part, line in lines if part.code not in checked and not line.is_left_out]

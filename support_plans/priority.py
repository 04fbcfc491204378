"""Which grounds of priority a khuyến công project has (NĐ 45/2012/NĐ-CP), each with why. It never decides anything:
people read the lines."""

from enum import StrEnum
from typing import NamedTuple

from registrations.models import ProductGroup

from .models import Ground, PlaceKind

# Groups of products that are a preferred trade themselves.
GROUND_OF_GROUP = {ProductGroup.B: Ground.PROCESSING, ProductGroup.C: Ground.MECHANICS}


class Standing(StrEnum):
    HOLDS = "có"
    PARTLY = "một phần"
    CLAIMED = "Sở nêu"
    UNKNOWN = "chưa rõ"
    NOT = "không"


class Line(NamedTuple):
    label: str
    standing: Standing
    why: str

    @property
    def counts(self):
        return self.standing in (Standing.HOLDS, Standing.PARTLY, Standing.CLAIMED)


class Listed(NamedTuple):
    """A list of places names the establishment's commune, or a part of what it was made of."""

    kind: str
    paper: str
    unit: str
    is_whole: bool


class Facts(NamedTuple):
    """What is known of a project on a day. `in_force` and `lapsed`: certificates of its products as words;
    `listed_kinds`: of which kinds any list holds on that day."""

    commune: str
    places: tuple = ()
    listed_kinds: frozenset = frozenset()
    in_force: tuple = ()
    lapsed: tuple = ()
    groups: frozenset = frozenset()
    claims: dict = {}


def lines(facts):
    """[Line] for every ground of the decree: the places, the trades, the recognition."""
    return [
        _recognition(facts),
        *(_place(facts, kind) for kind in PlaceKind),
        *(_trade(facts, ground) for ground in Ground),
    ]


def _recognition(facts):
    label = "Sản phẩm công nghiệp nông thôn tiêu biểu còn hiệu lực"
    if facts.in_force:
        return Line(label, Standing.HOLDS, "; ".join(facts.in_force))
    if facts.lapsed:
        return Line(label, Standing.NOT, f"Giấy đã hết hiệu lực nên không còn ưu tiên: {'; '.join(facts.lapsed)}")
    return Line(label, Standing.NOT, "Sản phẩm của đề án chưa có giấy chứng nhận còn hiệu lực")


def _place(facts, kind):
    found = [listed for listed in facts.places if listed.kind == kind]
    whole = [listed for listed in found if listed.is_whole]
    if whole:
        return Line(kind.label, Standing.HOLDS, "; ".join(f"{row.unit}, theo {row.paper}" for row in whole))
    if found:
        words = "; ".join(f"{row.unit}, theo {row.paper}" for row in found)
        return Line(kind.label, Standing.PARTLY, f"Xã hiện nay gồm cả phần thuộc danh mục: {words}")
    if not facts.commune:
        return Line(kind.label, Standing.UNKNOWN, "Cơ sở chưa khai xã, phường")
    if kind not in facts.listed_kinds:
        return Line(kind.label, Standing.UNKNOWN, "Cổng chưa có danh mục địa bàn loại này còn hiệu lực")
    return Line(kind.label, Standing.NOT, f"{facts.commune} không có trong danh mục còn hiệu lực")


def _trade(facts, ground):
    groups = [group for group, of in GROUND_OF_GROUP.items() if of == ground and group in facts.groups]
    if groups:
        return Line(ground.label, Standing.HOLDS, f"Sản phẩm của đề án thuộc nhóm {', '.join(groups)}")
    if ground in facts.claims:
        return Line(ground.label, Standing.CLAIMED, facts.claims[ground])
    return Line(ground.label, Standing.NOT, "Sở không nêu")

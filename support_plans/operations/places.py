import datetime

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..models import PlaceList
from ..permissions import can_keep_places


@operation
def enter_place_list(*, kind, paper, valid_from, valid_to, units, by, at):
    """Enter the places that a paper names; `by` is None when the portal loads its own data."""
    if by is not None:
        require(can_keep_places(by))
    if valid_to and valid_to < valid_from:
        raise Refused("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.", field="valid_to")
    if not units:
        raise Refused("Danh mục chưa có địa bàn nào.", field="names")
    if PlaceList.objects.filter(kind=kind, paper=paper).exists():
        raise Refused("Danh mục này theo văn bản này đã được nhập.", field="paper")
    made = PlaceList.objects.create(
        kind=kind, paper=paper, valid_from=valid_from, valid_to=valid_to, entered_at=at, entered_by=by
    )
    made.units.set(units)
    return made


@operation
def load_places(*, lists, by, at):
    """Enter the lists that the portal brings (the shape of data/places.json); one that is there already stays."""
    for facts in lists:
        if PlaceList.objects.filter(kind=facts["kind"], paper=facts["paper"]).exists():
            continue
        days = {name: facts[name] and datetime.date.fromisoformat(facts[name]) for name in ("valid_from", "valid_to")}
        units = [queries.place_named(name, days["valid_from"]) for name in facts["names"]]
        if None in units:
            raise ValueError(f"no such place: {facts['names'][units.index(None)]}")
        enter_place_list(kind=facts["kind"], paper=facts["paper"], units=units, **days, by=by, at=at)


@operation
def end_place_list(*, place_list, valid_to, by, at):
    """A newer paper ends this one; what was decided while it held stands."""
    require(can_keep_places(by))
    if valid_to < place_list.valid_from:
        raise Refused(
            f"Danh mục có hiệu lực từ {place_list.valid_from:%d/%m/%Y}; ngày hết hiệu lực phải sau đó.",
            field="valid_to",
        )
    PlaceList.objects.filter(pk=place_list.pk).update(valid_to=valid_to)
    place_list.refresh_from_db()

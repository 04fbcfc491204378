"""Until all units are on the portal a Sở may send its list in Excel: looked at line by line, then taken in whole."""

from django.db import IntegrityError, transaction

from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import PDF, SHEETS
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import fold
from registrations import permissions, sent_list
from registrations.list_checks import checked_lines
from registrations.messages import EntryClimbed, tell_establishment
from registrations.models import (
    Dossier,
    DossierVersion,
    Entry,
    Establishment,
    Ground,
    PaperKind,
    Product,
    Round,
    SentList,
    VersionPaper,
    content_hash,
)

from .dossiers import content_of
from .entries import file_version, search_key_of


@operation
def keep_list(*, round, upload, name, copies=None, copies_name="", by, at):
    """Keep a list as it came, and the certified copies with it (PDF); nothing enters the round yet."""
    require(permissions.can_import_list(by, round, at))
    stored = files.store(upload=upload, name=name, accept=SHEETS, field="upload", by=by, at=at)
    upload.seek(0)
    sent_list.read(upload)
    papers = None
    if copies is not None:
        papers = files.store(upload=copies, name=copies_name, accept=PDF, field="copies", by=by, at=at)
    return SentList.objects.create(round=round, file=stored, copies=papers, kept_at=at, kept_by=by)


@operation
def import_list(*, sent, settled=(), by, at):
    """Enter every product of the list into the round, or none: one wrong line refuses the whole, and so does a line
    with a doubt that nobody has looked at (`settled`: the numbers of those that somebody has).

    A product that stands in the round already is left as it is, so that a list sent twice counts once.
    """
    round = Round.objects.select_for_update().get(pk=sent.round_id)
    sent = SentList.objects.select_for_update(of=("self",)).select_related("file", "copies").get(pk=sent.pk)
    require(permissions.can_import_list(by, round, at))
    if sent.imported_at is not None:
        raise Refused("Danh sách này đã được nhập.")
    lines = checked_lines(sent, at)
    wrong = sum(bool(line.problems) for line in lines)
    if wrong:
        raise Refused(f"Còn {wrong} dòng phải sửa nên chưa nhập dòng nào. Hãy sửa trong Excel rồi gửi lại tệp.")
    doubtful = sum(bool(line.doubts) and line.number not in settled for line in lines)
    if doubtful:
        raise Refused(
            f"Còn {doubtful} dòng phải so tên, mã số thuế nên chưa nhập dòng nào. Hãy xem từng dòng ấy rồi đánh dấu "
            "“Đã so”, hoặc sửa trong Excel rồi gửi lại tệp."
        )
    houses = {}
    entries = [_enter(round, line, sent.copies, houses, by=by, at=at) for line in lines if line.standing is None]
    sent.imported_at, sent.imported_by, sent.imported_count = at, by, len(entries)
    sent.save(update_fields=["imported_at", "imported_by", "imported_count"])
    return sent


def _enter(round, line, copies, houses, *, by, at):
    facts = line.facts
    if line.identity not in houses:
        houses[line.identity] = _house(line)
    product = _product(houses[line.identity], facts)
    dossier = Dossier.objects.create(product=product, started_at=at, saved_at=at, saved_by=by)
    owned = product.establishment.organisation_id is not None
    content = _as_sent(content_of(dossier), facts, copies, owned=owned)
    version = DossierVersion.objects.create(
        dossier=dossier, number=1, content=content, sha256=content_hash(content), frozen_at=at, frozen_by=by
    )
    if copies is not None:
        VersionPaper.objects.create(version=version, kind=PaperKind.OTHER, caption=COPIES, file=copies)
    ground = Ground(facts["decision"], facts["decision_date"], facts["certificate"], facts["valid_until"])
    entry = Entry.objects.create(
        round=round,
        product=product,
        dossier=dossier,
        started_at=at,
        search_key=search_key_of(product),
        **ground.as_fields(),
    )
    file_version(entry, version, step="enter_from_below", by=by, at=at)
    tell_establishment(EntryClimbed(entry), by=by, at=at)
    return entry


COPIES = "Bản sao có chứng thực gửi kèm danh sách"


def _house(line):
    """The establishment that the line means, made where it is not known; nobody owns a new one yet. It learns what the
    list knows and it does not."""
    facts = line.facts
    house = Establishment(name=facts["establishment"], province=facts["province_unit"])
    if line.house is not None:
        house = Establishment.objects.select_for_update(of=("self",)).get(pk=line.house.pk)
    if house.organisation_id is not None:
        return house
    house.search_key = fold(house.name)
    if line.is_elsewhere:
        house.province = facts["province_unit"]
    for field in ("tax_code", "address", "phone"):
        if not getattr(house, field):
            setattr(house, field, facts.get(field) or (None if field == "tax_code" else ""))
    try:
        with transaction.atomic():
            house.save()
    except IntegrityError as taken:
        raise Refused(
            f"Mã số thuế {house.tax_code} vừa được khai trên cổng nên chưa nhập dòng nào. Hãy xem lại rồi nhập."
        ) from taken
    return house


def _product(establishment, facts):
    """The product of that name, made where it is not known."""
    known = next((one for one in establishment.products.all() if fold(one.name) == fold(facts["product"])), None)
    return known or Product.objects.create(
        establishment=establishment,
        name=facts["product"],
        search_key=fold(facts["product"]),
        group=facts["group"],
    )


def _as_sent(content, facts, copies, *, owned):
    """What the version says; of an establishment that nobody has declared on the portal, in the words of the list."""
    if owned:
        return content | {"papers": [*content["papers"], *_of_copies(copies)]}
    said = {
        "name": facts["establishment"],
        "tax_code": facts.get("tax_code", ""),
        "address": ", ".join(filter(None, [facts.get("address", ""), facts["province_unit"].full_name])),
        "phone": facts.get("phone", ""),
    }
    content["establishment"] |= {key: value for key, value in said.items() if value}
    content["establishment"]["tax_code"] = said["tax_code"]
    return content | {"papers": [*content["papers"], *_of_copies(copies)]}


def _of_copies(copies):
    """The line of the certified copies among a version's papers."""
    if copies is None:
        return []
    return [
        {
            "kind": PaperKind.OTHER,
            "label": PaperKind.OTHER.label,
            "caption": COPIES,
            "issuer": "",
            "number": "",
            "issued_on": "",
            "expires_on": "",
            "name": copies.name,
            "size": copies.size,
            "sha256": copies.sha256,
        }
    ]

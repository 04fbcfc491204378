"""Until all units are on the portal a Sở may send its list in Excel: looked at line by line, then taken in whole."""

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
def import_list(*, sent, by, at):
    """Enter every product of the list into the round, or none: one wrong line refuses the whole.

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
    entries = [_enter(round, line, sent.copies, by=by, at=at) for line in lines if line.standing is None]
    sent.imported_at, sent.imported_by, sent.imported_count = at, by, len(entries)
    sent.save(update_fields=["imported_at", "imported_by", "imported_count"])
    return sent


def _enter(round, line, copies, *, by, at):
    facts = line.facts
    product = _product(facts)
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


def _product(facts):
    """The product of that name and establishment, made where it is not known; nobody owns a new establishment yet."""
    establishment = None
    if facts.get("tax_code"):
        establishment = Establishment.objects.with_tax_code(facts["tax_code"]).first()
    if establishment is None:
        establishment, _ = Establishment.objects.get_or_create(
            organisation=None,
            name=facts["establishment"],
            province=facts["province_unit"],
            defaults={"search_key": fold(facts["establishment"])},
        )
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

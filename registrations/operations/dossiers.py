from django.db.models import Value
from django.db.models.functions import Coalesce

from cnnt_portal.errors import Refused
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.text import nfc
from cnnt_portal.ui.formats import day
from registrations import fields, parts, permissions
from registrations.models import Dossier, DossierVersion, Paper, PaperKind, VersionPaper, content_hash


class StaleSave(Refused):
    """Somebody saved this section since the page was opened; `stored` are the answers that stand now."""

    def __init__(self, dossier, section):
        super().__init__(
            f"{dossier.saved_by} vừa lưu phần này trong lúc bạn đang soạn. Chữ bạn gõ vẫn còn dưới đây, cạnh nội dung "
            "đã lưu: hãy so lại rồi lưu lần nữa."
        )
        self.dossier = dossier
        self.stored = {key: dossier.answers[key] for key in section.keys if key in dossier.answers}
        self.revision = dossier.section_revision(section.key)


@operation
def save_section(*, dossier, section, answers, revision, by, at):
    """Write the answers of one section, which must still stand at `revision`; raises StaleSave otherwise.

    `answers` are canonical texts by field key (see fields.py); a key left out clears that answer.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    require(permissions.can_edit_dossier(by, dossier, section.key))
    if dossier.section_revision(section.key) != revision:
        raise StaleSave(dossier, section)
    unknown = answers.keys() - set(section.keys)
    if unknown:
        raise TypeError(f"not of section {section.key}: {sorted(unknown)}")
    kept = {key: value for key, value in dossier.answers.items() if key not in section.keys}
    dossier.answers = kept | {key: _normal(value) for key, value in answers.items() if value}
    dossier.revision += 1
    dossier.section_revisions = dossier.section_revisions | {section.key: dossier.revision}
    dossier.saved_at, dossier.saved_by = at, by
    dossier.save()
    return dossier


def _normal(value):
    return nfc(value).strip() if isinstance(value, str) else value


def begin_dossier(product, *, stated=(), by, at):
    """The product's dossier that can still be written in, else a new one filled in from the last. What only came by a
    list holds no answers and is neither.

    `stated`: keys of the statements of eligibility that its owner has just made. Called inside an operation that has
    locked the product.
    """
    stated = dict.fromkeys(stated, "1")
    last = product.dossiers.written().order_by("-pk").first()
    if last is not None and not last.is_filed:
        return last
    dossier = Dossier.objects.create(
        product=product, answers=_still_true(last) | stated, begun_from=last, started_at=at, saved_at=at, saved_by=by
    )
    for paper in last.papers.all() if last is not None else ():
        Paper.objects.create(
            dossier=dossier,
            kind=paper.kind,
            file=paper.file,
            item=paper.item,
            caption=paper.caption,
            issuer=paper.issuer,
            number=paper.number,
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
            width=paper.width,
            height=paper.height,
            added_at=at,
            added_by=by,
        )
    return dossier


def _still_true(last):
    """The answers to start from; the three statements of eligibility are made anew each time."""
    if last is None:
        return {}
    return {key: value for key, value in last.answers.items() if key not in fields.SECTION_OF["eligibility"].keys}


def freeze(dossier, *, by, at, completes=None, open_parts=parts.ALL):
    """The next version of a dossier: facts, answers and papers as they stand at this moment.

    With `completes`, the version that an office returned, all but the `open_parts` that it named stands as it was
    filed. Called inside an operation that has locked the dossier, so the number is free.
    """
    content, papers = content_of(dossier), _papers_of(dossier)
    if completes is not None:
        content = _as_filed(content, completes.content, open_parts)
        papers = papers if parts.PAPERS in open_parts else completes.papers.all()
    last = dossier.versions.order_by("-number").first()
    version = DossierVersion.objects.create(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=content_hash(content),
        frozen_at=at,
        frozen_by=by,
    )
    VersionPaper.objects.bulk_create(
        VersionPaper(
            version=version,
            kind=paper.kind,
            item_name=paper.item_name,
            caption=paper.caption,
            issuer=paper.issuer,
            number=paper.number,
            issued_on=paper.issued_on,
            expires_on=paper.expires_on,
            file_id=paper.file_id,
        )
        for paper in papers
    )
    return version


def _papers_of(dossier):
    return dossier.papers.annotate(item_name=Coalesce("item__name", Value("")))


def _as_filed(content, before, open_parts):
    """The content with all that was not asked for as it was `before`: what has been written since may be an answer to
    another office, and unfinished."""
    for key, part in (
        ("establishment", parts.ESTABLISHMENT),
        ("product", parts.PRODUCT_RECORD),
        ("papers", parts.PAPERS),
    ):
        if part not in open_parts:
            content[key] = before[key]
    opened = {key for section in fields.SECTIONS if section.key in open_parts for key in section.keys}
    content["answers"] = {key: value for key, value in before["answers"].items() if key not in opened} | {
        key: value for key, value in content["answers"].items() if key in opened
    }
    return content


def content_of(dossier):
    """What a version says: facts of establishment and product, answers and papers as they stand now."""
    product, establishment = dossier.product, dossier.product.establishment
    return {
        "definition": fields.DEFINITION,
        "establishment": {
            "name": establishment.name,
            "legal_form": establishment.get_legal_form_display(),
            "tax_code": establishment.tax_code,
            **_former_codes(establishment),
            "registration_kind": establishment.registration_kind,
            "registration_number": establishment.registration_number,
            "registration_date": _iso(establishment.registration_date),
            "registration_issuer": establishment.registration_issuer,
            "address": establishment.full_address,
            "commune_code": establishment.commune.code if establishment.commune else "",
            "province_code": establishment.province.code,
            "phone": establishment.phone,
            "email": establishment.email,
            "website": establishment.website,
            "representative": establishment.representative,
        },
        "product": {
            "name": product.name,
            "group": product.group,
            "group_name": product.get_group_display(),
            "is_set": product.is_set,
            "items": [item.name for item in product.items.all()],
        },
        "answers": dossier.answers,
        "papers": [
            {
                "kind": paper.kind,
                "label": PaperKind(paper.kind).label,
                **({"item": paper.item.name} if paper.item else {}),
                "caption": paper.caption,
                "issuer": paper.issuer,
                "number": paper.number,
                "issued_on": _iso(paper.issued_on),
                "expires_on": _iso(paper.expires_on),
                "name": paper.file.name,
                "size": paper.file.size,
                "sha256": paper.file.sha256,
            }
            for paper in dossier.papers.select_related("file", "item")
        ],
    }


def _former_codes(establishment):
    """Papers of earlier years bear them, and the office compares."""
    former = [f"{change.old} (đến hết {day(change.held_until)})" for change in establishment.former_tax_codes]
    return {"former_tax_codes": ", ".join(former)} if former else {}


def _iso(moment):
    return moment.isoformat() if moment else ""

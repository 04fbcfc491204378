"""Two frozen versions of a dossier side by side: only what differs. Plain contents in, plain values out."""

from dataclasses import dataclass

from . import documents, fields, parts
from .papers import place_of


@dataclass(frozen=True)
class Difference:
    """`before` or `after` is empty where the one version says nothing; `files` are kind and hash of the files there."""

    part: str
    label: str
    before: str
    after: str
    files: tuple = (None, None)


def differences(before, after):
    """Field by field, then file by file, in the order of the dossier."""
    found = []
    for part, rows in (("Cơ sở", _establishment), ("Sản phẩm", _product)):
        found += _of_rows(part, rows(before), rows(after))
    for section in fields.SECTIONS:
        found += _of_rows(section.title, _answers(section, before), _answers(section, after))
    return found + _of_papers(before["papers"], after["papers"])


def is_changed(part, before, after):
    """Does one part (see parts.py) say anything else than it did?"""
    if part in fields.SECTION_OF:
        keys = fields.SECTION_OF[part].keys
        before, after = ({key: content["answers"].get(key) for key in keys} for content in (before, after))
        return before != after
    key = {parts.PAPERS: "papers", parts.PRODUCT_RECORD: "product", parts.ESTABLISHMENT: "establishment"}[part]
    return before[key] != after[key]


def _establishment(content):
    return dict(documents.establishment_rows(content["establishment"]))


def _product(content):
    product = content["product"]
    return dict(documents.product_rows(product)) | {"Các món trong bộ": "; ".join(product["items"])}


def _answers(section, content):
    rows = {}
    for field in section.fields:
        text = fields.shown(field, content["answers"])
        rows |= {f"{field.label} năm {year}": value for year, value in text} if field.is_yearly else {field.label: text}
    return rows


def _of_rows(part, before, after):
    labels = [*before, *(label for label in after if label not in before)]
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [Difference(part, label, old, new) for label, old, new in pairs if old != new]


def _of_papers(before, after):
    """A file is known by kind and hash: the same file with other facts is a change, and so is the only one of its kind
    when another takes its place; of several it cannot be told which replaced which, so each is a row of its own."""
    old, new = ({(paper["kind"], paper["sha256"]): paper for paper in papers} for papers in (before, after))
    pairs = {key: key for key in old.keys() & new.keys()}
    for kind in {kind for kind, _ in old.keys() ^ new.keys()}:
        gone, come = ([key for key in side if key[0] == kind and key not in pairs] for side in (old, new))
        if len(gone) == len(come) == 1:
            pairs[gone[0]] = come[0]
    rows = [*pairs.items(), *((key, None) for key in old.keys() - pairs.keys())]
    rows += [(None, key) for key in new.keys() - set(pairs.values())]
    found = []
    for files in sorted(rows, key=lambda row: (place_of((row[0] or row[1])[0]), row[0] or row[1])):
        papers = old.get(files[0]), new.get(files[1])
        texts = [_paper(paper) if paper else "" for paper in papers]
        if files[0] != files[1] or texts[0] != texts[1]:
            label = next(paper["label"] for paper in papers if paper)
            found.append(Difference("Ảnh và giấy tờ", label, *texts, files))
    return found


def _paper(paper):
    facts = [
        paper["name"],
        paper["caption"],
        paper["issuer"],
        paper["number"] and f"số {paper['number']}",
        paper["issued_on"] and f"cấp ngày {documents.iso_day(paper['issued_on'])}",
        paper["expires_on"] and f"hết hạn ngày {documents.iso_day(paper['expires_on'])}",
    ]
    return ", ".join(fact for fact in facts if fact)

"""How far a dossier is: the stepper of the form's pages and the list of what is missing, with where to mend it."""

from django.urls import reverse

from cnnt_portal.ui import components

from . import parts, queries
from .arrivals import waiting_outside
from .fields import SECTIONS
from .papers import EVIDENCE_KINDS, EVIDENCE_TITLE, PaperKind


def address_of(entry, part):
    """The page on which a part of the dossier is written."""
    if part == parts.PAPERS:
        return reverse("registrations:paper_list", args=[entry.pk])
    if part == parts.PRODUCT_RECORD:
        return reverse("registrations:product_edit", args=[entry.product_id])
    if part == parts.ESTABLISHMENT:
        return reverse("registrations:establishment_edit")
    return reverse("registrations:dossier_edit", args=[entry.pk, part])


def asked_with_addresses(entry):
    """What offices ask for in its dossier, and where each point is mended: [(request, [(point, address)])], the one of
    its own office first: one dossier may lie with two at a time."""
    asks = queries.requests_waiting(entry.dossier_id)
    asks.sort(key=lambda ask: ask.entry_id != entry.pk)
    return [(ask, [(point, address_of(ask.entry, point.part)) for point in ask.points.all()]) for ask in asks]


def missing_with_addresses(entry, dossier):
    return [components.Missing(lack.sentence, address_of(entry, lack.part)) for lack in entry.missing()]


def waiting_with_addresses(entry, dossier, user, at):
    """Files that were sent and never put into the dossier, with the box in which they wait: [(upload, its box,
    address)]; none while the photos and papers are closed."""
    if parts.PAPERS not in dossier.open_parts():
        return []
    here = address_of(entry, parts.PAPERS)
    return [
        (
            upload,
            EVIDENCE_TITLE if kind in EVIDENCE_KINDS else PaperKind(kind).label,
            f"{here}?loai={kind}#tai-len",
        )
        for upload, kind in waiting_outside(entry, user, at)
    ]


def to_renew_with_addresses(entry, dossier):
    return [
        components.Missing(lack.sentence, address_of(entry, lack.part))
        for lack in dossier.to_renew(entry.round.last_day)
    ]


def steps_of(entry, dossier, *, here="", asked=()):
    """Sections, papers, filing: done when nothing of theirs is missing.

    `asked`: what `asked_with_addresses` found, so that each part that was opened again says for whom.
    """
    lacking, open_parts = {}, dossier.open_parts()
    whose = {point.part: ask for ask, points in reversed(asked) for point, _ in points}
    for lack in dossier.missing():
        lacking[lack.part] = lacking.get(lack.part, 0) + 1
    steps = [
        _step(entry, section.key, section.title, lacking, here, _was_opened(dossier, section), open_parts, whose)
        for section in SECTIONS
    ]
    steps.append(_step(entry, parts.PAPERS, parts.LABELS[parts.PAPERS], lacking, here, True, open_parts, whose))
    for part in (parts.PRODUCT_RECORD, parts.ESTABLISHMENT):
        if open_parts != parts.ALL and part in open_parts:
            steps.append(_step(entry, part, parts.LABELS[part], lacking, here, False, open_parts, whose))
    url = reverse("registrations:entry_detail", args=[entry.pk])
    steps.append(components.StepperStep("Kiểm tra và nộp", "current" if here == "filing" else "todo", url=url))
    return steps


def _was_opened(dossier, section):
    """Written in, or answered on the way in or by an earlier dossier."""
    return bool(dossier.section_revision(section.key)) or any(key in dossier.answers for key in section.keys)


def _step(entry, part, title, lacking, here, was_opened, open_parts, whose):
    if part not in open_parts:
        return components.StepperStep(title, "done", "giữ như đã nộp")
    if open_parts != parts.ALL:
        ask = whose.get(part)
        note = "cần bổ sung"
        if ask is not None and ask.entry_id != entry.pk:
            note = f"cần bổ sung cho {ask.entry.round.organiser}"
        return components.StepperStep(title, "current" if part == here else "todo", note, address_of(entry, part))
    missing = lacking.get(part, 0)
    state = "current" if part == here else "done" if was_opened and not missing else "todo"
    note = f"còn {missing} mục" if missing else ""
    return components.StepperStep(title, state, note, address_of(entry, part))

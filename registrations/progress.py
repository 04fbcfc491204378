"""How far a dossier is: the stepper of the form's pages and the list of what is missing, with where to mend it."""

from django.urls import reverse

from cnnt_portal.ui import components

from .fields import SECTIONS
from .models import PAPERS_PART


def address_of(entry, part):
    """The page on which a part of the dossier is written."""
    if part == PAPERS_PART:
        return reverse("registrations:paper_list", args=[entry.pk])
    if part == "product_record":
        return reverse("registrations:product_edit", args=[entry.product_id])
    return reverse("registrations:dossier_edit", args=[entry.pk, part])


def missing_with_addresses(entry, dossier):
    return [components.Missing(lack.sentence, address_of(entry, lack.part)) for lack in dossier.missing()]


def steps_of(entry, dossier, *, here=""):
    """Sections, papers, filing: done when nothing of theirs is missing."""
    lacking = {}
    for lack in dossier.missing():
        lacking[lack.part] = lacking.get(lack.part, 0) + 1
    steps = [
        _step(entry, section.key, section.title, lacking, here, bool(dossier.section_revision(section.key)))
        for section in SECTIONS
    ]
    steps.append(_step(entry, PAPERS_PART, "Ảnh và giấy tờ", lacking, here, True))
    url = reverse("registrations:entry_detail", args=[entry.pk])
    steps.append(components.StepperStep("Kiểm tra và nộp", "current" if here == "filing" else "todo", url=url))
    return steps


def _step(entry, part, title, lacking, here, was_opened):
    missing = lacking.get(part, 0)
    state = "current" if part == here else "done" if was_opened and not missing else "todo"
    note = f"còn {missing} mục" if missing else ""
    return components.StepperStep(title, state, note, address_of(entry, part))

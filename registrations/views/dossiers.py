"""Writing the dossier: its sections."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from registrations import operations, permissions, queries
from registrations.fields import SECTION_OF, SECTIONS
from registrations.forms import SectionForm
from registrations.models import Entry
from registrations.progress import steps_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


def entry_and_dossier(request, pk):
    """An entry of one's own establishment with its living dossier; an office sees only what was filed."""
    entry = load(Entry, request.user, pk=pk)
    dossier = queries.own_dossier(entry, request.user)
    if dossier is None:
        raise Http404
    return entry, dossier


@FORM
def dossier_edit(request, pk, section):
    entry, dossier = entry_and_dossier(request, pk)
    if section not in SECTION_OF:
        raise Http404
    section = SECTION_OF[section]
    verdict = permissions.can_edit_dossier(request.user, dossier, section.key)
    context = {"entry": entry, "dossier": dossier, "section": section, "can_edit": verdict}
    if request.method == "POST":
        require(verdict)
        form = SectionForm(request.POST, section=section, years=dossier.years)
        if form.is_valid():
            with shown_on(form):
                try:
                    operations.save_section(
                        dossier=dossier,
                        section=section,
                        answers=form.answers(),
                        revision=form.cleaned_data["revision"],
                        by=request.user,
                        at=request.at,
                    )
                    return redirect(*_after(entry, section, stays="stay" in request.POST))
                except operations.StaleSave as stale:
                    # Saving again from here means: I have seen the other text.
                    form.data = form.data.copy()
                    form.data["revision"] = str(stale.revision)
                    context["stored"] = form.stored(stale.stored)
                    raise
    else:
        revision = dossier.section_revision(section.key)
        initial = SectionForm.initial_of(section, dossier.answers, dossier.years, revision)
        form = SectionForm(section=section, years=dossier.years, initial=initial)
    context |= {"form": form, "steps": steps_of(entry, dossier, here=section.key)}
    return render(request, "registrations/dossier_edit.html", context)


def _after(entry, section, *, stays):
    """Where one goes after saving: the next section, and after the last the photos."""
    if stays:
        return "registrations:dossier_edit", entry.pk, section.key
    place = SECTIONS.index(section) + 1
    if place == len(SECTIONS):
        return "registrations:paper_list", entry.pk
    return "registrations:dossier_edit", entry.pk, SECTIONS[place].key

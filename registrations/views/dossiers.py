"""Writing the dossier: its sections."""

from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.formats import moment
from registrations import operations, permissions, queries
from registrations.fields import SECTION_OF, SECTIONS
from registrations.forms import SectionForm
from registrations.models import Entry
from registrations.progress import asked_with_addresses, steps_of

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
    if "X-Autosave" in request.headers:
        return _saved_by_itself(request, dossier, section, verdict)
    context = {"entry": entry, "dossier": dossier, "section": section, "can_edit": verdict}
    if request.method == "POST":
        require(verdict)
        form = SectionForm(request.POST, section=section, years=dossier.years)
        if form.is_valid() or form.has_good_fields:
            with shown_on(form):
                try:
                    dossier = _save_good_fields(request, dossier, section, form)
                except operations.StaleSave as stale:
                    # Saving again from here means: I have seen the other text.
                    form.stand_at(stale.revision)
                    context |= {"dossier": stale.dossier, "stored": form.stored(stale.stored)}
                    raise
                if not form.errors:
                    return redirect(*_after(entry, section, stays="stay" in request.POST))
                form.stand_at(dossier.section_revision(section.key))
                context |= {"dossier": dossier, "wrong": form.wrong}
    else:
        revision = dossier.section_revision(section.key)
        initial = SectionForm.initial_of(section, dossier.answers, dossier.years, revision)
        form = SectionForm(section=section, years=dossier.years, initial=initial)
    asked = asked_with_addresses(entry)
    context |= {
        "form": form,
        "revised": dossier.section_revision(section.key),
        "asked": asked,
        "steps": steps_of(entry, dossier, here=section.key, asked=asked),
    }
    return render(request, "registrations/dossier_edit.html", context)


def _saved_by_itself(request, dossier, section, verdict):
    """What autosave.js asks: how the section stands (GET), and to keep what has been typed so far (POST)."""
    if request.method != "POST":
        standing = {"revision": dossier.section_revision(section.key), "words": _last_save(dossier)}
        return JsonResponse(standing | {"token": get_token(request)})
    require(verdict)
    form = SectionForm(request.POST, section=section, years=dossier.years)
    if not form.is_valid() and not form.has_good_fields:
        return JsonResponse({"saved": False, "words": "Chưa lưu vào cổng. Hãy mở lại trang rồi gõ tiếp."})
    try:
        dossier = _save_good_fields(request, dossier, section, form)
    except operations.StaleSave as stale:
        return JsonResponse(
            {"saved": False, "stale": True, "revision": stale.revision, "words": _last_save(stale.dossier)}
        )
    words = f"Đã tự lưu vào cổng lúc {moment(request.at)}."
    if form.wrong:
        words += f" Riêng ô chưa đúng thì chưa lưu: {form.wrong}."
    revision = dossier.section_revision(section.key)
    return JsonResponse({"saved": True, "wrong": bool(form.wrong), "revision": revision, "words": words})


def _save_good_fields(request, dossier, section, form):
    """Keep what can be read: who walks on without looking loses one box, not the whole section."""
    answers, revision = form.answers(stored=dossier.answers), form.cleaned_data["revision"]
    stored = {key: dossier.answers[key] for key in section.keys if key in dossier.answers}
    if form.wrong and answers == stored and revision == dossier.section_revision(section.key):
        return dossier
    return operations.save_section(
        dossier=dossier,
        section=section,
        answers=answers,
        revision=revision,
        by=request.user,
        at=request.at,
    )


def _last_save(dossier):
    return f"{dossier.saved_by} vừa lưu phần này lúc {moment(dossier.saved_at)}."


def _after(entry, section, *, stays):
    """Where one goes after saving: the next section, and after the last the photos."""
    if stays:
        return "registrations:dossier_edit", entry.pk, section.key
    place = SECTIONS.index(section) + 1
    if place == len(SECTIONS):
        return "registrations:paper_list", entry.pk
    return "registrations:dossier_edit", entry.pk, SECTIONS[place].key

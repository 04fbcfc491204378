"""Writing the dossier: its sections, photos and papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send, send_picture
from cnnt_portal.permissions import load, require
from registrations import operations, permissions, queries
from registrations.fields import SECTION_OF, SECTIONS
from registrations.forms import PaperForm, SectionForm
from registrations.models import Entry, Paper, PaperKind
from registrations.progress import steps_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _entry_and_dossier(request, pk):
    """An entry of one's own establishment with its living dossier; an office sees only what was filed."""
    entry = load(Entry, request.user, pk=pk)
    dossier = queries.own_dossier(entry, request.user)
    if dossier is None:
        raise Http404
    return entry, dossier


@FORM
def dossier_edit(request, pk, section):
    entry, dossier = _entry_and_dossier(request, pk)
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


@FORM
def paper_list(request, pk):
    entry, dossier = _entry_and_dossier(request, pk)
    verdict = permissions.can_edit_dossier(request.user, dossier)
    wanted = request.GET.get("loai")
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        initial={"kind": wanted if wanted in PaperKind.values else _next_kind(dossier)},
    )
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            values = dict(form.cleaned_data)
            with shown_on(form):
                paper = operations.add_paper(
                    dossier=dossier, **values, name=values["upload"].name, by=request.user, at=request.at
                )
                messages.success(request, f"Đã thêm: {paper.get_kind_display()}.")
                return redirect("registrations:paper_list", entry.pk)
    context = {
        "entry": entry,
        "dossier": dossier,
        "papers": dossier.papers.select_related("file"),
        "last_day": entry.round.last_day,
        "today": timezone.localdate(request.at),
        "form": form,
        "can_edit": verdict,
        "steps": steps_of(entry, dossier, here="papers"),
    }
    return render(request, "registrations/paper_list.html", context)


def _next_kind(dossier):
    """The first kind of the required ones that is not there yet."""
    there = {paper.kind for paper in dossier.papers.all()}
    order = [PaperKind.PHOTO_FRONT, PaperKind.PHOTO_SIDE, PaperKind.PHOTO_TOP, PaperKind.REGISTRATION]
    return next((kind for kind in order if kind not in there), PaperKind.PHOTO_OTHER)


@require_POST
def paper_remove(request, pk, paper):
    entry, dossier = _entry_and_dossier(request, pk)
    paper = get_object_or_404(dossier.papers.select_related("file", "dossier"), pk=paper)
    operations.remove_paper(paper=paper, by=request.user, at=request.at)
    messages.success(request, f"Đã bỏ: {paper.get_kind_display()}.")
    return redirect("registrations:paper_list", entry.pk)


@require_safe
def paper_download(request, pk):
    """A file of one's own living dossier."""
    return _file(request, load(Paper, request.user, pk=pk).file)


@require_safe
def version_paper_download(request, pk, paper):
    """A file of the version that the entry was filed with last."""
    entry = load(Entry, request.user, pk=pk)
    if entry.version is None:
        raise Http404
    return _file(request, get_object_or_404(entry.version.papers.select_related("file"), pk=paper).file)


def _file(request, stored):
    """The file as it came; with `?nho` a small picture of it."""
    if "nho" in request.GET and stored.is_image:
        return send_picture(request, stored, 640)
    return send(request, stored)

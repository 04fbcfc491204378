"""Photos and papers of the dossier."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files import arriving
from cnnt_portal.files.responses import send, send_picture
from cnnt_portal.permissions import load, require
from registrations import operations, parts, permissions, queries
from registrations.arrivals import purpose_of
from registrations.forms import ReshapeForm, form_for
from registrations.models import PHOTO_KINDS, Entry, Paper, PaperKind
from registrations.papers import EVIDENCE_KINDS, EVIDENCE_TITLE, REQUIRED_PAPERS, Print, marks
from registrations.progress import asked_with_addresses, steps_of

from .dossiers import entry_and_dossier

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def paper_list(request, pk):
    """What is there in its places, and the form for the kind that is being added (`?loai=`), or for what takes the
    place of one file (`?thay=`, by the file's key: who has an older page does not replace what came since)."""
    entry, dossier = entry_and_dossier(request, pk)
    verdict = permissions.can_edit_dossier(request.user, dossier, parts.PAPERS)
    papers = list(dossier.papers.select_related("file", "item"))
    wanted = request.GET.get("thay")
    replaced = next((paper for paper in papers if str(paper.file_id) == wanted), None)
    kind = _kind(request.POST.get("kind") or (replaced.kind if replaced else request.GET.get("loai")), papers)
    purpose = purpose_of(entry, kind)
    make = form_for(kind, dossier.product)
    is_cheaply_refused = False
    if request.method == "POST":
        require(verdict)
        # What was typed is looked at before files are put together for it.
        typed = make(request.POST)
        del typed.fields["upload"]
        is_cheaply_refused = not typed.is_valid()
        if not is_cheaply_refused:
            places, room = dossier.left_for_papers(besides=replaced)
            arriving.join(request, "upload", purpose, places=places, room=room)
    form = make(request.POST or None, request.FILES or None, initial=_facts(replaced) | {"kind": kind})
    form.fields["upload"].required = not is_cheaply_refused
    if replaced and kind in EVIDENCE_KINDS:
        form.fields["kind"].choices = [(replaced.kind, replaced.get_kind_display())]
    if request.method == "POST":
        if form.is_valid():
            values = dict(form.cleaned_data)
            with shown_on(form):
                if wanted and replaced is None:
                    raise Refused(operations.REPLACED_MEANWHILE, field="upload")
                added = operations.add_papers(
                    dossier=dossier,
                    uploads=values.pop("upload"),
                    replaces=replaced,
                    **values,
                    by=request.user,
                    at=request.at,
                )
                messages.success(request, _added(added, replaced))
                return redirect("registrations:paper_list", entry.pk)
        arriving.let_go_refused(request.FILES.getlist("upload"))
    field = form.fields["upload"]
    field.purpose, field.waiting = purpose, list(arriving.waiting(request.user, purpose, request.at))
    rules, prints = dossier.rule_set, Print.under(dossier.rule_set)
    asked = asked_with_addresses(entry)
    twins = queries.own_twins(dossier, papers)
    for paper in papers:
        paper.twins = twins.get(paper.pk, [])
        paper.marks = marks(paper, prints, today=timezone.localdate(request.at), last_day=entry.round.last_day)
    context = {
        "entry": entry,
        "dossier": dossier,
        "places": _places(papers),
        "print": prints,
        "most": rules.value("papers_max"),
        "most_mb": rules.value("papers_max_mb"),
        "fewest": rules.value("photos_min"),
        "count": len(papers),
        "form": form,
        "kind": PaperKind(kind),
        "can_edit": verdict,
        "asked": asked,
        "replaced": replaced,
        "steps": steps_of(entry, dossier, here="papers", asked=asked),
        "bare_items": _bare_items(dossier.product, papers),
    }
    return render(request, "registrations/paper_list.html", context)


def _facts(paper):
    """What is written beside a file, for the one that takes its place; {} for none."""
    names = ("item", "caption", "issuer", "number", "issued_on", "expires_on")
    return {name: getattr(paper, name) for name in names} if paper else {}


def _added(papers, replaced):
    kind = papers[0].get_kind_display()
    if replaced:
        return f"Đã thay: {kind}."
    return f"Đã thêm: {kind}." if len(papers) == 1 else f"Đã thêm {len(papers)} tệp: {kind}."


def _kind(wanted, papers):
    """The kind asked for, else the first of the required ones that is not there yet."""
    if wanted in PaperKind.values:
        return wanted
    there = {paper.kind for paper in papers}
    order = [PaperKind.PHOTO_FRONT, PaperKind.PHOTO_SIDE, PaperKind.PHOTO_TOP, PaperKind.REGISTRATION]
    return next((kind for kind in order if kind not in there), PaperKind.PHOTO_OTHER)


def _places(papers):
    """[(title, [(kind, its papers, whether it must be there)])]: photos, registration paper, evidence."""

    def place(kind):
        return kind, [paper for paper in papers if paper.kind == kind], kind in REQUIRED_PAPERS

    return [
        ("Ảnh sản phẩm", [place(kind) for kind in PHOTO_KINDS]),
        ("Giấy đăng ký", [place(PaperKind.REGISTRATION)]),
        (f"{EVIDENCE_TITLE}, nếu có", [place(kind) for kind in EVIDENCE_KINDS]),
    ]


def _bare_items(product, papers):
    """The items of a set of which no photo shows anything."""
    shown = {paper.item_id for paper in papers}
    return [item for item in product.items.all() if item.pk not in shown] if product.is_set else []


@require_POST
def paper_remove(request, pk, paper):
    entry, dossier = entry_and_dossier(request, pk)
    paper = get_object_or_404(dossier.papers.select_related("file", "dossier"), pk=paper)
    operations.remove_paper(paper=paper, by=request.user, at=request.at)
    messages.success(request, f"Đã bỏ: {paper.get_kind_display()}.")
    return redirect("registrations:paper_list", entry.pk)


@FORM
def paper_reshape(request, pk, paper):
    """Turn and cut a photo; the print is checked again."""
    entry, dossier = entry_and_dossier(request, pk)
    paper = get_object_or_404(dossier.papers.select_related("file", "item"), pk=paper, kind__in=PHOTO_KINDS)
    require(permissions.can_edit_dossier(request.user, dossier, parts.PAPERS))
    form = ReshapeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.reshape_photo(paper=paper, **form.facts(), by=request.user, at=request.at)
            messages.success(request, "Đã chỉnh ảnh.")
            return redirect("registrations:paper_reshape", entry.pk, paper.pk)
    context = {"entry": entry, "paper": paper, "form": form, "print": Print.under(dossier.rule_set)}
    return render(request, "registrations/paper_reshape.html", context)


@require_safe
def paper_download(request, pk):
    """A file of one's own living dossier."""
    return _file(request, load(Paper, request.user, pk=pk).file)


# Shown in a frame of the office's own page.
@xframe_options_sameorigin
@require_safe
def version_paper_download(request, pk, paper):
    """A file of the version that the entry was filed with last, or of an earlier one beside which it is compared."""
    entry = load(Entry, request.user, pk=pk)
    if entry.version is None:
        raise Http404
    return _file(request, get_object_or_404(entry.papers_filed(), pk=paper).file)


def _file(request, stored):
    """The file as it came; with `?nho` a small picture of it."""
    if "nho" in request.GET and stored.is_image:
        return send_picture(request, stored, 640)
    return send(request, stored)

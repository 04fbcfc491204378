"""What a judge sees: their own assignments, declarations, dossiers and sheets, and nothing of anybody else's."""

from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files import responses
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from .. import operations, permissions, queries
from ..forms import DeclarationForm, RecusalForm, SheetForm
from ..models import Assignment
from ..scoring import mark_of, total


@require_safe
def judge_list(request):
    page = paginate(request, queries.judge_list(request.user))
    return render(request, "judging/judge_list.html", {"page": page, "next_sheet": queries.next_sheet(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_declare(request, pk):
    """Before the declaration a judge sees product, establishment and place: enough to know of a conflict."""
    assignment = load(Assignment, request.user, pk=pk)
    if queries.declaration_of(assignment):
        return redirect("judging:judge_list")
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            declaration = operations.declare(assignment=assignment, by=request.user, at=request.at, **form.cleaned_data)
            if declaration.is_conflict:
                messages.success(request, "Đã ghi nhận xung đột lợi ích. Sản phẩm này đã đóng lại với bạn.")
                return redirect("judging:judge_list")
            messages.success(request, "Đã ghi nhận. Bạn có thể mở hồ sơ.")
            return redirect("judging:dossier_detail", pk=assignment.pk)
    return render(request, "judging/assignment_declare.html", {"assignment": assignment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_recuse(request, pk):
    assignment = _opened(request, pk)
    form = RecusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.recuse(assignment=assignment, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Đã ghi nhận xung đột lợi ích. Sản phẩm này đã đóng lại với bạn.")
            return redirect("judging:judge_list")
    return render(request, "judging/assignment_recuse.html", {"assignment": assignment, "form": form})


def _opened(request, pk):
    """The judge's own assignment once it is open to them; 403 with the reason before that or after a conflict."""
    assignment = load(Assignment, request.user, pk=pk)
    require(permissions.can_open_dossier(request.user, assignment, queries.declaration_of(assignment)))
    return assignment


@require_safe
def dossier_detail(request, pk):
    assignment = _opened(request, pk)
    left = list(queries.undeclared(request.user).values_list("pk", flat=True))
    context = {"entry": assignment.entry, "sheet": queries.present_sheet(assignment), "undeclared": left}
    return render(request, "judging/dossier_detail.html", context | _dossier(assignment, request.user))


def _dossier(assignment, user):
    """What a judge reads of an entry that is open to them."""
    papers = list(assignment.entry.version.papers.select_related("file"))
    return {
        "assignment": assignment,
        "sections": queries.dossier_sections(assignment.entry),
        "photos": [paper for paper in papers if paper.file.is_image],
        "papers": papers,
        "visits": list(queries.visits_to(assignment.entry, user)),
    }


def _paper(assignment, pk):
    return get_object_or_404(assignment.entry.version.papers.select_related("file"), pk=pk)


@require_safe
def paper_download(request, pk, paper):
    return responses.send(request, _paper(_opened(request, pk), paper).file)


@require_safe
def photo_show(request, pk, paper, width):
    stored_file = _paper(_opened(request, pk), paper).file
    if width not in (320, 1280) or not stored_file.is_image:
        raise Http404
    return responses.send_picture(request, stored_file, width)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_edit(request, pk):
    """The whole sheet beside its dossier: “lưu” keeps a draft, “nộp” locks it. Works without JavaScript; with it,
    fields save alone. A sheet is there only where its judge declared no conflict."""
    sheet = _own_sheet(request, pk)
    rules = queries.rules_of(sheet.scoring_pass.round)
    may_score = permissions.can_score(request.user, sheet)
    form = SheetForm(request.POST or None, sheet=sheet, rules=rules)
    if request.method == "POST" and may_score and form.is_valid():
        with shown_on(form), _newer_on(form):
            operations.save_sheet(sheet=sheet, by=request.user, at=request.at, **form.changes())
            if "nop" in request.POST:
                sheet.refresh_from_db(fields=["not_scored_reason"])
                for sentence in queries.missing_before_submit(sheet):
                    raise Refused(sentence)
                return redirect("judging:sheet_submit", pk=sheet.pk)
            messages.success(request, "Đã lưu phiếu.")
            return redirect("judging:sheet_edit", pk=sheet.pk)
    context = {
        "sheet": sheet,
        "form": form,
        "rules": rules,
        "total": _total(sheet.scores.all()),
        "may_score": may_score,
        "rows": form.rows(queries.bands_of(sheet)),
        "keyings": list(queries.keyings_of(sheet)),
        "may_answer_for_keyed": permissions.can_answer_for_keyed(request.user, sheet),
        "may_let_key_again": permissions.can_let_key_again(request.user, sheet),
    }
    context |= _dossier(queries.assignment_of(sheet), request.user)
    # What was typed before the pass paused or closed is shown once more, for its judge to copy.
    return render(request, "judging/sheet_edit.html", context, status=403 if form.is_bound and not may_score else 200)


@require_safe
def sheet_next(request):
    """“Chấm tiếp”: to the draft that most needs this judge, or back to the list when none is left."""
    sheet = queries.next_sheet(request.user)
    return redirect("judging:sheet_edit", pk=sheet.pk) if sheet else redirect("judging:judge_list")


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_submit(request, pk):
    """The step between filling in and locking: what will be handed in, and its total."""
    sheet = _own_sheet(request, pk)
    require(permissions.can_score(request.user, sheet))
    if request.method == "POST":
        operations.submit_sheet(sheet=sheet, by=request.user, at=request.at)
        messages.success(request, f"Đã nộp phiếu {sheet.entry.code}. Phiếu đã khóa.")
        return redirect("judging:judge_list")
    rules = queries.rules_of(sheet.scoring_pass.round)
    stored = {score.criterion: score for score in sheet.scores.all()}
    context = {
        "sheet": sheet,
        "rules": rules,
        "rows": [(criterion, stored.get(criterion.code)) for criterion in rules.criteria],
        "total": _total(stored.values()),
        "missing": queries.missing_before_submit(sheet),
    }
    return render(request, "judging/sheet_submit.html", context)


def _own_sheet(request, pk):
    sheets = queries.own_sheets(request.user).select_related(
        "entry__product__establishment", "scoring_pass__round__rule_set", "scoring_pass__round__council", "judge__user"
    )
    return get_object_or_404(sheets, pk=pk)


def _total(scores):
    return total(score.value for score in scores if score.value is not None)


@contextmanager
def _newer_on(form):
    """Remember with the form what stands where something newer was met."""
    try:
        yield
    except operations.Newer as newer:
        form.show_newer(newer.field, newer.mark)
        raise


@require_POST
def sheet_save_field(request, pk, field):
    """One field as soon as it has changed; answers with what to write under it and the new total."""
    # Two hundred judges do this in the same minute: only what this answer needs is read.
    sheet = get_object_or_404(queries.own_sheets_to_save(request.user), pk=pk)
    rules = queries.rules_of(sheet.scoring_pass.round)
    form = SheetForm(request.POST, sheet=sheet, rules=rules, only=field)
    if field not in form.fields:
        raise Http404
    kept = form.fields[field].mark
    if well_formed := form.is_valid():
        with shown_on(form), _newer_on(form):
            operations.save_sheet(sheet=sheet, by=request.user, at=request.at, **form.changes())
    newer = form.fields[field].mark
    scores = list(sheet.scores.all())  # as they stand now
    errors = [*form.errors.get(field, []), *form.non_field_errors()]
    outside = {} if errors else queries.unexplained(scores, rules, queries.bands_of(sheet))
    context = {
        "field": field,
        "typed": "điểm" if field.startswith("diem_") else "chữ",
        "sheet": sheet,
        "errors": errors,
        # A slip in the typing would be no better when the pass goes on.
        "waits": well_formed and sheet.scoring_pass.waits,
        "newer": newer if newer != kept else "",
        "mark": "" if errors else mark_of(form.cleaned_data[field]),
        "wanted": outside.get(field.removeprefix("diem_"), ""),
        "at": request.at,
        "total": _total(scores),
        "rules": rules,
    }
    # Without the frame's context: a line under a field knows nothing of the menu.
    return HttpResponse(render_to_string("judging/sheet_field_saved.html", context))

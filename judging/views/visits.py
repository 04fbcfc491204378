"""Field visits: the secretary's plan by day and place, and the page that those who go fill in on a telephone."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.files import arriving, responses
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.ui.lists import paginate

from .. import operations, queries, visiting
from ..forms import ChecksForm, DeclarationForm, FindingsForm, NoteForm, ReasonForm, VisitForm, VisitPhotosForm
from ..models import Council, Visit

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _council(request, pk):
    """With what its pages ask more than once."""
    council = load(Council, request.user, pk=pk)
    prefetch_related_objects([council], "round__passes", "meetings")
    return council


@require_safe
def visit_list(request, pk):
    """The plan, by day."""
    council = _council(request, pk)
    require(visiting.can_see_visits(request.user, council))
    context = {
        "council": council,
        "page": paginate(request, queries.visits_of(council, request.user)),
        "conflicts": queries.conflicts_ahead(council),
        "waiting": queries.places_to_visit(council).count(),
        "may_plan": visiting.can_plan_visits(request.user, council),
    }
    return render(request, "judging/visit_list.html", context)


@require_safe
def visit_places(request, pk):
    """Establishments that nobody is sent to yet, by place, so that one way serves several."""
    council = _council(request, pk)
    require(visiting.can_see_visits(request.user, council))
    page = paginate(request, queries.places_to_visit(council))
    context = {
        "council": council,
        "page": page,
        "rows": queries.with_entries(council, list(page)),
        "may_plan": visiting.can_plan_visits(request.user, council),
    }
    return render(request, "judging/visit_places.html", context)


@FORM
def visit_create(request, pk, establishment):
    council = _council(request, pk)
    require(visiting.can_plan_visits(request.user, council))
    establishment = get_object_or_404(queries.places_to_visit(council), pk=establishment)
    entries = queries.visitable(council, establishment)
    initial = {"place": establishment.full_address, "entries": [entry.pk for entry in entries]}
    form = VisitForm(request.POST or None, entries=entries, people=queries.visitors_of(council), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            visit = operations.plan_visit(
                council=council, establishment=establishment, by=request.user, at=request.at, **form.plan()
            )
            messages.success(request, "Đã lên lịch. Người đi và cơ sở được báo.")
            return redirect("judging:visit_detail", pk=visit.pk)
    context = {"council": council, "establishment": establishment, "form": form}
    return render(request, "judging/visit_form.html", context)


@FORM
def visit_change(request, pk):
    visit = load(Visit, request.user, pk=pk)
    require(visiting.can_change_visit(request.user, visit))
    council = visit.council
    entries = queries.visitable(council, visit.establishment, visit)
    initial = {
        "day": visit.day,
        "arrival": visit.arrival,
        "place": visit.place,
        "instructions": visit.instructions,
        "entries": list(visit.visited.values_list("entry", flat=True)),
        "people": [row.user_id for row in visit.participants.all() if not row.has_conflict],
    }
    form = VisitForm(request.POST or None, entries=entries, people=queries.visitors_of(council), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.change_visit(visit=visit, by=request.user, at=request.at, **form.plan())
            messages.success(request, "Đã sửa lịch. Người đi và cơ sở được báo.")
            return redirect("judging:visit_detail", pk=visit.pk)
    context = {"council": council, "establishment": visit.establishment, "visit": visit, "form": form}
    return render(request, "judging/visit_form.html", context)


class Act(NamedTuple):
    """What the secretary does to a visit for a reason: who may, the operation, and the words of its page."""

    may: Callable
    do: Callable
    title: str
    yes: str
    done: str


ACTS = {
    "call_off": Act(
        visiting.can_change_visit,
        operations.call_off_visit,
        "Hủy chuyến thẩm định",
        "Hủy chuyến này",
        "Đã hủy chuyến. Người đi và cơ sở được báo.",
    ),
    "reopen": Act(
        visiting.can_reopen_visit,
        operations.reopen_visit,
        "Mở lại để ghi thêm",
        "Mở lại",
        "Đã mở lại. Đoàn ghi thêm được.",
    ),
}


@FORM
def visit_with_reason(request, pk, act):
    visit, act = load(Visit, request.user, pk=pk), ACTS[act]
    require(act.may(request.user, visit))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            act.do(visit=visit, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, act.done)
            return redirect("judging:visit_detail", pk=visit.pk)
    return render(request, "judging/visit_reason.html", {"visit": visit, "form": form, "act": act})


@FORM
def visit_checks(request, pk):
    council = _council(request, pk)
    require(visiting.can_see_visits(request.user, council))
    may_keep = visiting.can_keep_checks(request.user, council)
    texts = [check.text for check in council.visit_checks.all()] or visiting.SUGGESTED_CHECKS
    form = ChecksForm(request.POST or None, initial={"texts": "\n".join(texts)})
    if request.method == "POST":
        require(may_keep)
        if form.is_valid():
            with shown_on(form):
                operations.keep_checks(council=council, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(request, "Đã ghi danh mục kiểm tra.")
                return redirect("judging:visit_list", pk=council.pk)
    context = {"council": council, "form": form, "texts": texts, "may_keep": may_keep}
    return render(request, "judging/visit_checks.html", context)


@require_safe
def my_visits(request):
    page = paginate(request, queries.own_visits(request.user))
    return render(request, "judging/my_visits.html", {"page": page})


def _participant(visit, user):
    return next((row for row in visit.participants.all() if row.user_id == user.pk), None)


@require_safe
def visit_detail(request, pk):
    """Where, when, who; and the products, for those to whom they are open."""
    visit = load(Visit, request.user, pk=pk)
    own = _participant(visit, request.user)
    products = list(queries.visited_products(visit, request.user))
    may_hold = visiting.can_hold_visit(request.user, visit)
    context = {
        "visit": visit,
        "council": visit.council,
        "is_council": visit.council.holds(request.user),
        "participants": visit.participants.select_related("user"),
        "own": own,
        "may_declare": visiting.can_declare_for_visit(request.user, own) if own else None,
        "products": products,
        "checks": visit.council.visit_checks.count(),
        "missing": queries.missing_before_hold(visit) if may_hold else [],
        "may_hold": may_hold,
        "may_change": visiting.can_change_visit(request.user, visit),
        "may_reopen": visiting.can_reopen_visit(request.user, visit),
    }
    return render(request, "judging/visit_detail.html", context)


@FORM
def visit_declare(request, pk):
    visit = load(Visit, request.user, pk=pk)
    own = _participant(visit, request.user)
    if own is None:
        raise Http404
    require(visiting.can_declare_for_visit(request.user, own))
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            declared = operations.declare_for_visit(
                participant=own, by=request.user, at=request.at, **form.cleaned_data
            )
            if declared.has_conflict:
                messages.success(request, "Đã ghi nhận xung đột lợi ích. Bạn không đi chuyến này; thư ký được báo.")
                return redirect("judging:my_visits")
            messages.success(request, "Đã ghi nhận. Bạn mở được các sản phẩm của chuyến này.")
            return redirect("judging:visit_detail", pk=visit.pk)
    visited = visit.visited.select_related("entry__product")
    return render(request, "judging/visit_declare.html", {"visit": visit, "visited": visited, "form": form})


@require_POST
def visit_hold(request, pk):
    visit = load(Visit, request.user, pk=pk)
    operations.hold_visit(visit=visit, by=request.user, at=request.at)
    messages.success(request, "Đã ghi là đã thẩm định.")
    return redirect("judging:visit_detail", pk=visit.pk)


def _visited(request, pk):
    return get_object_or_404(queries.readable_visits(request.user), pk=pk)


def _photo_purpose(visited):
    return f"tham-dinh:{visited.pk}"


def _product_page(request, visited, findings=None, note=None, photos=None):
    photos = photos or VisitPhotosForm()
    field = photos.fields["uploads"]
    field.purpose = _photo_purpose(visited)
    field.waiting = list(arriving.waiting(request.user, field.purpose, request.at))
    context = {
        "visited": visited,
        "visit": visited.visit,
        # A judge reads what was found of a product; the visit itself is the council's and of those who went.
        "may_see_visit": scoped(Visit, request.user).filter(pk=visited.visit_id).exists(),
        "entry": visited.entry,
        "may_record": visiting.can_record_visit(request.user, visited),
        "findings": findings or FindingsForm(asked=queries.checklist(visited)),
        "note_form": note or NoteForm(),
        "photo_form": photos,
        "notes": visited.notes.select_related("written_by"),
        "photos": visited.photos.select_related("file", "added_by"),
    }
    return render(request, "judging/visited_detail.html", context)


@require_safe
def visited_detail(request, pk):
    """One product on the spot: checklist, photos, notes."""
    return _product_page(request, _visited(request, pk))


@require_POST
def findings_record(request, pk):
    visited = _visited(request, pk)
    require(visiting.can_record_visit(request.user, visited))
    form = FindingsForm(request.POST, asked=queries.checklist(visited))
    if form.is_valid():
        with shown_on(form):
            operations.record_findings(visited=visited, findings=form.findings(), by=request.user, at=request.at)
            messages.success(request, "Đã lưu danh mục kiểm tra.")
            return redirect("judging:visited_detail", pk=visited.pk)
    return _product_page(request, visited, findings=form)


@require_POST
def visit_note_add(request, pk):
    visited = _visited(request, pk)
    require(visiting.can_record_visit(request.user, visited))
    form = NoteForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            operations.write_visit_note(visited=visited, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, "Đã thêm ghi chú.")
            return redirect("judging:visited_detail", pk=visited.pk)
    return _product_page(request, visited, note=form)


@require_POST
def visit_photo_add(request, pk):
    visited = _visited(request, pk)
    require(visiting.can_record_visit(request.user, visited))
    places = visiting.MOST_PHOTOS - visited.photos.count()
    arriving.join(request, "uploads", _photo_purpose(visited), places=places, room=visiting.MOST_BYTES)
    form = VisitPhotosForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            added = operations.add_visit_photos(visited=visited, by=request.user, at=request.at, **form.cleaned_data)
            messages.success(request, f"Đã thêm {len(added)} ảnh.")
            return redirect("judging:visited_detail", pk=visited.pk)
    arriving.let_go_refused(request.FILES.getlist("uploads"))
    return _product_page(request, visited, photos=form)


def _photo(request, pk, photo):
    visited = _visited(request, pk)
    return get_object_or_404(visited.photos.select_related("file", "visited"), pk=photo)


@require_safe
def visit_photo_show(request, pk, photo, width):
    stored_file = _photo(request, pk, photo).file
    if width not in (320, 1280):
        raise Http404
    return responses.send_picture(request, stored_file, width)


@require_POST
def visit_photo_remove(request, pk, photo):
    operations.remove_visit_photo(photo=_photo(request, pk, photo), by=request.user, at=request.at)
    messages.success(request, "Đã bỏ ảnh.")
    return redirect("judging:visited_detail", pk=pk)

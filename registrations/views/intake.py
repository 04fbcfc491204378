"""The office's desk: the list of what was filed, one entry beside its checklist, and the three answers."""

from contextlib import contextmanager
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import require, scoped
from cnnt_portal.ui.components import Tab
from cnnt_portal.ui.lists import SORT, paginate, sort
from registrations import checklist, documents, operations, permissions, queries
from registrations.forms import AssignForm, ChecklistForm, DueForm, IntakeFilter, PointForms, RefuseForm, SeenForm
from registrations.models import Entry
from registrations.papers import marks

FORM = require_http_methods(["GET", "HEAD", "POST"])
SORTS = {"nop": "submitted_at", "han": "answer_due_on", "ten": "product__search_key", "ma": "code"}


@require_safe
def entry_list(request):
    """Work list with counts per state; the number of queries does not depend on the number of rows."""
    require(permissions.can_see_desk(request.user))
    today = timezone.localdate(request.at)
    form = IntakeFilter(request.GET, rounds=queries.rounds_of_office(request.user))
    found = form.narrow(queries.filed_with(request.user), request.user, today)
    state = form.state_of(request)
    rows = found.filter(state=state) if state else found
    rows = sort(request, rows, SORTS, "nop") if request.GET.get(SORT) else rows.waiting_first()
    counts = queries.counts_by_state(found)
    page = paginate(request, rows.values_list("pk", flat=True), count=counts[state] if state else sum(counts.values()))
    page.object_list = queries.in_order(list(page))
    context = {
        "form": form,
        "tabs": _tabs(request, form, counts),
        "page": page,
        "rows": [(entry, entry.clock(today) if entry.is_with_the_office else None) for entry in page],
    }
    return render(request, "registrations/entry_list.html", context)


def _tabs(request, form, counts):
    """One per state that an office can meet, each keeping the rest of the filter."""

    def address(state):
        query = request.GET.copy()
        for key in ("trang", "trang-thai"):
            query.pop(key, None)
        if state:
            query["trang-thai"] = state
        return f"{request.path}?{query.urlencode()}" if query else request.path

    tabs = [Tab("Tất cả", address(""), sum(counts.values()))]
    return tabs + [Tab(state.label, address(state), counts[state]) for state in form.STATES]


def checklist_form(entry, data=None):
    return ChecklistForm(data, parts=checklist.rules_of(entry.round.rule_set).parts, version=entry.version)


@contextmanager
def answered_on(form):
    """A refusal stands on the form with what was typed; after a newer filing the next click acts on that one."""
    with shown_on(form):
        try:
            yield
        except operations.NewerFiling as newer:
            form.draw_with(seen=newer.version.pk)
            raise


def entry_page(request, entry, form=None):
    """What was filed, frozen, beside the parts that the rules ask for. Called by `entry_detail`.

    `form`: the checklist as it was typed, when there is something to mend in it.
    """
    user, version, today = request.user, entry.version, timezone.localdate(request.at)
    content, rules = version.content, checklist.rules_of(entry.round.rule_set)
    papers = version.papers.all()
    form = form or checklist_form(entry)
    twins, hidden_twins = queries.twins_filed(entry, user)
    doubles, more_doubles = queries.doubles(entry)
    can_assign = permissions.can_assign(user, entry)
    history = list(entry.history.select_related("by"))
    times_filed = entry.times_filed
    context = {
        "entry": entry,
        "version": version,
        "times_filed": times_filed,
        "establishment": partial(documents.establishment_rows, content["establishment"]),
        "product": content["product"],
        "tax_code_since": entry.tax_code_since,
        "sections": partial(queries.filed_sections, content),
        "is_intact": version.is_intact,
        "photos": [paper for paper in papers if paper.is_photo],
        "papers": [paper for paper in papers if not paper.is_photo],
        "checklist": form.rows(checklist.of_version(version, rules)),
        "checklist_form": form,
        "expiring": [
            (paper, words)
            for paper in papers
            if not paper.is_photo
            for words, _ in marks(paper, rules, today=today, last_day=entry.round.last_day)
        ],
        "doubles": doubles,
        "more_doubles": more_doubles,
        "twins": twins,
        "hidden_twins": hidden_twins,
        "sets_asked": rules.paper_sets,
        "paper_sets": sum(entry.paper_sets.standing().values_list("sets", flat=True)),
        "on_paper": queries.filing_on_paper(entry) if times_filed > 1 and entry.awaits_office else None,
        "can_accept": permissions.can_accept(user, entry),
        "second_look": _address_of_second_look(entry) if checklist.unchecked(version, rules) else "",
        "can_check": permissions.can_check_parts(user, entry),
        "can_return": permissions.can_return_for_completion(user, entry),
        "can_refuse": permissions.can_refuse(user, entry),
        "can_transfer": permissions.can_transfer(user, entry),
        "assign": AssignForm(
            officers=queries.officers_of(entry.round, today), initial={"officer": entry.assigned_to_id}
        )
        if can_assign
        else None,
        "asked": entry.completion_requests.all(),
        "history": history,
        "unchanged": _said_of_no_change(history),
        "due_words": documents.answer_due_words(entry),
        "clock": entry.clock(today),
    }
    return render(request, "registrations/entry_check.html", context)


def _address_of_second_look(entry):
    return f"{reverse('registrations:entry_accept', args=[entry.pk])}?seen={entry.version_id}"


def _said_of_no_change(history):
    """Why the filing that now lies here mended nothing that was asked for; "" where it did."""
    last = max((row for row in history if row.step == "complete"), key=lambda row: row.pk, default=None)
    return last.note if last else ""


def received(request, pk):
    entries = scoped(Entry, request.user).received_by(request.user)
    return get_object_or_404(entries.select_related("round__organiser", "product__establishment", "version"), pk=pk)


@FORM
def entry_accept(request, pk):
    """One click when everything was checked; else the page leads here first, to what nobody has checked."""
    entry = received(request, pk)
    if request.method != "POST":
        return _second_look(request, entry)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.warning(request, form.UNSEEN)
    else:
        try:
            entry = operations.accept(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"Đã tiếp nhận, mã số bình chọn {entry.code}.")
        except operations.NewerFiling as newer:
            messages.warning(request, newer.sentence)
    return redirect("registrations:entry_detail", pk)


def _second_look(request, entry):
    """Accepts nothing yet; the click from here is still upon the filing that was read."""
    require(permissions.can_accept(request.user, entry))
    form = SeenForm(request.GET)
    context = {
        "entry": entry,
        "unchecked": checklist.unchecked(entry.version, checklist.rules_of(entry.round.rule_set)),
        "seen": form.cleaned_data["seen"] if form.is_valid() else entry.version_id,
    }
    return render(request, "registrations/entry_accept.html", context)


@FORM
def entry_return(request, pk):
    entry = received(request, pk)
    # Who has written a request while a colleague decided reads so beside what was written.
    allowed = permissions.can_check if request.method == "POST" else permissions.can_return_for_completion
    require(allowed(request.user, entry))
    due = DueForm(request.POST or None, prefix="han", initial={"seen": entry.version_id})
    found = [
        {
            "reason": check.reason,
            "part": check.reason.part,
            "article": check.reason.article,
            "bring": check.note or check.reason.bring,
        }
        for check in entry.failed_checks
    ]
    points = PointForms(request.POST or None, prefix="diem", initial=found)
    if request.method == "POST" and due.is_valid() and points.is_valid():
        with answered_on(due):
            operations.return_for_completion(
                entry=entry,
                points=[point for point in points.cleaned_data if point and not point.get("DELETE")],
                **due.cleaned_data,
                by=request.user,
                at=request.at,
            )
            messages.success(request, "Đã gửi yêu cầu bổ sung cho cơ sở.")
            return redirect("registrations:entry_detail", entry.pk)
    return render(request, "registrations/entry_return.html", {"entry": entry, "due": due, "points": points})


@FORM
def entry_refuse(request, pk):
    entry = received(request, pk)
    allowed = permissions.can_check if request.method == "POST" else permissions.can_refuse
    require(allowed(request.user, entry))
    form = RefuseForm(request.POST or None, initial={"seen": entry.version_id})
    if request.method == "POST" and form.is_valid():
        with answered_on(form):
            operations.refuse(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã từ chối hồ sơ và báo cho cơ sở.")
            return redirect("registrations:entry_detail", entry.pk)
    return render(request, "registrations/entry_refuse.html", {"entry": entry, "form": form})

"""Outcomes: the council's list, publication, nomination, and what an establishment is told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.documents import responses
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from registrations.models import Entry

from .. import operations, permissions, queries, submitting
from ..forms import NominationForm
from ..models import Council


@require_safe
def outcome_list(request, pk):
    council = load(Council, request.user, pk=pk)
    page = paginate(request, queries.outcomes_visible_to(request.user, council))
    context = {
        "council": council,
        "page": page,
        "meeting": council.meeting,
        "reader": queries.reader_of(request.user, council),
        "may_publish": permissions.can_publish(request.user, council),
        "may_nominate": permissions.can_nominate(request.user, council),
        "may_award": permissions.can_award(request.user, council),
    }
    return render(request, "judging/outcome_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """The preview: who gets which notice. POST sends them, in one act."""
    council = load(Council, request.user, pk=pk)
    require(permissions.can_publish(request.user, council))
    if request.method == "POST":
        operations.publish(council=council, by=request.user, at=request.at)
        messages.success(request, "Đã công bố kết quả và báo cho các cơ sở.")
        return redirect("judging:outcome_list", pk=council.pk)
    notices = queries.publication_preview(council, request.at)
    return render(request, "judging/publish.html", {"council": council, "notices": notices})


@require_http_methods(["GET", "HEAD", "POST"])
def nomination_list(request, pk):
    """The council's second decision: which of the recognised products go to the next level."""
    council = load(Council, request.user, pk=pk)
    may_nominate = permissions.can_nominate(request.user, council)
    form = NominationForm(request.POST or None, outcomes=queries.nominable(council))
    if request.method == "POST":
        require(may_nominate)
        if form.is_valid():
            with shown_on(form):
                operations.nominate(council=council, by=request.user, at=request.at, **form.decision())
                messages.success(request, f"Đã đề cử {len(form.cleaned_data['outcomes'])} sản phẩm lên cấp trên.")
                return redirect("judging:nomination_list", pk=council.pk)
    context = {
        "council": council,
        "reader": queries.reader_of(request.user, council),
        "form": form,
        "page": paginate(request, queries.nominations(council.round)),
        "may_nominate": may_nominate,
        "is_office": request.user.belongs_to(council.round.organiser),
    }
    return render(request, "judging/nomination_list.html", context)


@require_safe
def paper_export(request, pk, paper, ending):
    """The papers that leave the council, as PDF and Word."""
    council = load(Council, request.user, pk=pk)
    require(permissions.can_take_papers(request.user, council))
    writers = {"pdf": responses.as_pdf, "docx": responses.as_docx}
    found = submitting.PAPERS.get(paper)
    if found is None or ending not in writers:
        raise Http404
    if reason := found.missing(council):
        raise Refused(reason)
    return writers[ending](found.write(council), paper)


@require_safe
def entry_outcome_fragment(request, pk):
    """What the round decided about an entry, for its establishment and its office, once it is published.

    A fragment inside the page of the entry (htmx), a page by itself otherwise.
    """
    entry = load(Entry, request.user, pk=pk)
    outcome = queries.outcome_for(entry, request.user)
    template = "judging/outcome_fragment.html" if request.htmx else "judging/outcome_detail.html"
    context = {
        "entry": entry,
        "outcome": outcome,
        "told": queries.feedback_for(outcome, request.user),
        "may_complain": outcome and permissions.can_complain(request.user, entry),
    }
    return render(request, template, context)

"""An entry on the establishment's side: from an open round to the receipt."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.documents.responses import as_docx, as_pdf
from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.files.permissions import can_open
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require, scoped
from cnnt_portal.ui.lists import paginate
from registrations import documents, eligibility, operations, permissions, queries
from registrations.forms import CompletionForm, EligibilityForm, FilingForm, ProductChoiceForm, WithdrawForm
from registrations.models import Entry, Round
from registrations.papers import Print
from registrations.progress import (
    asked_with_addresses,
    missing_with_addresses,
    steps_of,
    to_renew_with_addresses,
    waiting_with_addresses,
)

from . import intake

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def my_entries(request):
    if queries.establishment_of(request.user) is None:
        return redirect("registrations:establishment_create")
    return render(
        request, "registrations/entry_own_list.html", {"page": paginate(request, queries.own_entries(request.user))}
    )


@FORM
def entry_start(request, pk):
    """Which of my products enters this round?"""
    round = get_object_or_404(scoped(Round, request.user).filter(is_history=False), pk=pk)
    if queries.establishment_of(request.user) is None:
        return redirect("registrations:establishment_create")
    products = queries.products_of(request.user)
    form = ProductChoiceForm(request.POST or None, products=products, initial={"product": request.GET.get("san-pham")})
    questions = EligibilityForm(request.POST or None, keys=eligibility.STATED)
    context = {"form": form, "questions": questions, "round": round, "has_products": products.exists()}
    if request.method == "POST" and form.is_valid() and questions.is_valid():
        context["obstacles"] = eligibility.obstacles(questions.answers())
        with shown_on(form):
            if not context["obstacles"]:
                entry = operations.start_entry(
                    product=form.cleaned_data["product"],
                    round=round,
                    stated=eligibility.STATED,
                    by=request.user,
                    at=request.at,
                )
                return redirect("registrations:entry_detail", entry.pk)
    return render(request, "registrations/entry_start.html", context)


@require_safe
def entry_detail(request, pk):
    """One address for both sides of the desk: the establishment's folder, or the office's."""
    entry = get_object_or_404(_with_all(request.user), pk=pk)
    dossier = queries.own_dossier(entry, request.user)
    if dossier is None:
        return intake.entry_page(request, entry)
    user, asked = request.user, asked_with_addresses(entry)
    # Open parts may be another office's business: here is shown what this entry waits for.
    is_written = entry.can_move("submit") or entry.can_move("complete")
    open_to_edit = is_written and permissions.can_edit_dossier(user, dossier)
    context = {
        "entry": entry,
        "dossier": dossier,
        "open_to_edit": open_to_edit,
        "missing": missing_with_addresses(entry, dossier) if open_to_edit else [],
        "expiring": entry.papers_to_renew() if open_to_edit else [],
        "waiting_files": waiting_with_addresses(entry, dossier, user, request.at) if open_to_edit else [],
        "steps": steps_of(entry, dossier, here="filing", asked=asked) if open_to_edit else [],
        "to_renew": to_renew_with_addresses(entry, dossier) if open_to_edit else [],
        "paper_sets": entry.paper_sets.standing(),
        "can_state": permissions.can_state_truth(user, entry),
        "can_submit": permissions.can_submit(user, entry, request.at),
        "elsewhere": _elsewhere(entry, request.at),
        "can_complete": permissions.can_complete(user, entry, request.at),
        "can_withdraw": permissions.can_withdraw(user, entry),
        "again": _again(user, entry, request.at),
        "form": FilingForm(),
        "asked": asked,
        "history": entry.history.select_related("by"),
    }
    return render(request, "registrations/entry_detail.html", context)


def _with_all(user):
    return scoped(Entry, user).for_desk()


@FORM
def entry_submit(request, pk):
    """File it, or file what was asked for. Who clicks twice, or comes back to the page, finds the receipt."""
    entry = load(Entry, request.user, pk=pk)
    dossier = queries.own_dossier(entry, request.user)
    if dossier is None:
        raise Http404
    completes = entry.can_move("complete")
    can_file = permissions.can_complete if completes else permissions.can_submit
    file = operations.complete if completes else operations.submit
    form = (CompletionForm if completes else FilingForm)(request.POST or None)
    if entry.awaits_office:
        return redirect("registrations:receipt", entry.pk)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            try:
                entry = file(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            except Refused:
                # The other click of a double click may have filed it while this one waited.
                entry.refresh_from_db()
                if not entry.awaits_office:
                    raise
            return redirect("registrations:receipt", entry.pk)
    asked = asked_with_addresses(entry)
    return render(
        request,
        "registrations/entry_submit.html",
        {
            "entry": entry,
            "form": form.without_idle_question() if completes else form,
            "can_state": permissions.can_state_truth(request.user, entry),
            "verdict": can_file(request.user, entry, request.at),
            "elsewhere": _elsewhere(entry, request.at),
            "missing": missing_with_addresses(entry, dossier),
            "expiring": entry.papers_to_renew(),
            "waiting_files": waiting_with_addresses(entry, dossier, request.user, request.at),
            "steps": steps_of(entry, dossier, here="filing", asked=asked),
        },
    )


def _again(user, entry, at):
    """May a refused product be filed anew in its round; None of one that was not refused, or stands there again."""
    if not entry.is_refused or queries.stands_in_its_round(entry):
        return None
    return permissions.can_start_entry(user, entry.product, entry.round, at)


def _elsewhere(entry, at):
    """The rounds into which a draft may go whose own round does not take the establishment where it lies now."""
    product = entry.product
    if not entry.can_move("submit") or permissions.takes_from(entry.round, product.establishment):
        return []
    return queries.rounds_to_enter(product, product.entries.all(), at)


@FORM
def entry_withdraw(request, pk):
    entry = load(Entry, request.user, pk=pk)
    require(permissions.can_withdraw(request.user, entry))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            operations.withdraw(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã rút hồ sơ khỏi kỳ bình chọn.")
            return redirect("registrations:entry_detail", entry.pk)
    return render(request, "registrations/entry_withdraw.html", {"entry": entry, "form": form})


def _filed(request, pk):
    entry = get_object_or_404(_with_all(request.user), pk=pk)
    if not entry.is_filed:
        raise Http404
    return entry


@require_safe
def receipt(request, pk):
    entry = _filed(request, pk)
    is_own = queries.own_dossier(entry, request.user) is not None
    sets_to_send = entry.sets_to_send() if is_own else 0
    on_paper = queries.filing_on_paper(entry) if is_own else 0
    context = {
        "entry": entry,
        "version": entry.version,
        "due_words": documents.answer_due_words(entry),
        "sets_to_send": sets_to_send,
        "sets_there": entry.round.rule_set.paper_sets - sets_to_send,
        "on_paper": on_paper,
        "mended": queries.parts_mended(entry, on_paper) if is_own else [],
    }
    return render(request, "registrations/entry_receipt.html", context)


@require_safe
def receipt_pdf(request, pk):
    entry = _filed(request, pk)
    return as_pdf(documents.receipt(entry), f"Giấy tiếp nhận {entry.tracking_code}")


@require_safe
def receipt_docx(request, pk):
    entry = _filed(request, pk)
    return as_docx(documents.receipt(entry), f"Giấy tiếp nhận {entry.tracking_code}")


def _form_of(request, pk):
    entry = _filed(request, pk)
    version = entry.version
    pictures = documents.pictures_of(version.papers.select_related("file"), Print.under(entry.round.rule_set))
    filed_on = timezone.localdate(version.frozen_at)
    return documents.filed_form(version.content, pictures=pictures, filed_on=filed_on), entry.tracking_code


@require_safe
def form_pdf(request, pk):
    document, code = _form_of(request, pk)
    return as_pdf(document, f"Phiếu đăng ký {code}")


@require_safe
def form_docx(request, pk):
    document, code = _form_of(request, pk)
    return as_docx(document, f"Phiếu đăng ký {code}")


@require_safe
def dossier_pdf(request, pk):
    """Everything that was filed, bound for printing; who comes before it is bound is led to where that is asked for."""
    entry = _filed(request, pk)
    for paper in entry.version.papers.select_related("file"):
        require(can_open(request.user, paper.file))
    bound, _ = queries.bound_of(entry, request.user)
    if bound is None:
        return redirect("registrations:dossier_print", pk)
    return send(request, bound.file, as_attachment=True)


@FORM
def dossier_print(request, pk):
    """How far the binding is; POST asks for it."""
    entry = _filed(request, pk)
    bound, job = queries.bound_of(entry, request.user)
    if request.method == "POST":
        operations.ask_binding(entry=entry, by=request.user, at=request.at)
        return redirect("registrations:dossier_print", pk)
    context = {
        "entry": entry,
        "bound": bound,
        "job": job,
        "can_print": permissions.can_print(request.user, entry),
    }
    return render(request, "registrations/dossier_print.html", context)


def _completion_of(request, pk, number):
    entry = _filed(request, pk)
    ask = get_object_or_404(entry.completion_requests.select_related("asked_by"), pk=number)
    return documents.completion_request(ask), f"Yêu cầu bổ sung {entry.tracking_code}"


@require_safe
def completion_pdf(request, pk, number):
    return as_pdf(*_completion_of(request, pk, number))


@require_safe
def completion_docx(request, pk, number):
    return as_docx(*_completion_of(request, pk, number))


def _refusal_of(request, pk):
    entry = _filed(request, pk)
    row = get_object_or_404(entry.history.select_related("by"), step="refuse")
    return documents.refusal(entry, row), f"Phiếu từ chối {entry.tracking_code}"


@require_safe
def refusal_pdf(request, pk):
    return as_pdf(*_refusal_of(request, pk))


@require_safe
def refusal_docx(request, pk):
    return as_docx(*_refusal_of(request, pk))

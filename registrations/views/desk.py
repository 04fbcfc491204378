"""The office's desk besides the three answers: several entries at once, who looks, what was found, where it belongs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cnnt_portal.errors import Refused, shown_on
from cnnt_portal.permissions import require, scoped
from registrations import checklist, operations, permissions, queries
from registrations.forms import AssignForm, BulkForm, PaperSetsForm, SeenForm, TransferForm
from registrations.models import Entry

from . import intake

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def entry_bulk(request):
    """Several entries at once: first the list of what would happen to each, then the deed."""
    require(permissions.can_see_desk(request.user))
    received = queries.filed_with(request.user).prefetch_related("version__checks", "completion_requests")
    form = BulkForm(request.POST or request.GET or None, entries=received.select_related("round__rule_set", "version"))
    if not form.is_valid():
        for sentence in form.errors.get("entries", ["Hãy đánh dấu ít nhất một hồ sơ trong danh sách."]):
            messages.warning(request, sentence)
        return redirect("registrations:entry_list")
    entries, deed = list(form.cleaned_data["entries"]), form.cleaned_data["deed"]
    assign = None
    if deed == BulkForm.ASSIGN:
        officers = _officers_of_all(entries, timezone.localdate(request.at))
        assign = AssignForm(request.POST if request.method == "POST" else None, officers=officers)
    if request.method == "POST" and (assign is None or assign.is_valid()):
        _carry_out(request, entries, assign)
        return redirect("registrations:entry_list")
    context = {"rows": _rows(request.user, entries, deed), "deed": deed, "assign": assign}
    return render(request, "registrations/entry_bulk.html", context)


def _officers_of_all(entries, on):
    """Those who work in every office concerned: usually one office."""
    found = [
        queries.officers_of(round, on)
        for round in {entry.round.organiser_id: entry.round for entry in entries}.values()
    ]
    return [person for person in found[0] if all(person in others for others in found[1:])]


def _rows(user, entries, deed):
    can = permissions.can_assign if deed == BulkForm.ASSIGN else permissions.can_accept
    names = queries.doubled_names(entries)
    rules = [checklist.rules_of(entry.round.rule_set) for entry in entries]
    return [
        {
            "entry": entry,
            "verdict": can(user, entry),
            "missing": [line.name for line in checklist.of_version(entry.version, asked) if not line.is_met],
            "unchecked": [line.name for line in checklist.unchecked(entry.version, asked)],
            "is_doubled": (entry.round_id, entry.product.search_key) in names,
        }
        for entry, asked in zip(entries, rules, strict=True)
    ]


def _carry_out(request, entries, assign):
    """Each entry by itself: one that is refused holds back no other, and is named with its reason."""
    done, refused = 0, []
    for entry in entries:
        try:
            if assign is None:
                form = SeenForm(request.POST, prefix=str(entry.pk))
                if not form.is_valid():
                    raise Refused(form.UNSEEN)
                operations.accept(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            else:
                operations.assign(entry=entry, **assign.cleaned_data, by=request.user, at=request.at)
            done += 1
        except Refused as refusal:
            refused.append(f"{entry.product}: {refusal.sentence}")
    if done:
        messages.success(request, f"Đã {'tiếp nhận' if assign is None else 'giao'} {done} hồ sơ.")
    for sentence in refused:
        messages.warning(request, sentence)


@require_POST
def entry_assign(request, pk):
    entry = intake.received(request, pk)
    form = AssignForm(request.POST, officers=queries.officers_of(entry.round, timezone.localdate(request.at)))
    if form.is_valid():
        entry = operations.assign(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
        who = entry.assigned_to
        messages.success(request, f"Đã giao hồ sơ cho {who}." if who else "Hồ sơ chưa giao cho ai.")
    return redirect("registrations:entry_detail", pk)


@require_POST
def entry_check_parts(request, pk):
    """What was found; a mistake is shown beside the dossier, with everything that was typed."""
    entry = get_object_or_404(scoped(Entry, request.user).received_by(request.user).for_desk(), pk=pk)
    form = intake.checklist_form(entry, request.POST)
    if form.is_valid():
        with shown_on(form):
            try:
                operations.check_parts(
                    entry=entry, findings=form.findings(), **form.shown(), by=request.user, at=request.at
                )
            except (operations.CheckedMeanwhile, operations.NewerFiling) as since:
                # Saving again from here means: I have seen what stands now.
                form.clashing = getattr(since, "parts", form.clashing)
                form.draw_with(seen=entry.version_id, marks=form.marks_now)
                raise
            messages.success(request, "Đã lưu phần kiểm tra.")
            return redirect("registrations:entry_detail", pk)
    return intake.entry_page(request, entry, form)


@FORM
def entry_transfer(request, pk):
    entry = intake.received(request, pk)
    require(permissions.can_transfer(request.user, entry))
    initial = {"seen": entry.version_id}
    form = TransferForm(request.POST or None, rounds=queries.rounds_to_transfer(entry), initial=initial)
    if request.method == "POST" and form.is_valid():
        with intake.answered_on(form):
            there = operations.transfer(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"Đã chuyển hồ sơ đến {there.round.organiser} và báo cho cơ sở.")
            return redirect("registrations:entry_detail", pk)
    return render(request, "registrations/entry_transfer.html", {"entry": entry, "form": form})


@FORM
def paper_sets(request, pk):
    """What came on paper, and the form for what has just come."""
    entry = intake.received(request, pk)
    verdict = permissions.can_receive_paper_sets(request.user, entry)
    form = PaperSetsForm(
        request.POST or None,
        initial={"sets": entry.round.rule_set.paper_sets, "arrived_on": timezone.localdate(request.at)},
    )
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            with shown_on(form):
                operations.receive_paper_sets(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
                messages.success(request, "Đã ghi và báo cho cơ sở.")
                return redirect("registrations:entry_detail", pk)
    context = {
        "entry": entry,
        "form": form,
        "verdict": verdict,
        "received": entry.paper_sets.select_related("received_by", "struck_by"),
    }
    return render(request, "registrations/paper_sets.html", context)


@require_POST
def paper_sets_strike(request, pk, received):
    entry = intake.received(request, pk)
    row = get_object_or_404(entry.paper_sets.select_related("entry__round__organiser"), pk=received)
    operations.strike_paper_sets(received=row, by=request.user, at=request.at)
    messages.success(request, "Đã gạch lần ghi nhầm.")
    return redirect("registrations:paper_sets", pk)

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.documents import responses
from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from registrations.models import Round

from .. import bundles, decision_papers, operations, paper, queries
from ..forms import DecisionForm, ScanForm
from ..models import RecognitionDecision
from ..permissions import can_correct_decision, can_enter_decision, can_issue, can_send_up


def decision_list(request):
    return render(
        request,
        "certificates/decision_list.html",
        {
            "page": paginate(request, queries.decisions_of(request.user)),
            "rounds": queries.rounds_to_decide(request.user),
        },
    )


def decision_create(request, round_pk):
    round_ = load(Round, request.user, pk=round_pk)
    require(can_enter_decision(request.user, round_))
    issuers = queries.issuers_of(round_, timezone.localdate(request.at))
    form = DecisionForm(request.POST or None, request.FILES or None, issuers=issuers)
    if form.is_valid():
        with shown_on(form):
            decision = operations.enter_decision(round=round_, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã nhập quyết định. Hãy kiểm tra danh sách rồi cấp giấy chứng nhận.")
            return redirect("certificates:decision_detail", pk=decision.pk)
    return render(
        request,
        "certificates/decision_form.html",
        {"form": form, "round": round_, "page": paginate(request, queries.outcomes_to_decide(round_), per_page=50)},
    )


def decision_correct(request, pk):
    decision = load(RecognitionDecision, request.user, pk=pk)
    require(can_correct_decision(request.user, decision))
    issuers = queries.issuers_of(decision.round, decision.decided_on, timezone.localdate(request.at))
    form = DecisionForm.to_correct(decision, request.POST or None, issuers=issuers)
    if form.is_valid():
        with shown_on(form):
            operations.correct_decision(decision=decision, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã sửa quyết định.")
            return redirect("certificates:decision_detail", pk=decision.pk)
    page = paginate(request, queries.to_certify(decision), per_page=50)
    return render(
        request,
        "certificates/decision_form.html",
        {"form": form, "round": decision.round, "page": page, "decision": decision},
    )


def decision_detail(request, pk):
    return _detail(request, load(RecognitionDecision, request.user, pk=pk), ScanForm())


@require_POST
def decision_attach(request, pk):
    """The scan of the signed paper."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    require(can_enter_decision(request.user, decision.round))
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.attach_scan(decision=decision, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giữ bản quét.")
            return redirect("certificates:decision_detail", pk=decision.pk)
    return _detail(request, decision, form)


def decision_scan(request, pk):
    decision = load(RecognitionDecision, request.user, pk=pk)
    if decision.scan is None:
        raise Http404
    return send(request, decision.scan)


def decision_bundle(request, pk, form, part):
    """The papers of a decision in the order of its annex, some hundreds at a time."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    require(can_enter_decision(request.user, decision.round))
    first = part * bundles.PART
    papers = queries.printed(decision)[first : first + bundles.PART]
    if not papers:
        raise Http404
    name = f"Giấy chứng nhận theo {decision} ({first + 1}-{first + len(papers)})"
    if form == "zip":
        return responses.download_file(bundles.as_zip(papers, first + 1), f"{name}.zip", "application/zip")
    if form == "in":
        return responses.download_file(bundles.as_one_pdf(papers, name), name, responses.PDF)
    raise Http404


def _detail(request, decision, scan_form):
    printed = queries.printed_count(decision)
    page = paginate(request, queries.to_certify(decision))
    papers = queries.papers_of(decision, page, timezone.localdate(request.at))
    for outcome in page:
        outcome.paper, outcome.other_papers = papers.get(outcome.entry_id, (None, ()))
    return render(
        request,
        "certificates/decision_detail.html",
        {
            "decision": decision,
            "scan_form": scan_form,
            "bundles": [
                (part, first + 1, min(first + bundles.PART, printed))
                for part, first in enumerate(range(0, printed, bundles.PART))
            ],
            "page": page,
            "takeable": queries.takeable(request.user, [present for present, _ in papers.values()]),
            "progress": queries.progress_of(decision),
            "verdict": can_issue(request.user, decision),
            "send_verdict": can_send_up(request.user, decision.round),
            "correct_verdict": can_correct_decision(request.user, decision),
            "job": next(iter(queries.issuing_jobs(decision)), None),
            "preview": queries.preview(decision),
        },
    )


def decision_sample(request, pk, position):
    """The paper as it would be printed, marked as having no force."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    require(can_issue(request.user, decision))
    certificate = queries.sample_certificate(decision, position) if position < queries.SAMPLES else None
    if certificate is None:
        raise Http404
    return responses.download(paper.render(certificate, is_sample=True), "Bản xem thử", responses.PDF)


@require_POST
def decision_issue(request, pk):
    decision = load(RecognitionDecision, request.user, pk=pk)
    operations.request_issue(decision=decision, by=request.user, at=request.at)
    return redirect("certificates:decision_detail", pk=decision.pk)


def decision_draft(request, round_pk, form):
    """The decision that the office submits for signature, with its list, to edit in Word."""
    round_ = load(Round, request.user, pk=round_pk)
    require(can_enter_decision(request.user, round_))
    today = timezone.localdate(request.at)
    document = decision_papers.draft(round_, queries.outcomes_to_decide(round_), on=today)
    return _official(document, f"Dự thảo quyết định công nhận {round_.year}", form)


def decision_paper(request, pk, form):
    """The decision as it was entered, with its list."""
    decision = load(RecognitionDecision, request.user, pk=pk)
    document = decision_papers.entered(decision, queries.to_certify(decision))
    return _official(document, str(decision), form)


def _official(document, name, form):
    if form == "pdf":
        return responses.as_pdf(document, name)
    if form == "docx":
        return responses.as_docx(document, name)
    raise Http404

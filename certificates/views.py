from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.geography.queries import same_territory, successors_on
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate
from registrations.models import Round

from . import operations, queries
from .forms import CodeForm, DecisionForm, RegisterFilter
from .models import Certificate, RecognitionDecision
from .permissions import can_correct_decision, can_enter_decision, can_issue

NO_SUCH_CODE = "Không có giấy chứng nhận nào mang mã này. Hãy đối chiếu lại từng ký tự trên giấy."


@login_not_required
def register(request):
    """The public register of recognised products."""
    today = timezone.localdate(request.at)
    form = RegisterFilter(request.GET, today=today)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.register(
        on=today,
        words=chosen.get("q", ""),
        level=chosen.get("cap", ""),
        year=chosen.get("nam"),
        group=chosen.get("nhom", ""),
        territory=same_territory(chosen["tinh"]) if chosen.get("tinh") else None,
        force=chosen.get("hieu_luc", ""),
    )
    page = paginate(request, rows)
    for certificate in page:
        certificate.validity = certificate.validity_on(today)
    return render(
        request,
        "certificates/certificate_list.html",
        {
            "page": page,
            "form": form,
            "is_filtered": any(chosen.values()),
            "only_in_force": chosen.get("hieu_luc") == queries.Force.IN_FORCE,
        },
    )


@login_not_required
def check(request, code):
    """What the QR code leads to: is this certificate valid, until when, and why. Works for ever."""
    today = timezone.localdate(request.at)
    try:
        certificate = load(Certificate, request.user, code=code.upper())
    except Http404:
        # Somebody scanned a forged or badly printed code: an answer about the paper, not about the address.
        form = CodeForm({"code": code})
        if form.is_valid():
            form.add_error("code", NO_SUCH_CODE)
        return render(request, "certificates/check_form.html", {"form": form}, status=404)
    units_today = [] if certificate.unit.exists_on(today) else successors_on(certificate.unit, today)
    response = render(
        request,
        "certificates/certificate_check.html",
        {
            "certificate": certificate,
            "validity": certificate.validity_on(today),
            "today": today,
            "units_today": units_today,
            "others": queries.others_of_product(certificate),
            "may_download": queries.may_take_paper(request.user, certificate),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
def check_form(request):
    """Type a code by hand."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if queries.code_exists(code):
            return redirect("certificates:check", code=code)
        form.add_error("code", NO_SUCH_CODE)
    return render(request, "certificates/check_form.html", {"form": form})


def paper_download(request, code):
    certificate = queries.paper_of(request.user, code)
    return send(request, certificate.paper, filename=f"Giấy chứng nhận {certificate.number}".replace("/", "-"))


def certificate_mine(request):
    """The certificates of one's own establishments."""
    today = timezone.localdate(request.at)
    page = paginate(request, queries.certificates_of(request.user))
    for certificate in page:
        certificate.validity = certificate.validity_on(today)
    return render(request, "certificates/certificate_mine.html", {"page": page})


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
    form = DecisionForm(request.POST or None, initial={"issuer": queries.usual_issuer(round_)})
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
    form = DecisionForm(request.POST or None, initial=DecisionForm.initial_of(decision))
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
    decision = load(RecognitionDecision, request.user, pk=pk)
    return render(
        request,
        "certificates/decision_detail.html",
        {
            "decision": decision,
            "page": paginate(request, queries.to_certify(decision)),
            "unprinted": queries.unprinted(decision),
            "verdict": can_issue(request.user, decision),
            "correct_verdict": can_correct_decision(request.user, decision),
            "job": next(iter(queries.issuing_jobs(decision)), None),
            "sample": queries.next_number(decision),
        },
    )


@require_POST
def decision_issue(request, pk):
    decision = load(RecognitionDecision, request.user, pk=pk)
    operations.request_issue(decision=decision, by=request.user, at=request.at)
    return redirect("certificates:decision_detail", pk=decision.pk)

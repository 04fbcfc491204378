from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.errors import shown_on
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.components import TimelineStep

from .. import operations, permissions, queries
from ..forms import ActForm, ConfirmForm, ReasonForm, ReplyForm, ScanForm
from ..messages import heads_to_confirm
from ..models import Certificate, CertificateAct


def act_create(request, code, kind):
    """Prepare a decision about one certificate."""
    certificate = load(Certificate, request.user, code=code.upper())
    if kind not in CertificateAct.Kind.values:
        raise Http404
    kind = CertificateAct.Kind(kind)
    today = timezone.localdate(request.at)
    require(permissions.can_act_on(request.user, certificate, on=today))
    require(permissions.can_propose_act(request.user, certificate, kind, on=today))
    form = ActForm(request.POST or None, request.FILES or None, kind=kind, certificate=certificate, on=today)
    if form.is_valid():
        with shown_on(form):
            act = operations.propose_act(
                certificate=certificate, kind=kind, **form.facts, by=request.user, at=request.at
            )
            heads = ", ".join(str(head) for head in heads_to_confirm(act, on=today))
            if heads:
                messages.success(request, f"Đã lập. Người đứng đầu cơ quan được báo để xác nhận: {heads}.")
            else:
                messages.warning(
                    request,
                    "Đã lập. Cơ quan chưa có tài khoản người đứng đầu nên chưa ai xác nhận được. Hãy báo quản trị.",
                )
            return redirect("certificates:act_detail", pk=act.pk)
    return render(request, "certificates/act_form.html", {"form": form, "certificate": certificate, "kind": kind})


def act_detail(request, pk):
    """What is planned, what the holder answers, what was decided."""
    return _page(request, load(CertificateAct, request.user, pk=pk))


@require_POST
def act_reply(request, pk):
    act = load(CertificateAct, request.user, pk=pk)
    require(permissions.can_reply(request.user, act, on=timezone.localdate(request.at)))
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.reply_to_act(act=act, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, f"Đã gửi giải trình đến {act.certificate.issuer_organisation}.")
            return redirect("certificates:act_detail", pk=act.pk)
    return _page(request, act, reply_form=form)


@require_POST
def act_confirm(request, pk):
    act = load(CertificateAct, request.user, pk=pk)
    require(permissions.can_confirm_act(request.user, act, on=timezone.localdate(request.at)))
    form = ConfirmForm(request.POST, request.FILES, kind=act.kind)
    if form.is_valid():
        with shown_on(form):
            operations.confirm_act(act=act, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã xác nhận. Cơ sở được báo, trang kiểm tra đã ghi quyết định này.")
            return redirect("certificates:act_detail", pk=act.pk)
    return _page(request, act, confirm_form=form)


@require_POST
def act_dismiss(request, pk):
    act = load(CertificateAct, request.user, pk=pk)
    require(permissions.can_dismiss_act(request.user, act))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, act, reason_form=form)
    operations.dismiss_act(act=act, **form.cleaned_data, by=request.user, at=request.at)
    messages.success(request, "Đã ghi là không thực hiện.")
    return redirect("certificates:act_detail", pk=act.pk)


@require_POST
def act_print(request, pk):
    """The paper in place of the old one, where the last attempt to print it failed."""
    act = load(CertificateAct, request.user, pk=pk)
    require(permissions.can_print_new_paper(request.user, act))
    operations.request_paper(act=act, by=request.user, at=request.at)
    return redirect("certificates:act_detail", pk=act.pk)


@require_POST
def act_attach(request, pk):
    """The scan of the signed decision, where it came later than its confirmation."""
    act = load(CertificateAct, request.user, pk=pk)
    require(permissions.can_attach_act_scan(request.user, act))
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        with shown_on(form):
            operations.attach_act_scan(act=act, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, "Đã giữ bản quét.")
            return redirect("certificates:act_detail", pk=act.pk)
    return _page(request, act, scan_form=form)


def act_scan(request, pk):
    act = load(CertificateAct, request.user, pk=pk)
    if act.scan is None:
        raise Http404
    return send(request, act.scan)


def act_evidence(request, pk):
    act = load(CertificateAct, request.user, pk=pk)
    if act.evidence is None:
        raise Http404
    return send(request, act.evidence)


def act_reply_file(request, pk, file):
    act = load(CertificateAct, request.user, pk=pk)
    return send(request, get_object_or_404(act.reply_files.select_related("file"), pk=file).file)


def _steps(act):
    """From the day it was prepared: what was said in between is no move of its own."""
    steps = [TimelineStep(f"Lập: {act.get_kind_display()}", act.proposed_at, act.proposed_by)]
    if act.replied_at:
        steps.append(TimelineStep("Cơ sở giải trình", act.replied_at, act.replied_by))
    return [*steps, *act.history.select_related("by")]


def _page(request, act, **forms):
    today = timezone.localdate(request.at)
    successor = queries.successor_of(act.certificate) if act.is_confirmed and act.makes_new_paper else None
    return render(
        request,
        "certificates/act_detail.html",
        {
            "act": act,
            "certificate": act.certificate,
            "is_valid": act.certificate.validity_on(today).is_valid,
            "confirm_verdict": permissions.can_confirm_act(request.user, act, on=today),
            "dismiss_verdict": permissions.can_dismiss_act(request.user, act),
            "reply_verdict": permissions.can_reply(request.user, act, on=today),
            "is_office": permissions.can_act_on(request.user, act.certificate, on=today),
            "confirm_form": ConfirmForm(kind=act.kind),
            "reason_form": ReasonForm(),
            "reply_form": ReplyForm(),
            "scan_form": ScanForm(),
            "scan_verdict": permissions.can_attach_act_scan(request.user, act),
            "reply_files": act.reply_files.select_related("file") if act.replied_at else [],
            "steps": _steps(act),
            "successor": successor,
            "replacement": act.replacement_on(today) if successor else "",
            "print_verdict": permissions.can_print_new_paper(request.user, act),
            "print_job": next(iter(queries.printing_jobs(successor)), None) if successor else None,
            **forms,
        },
    )

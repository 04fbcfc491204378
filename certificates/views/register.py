from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from cnnt_portal.geography.queries import same_territory, successors_on
from cnnt_portal.permissions import load
from cnnt_portal.ui.lists import paginate

from .. import queries
from ..forms import CodeForm, RegisterFilter
from ..models import Certificate, CertificateAct
from ..permissions import can_act_on

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
    acts = list(certificate.acts.confirmed())
    units_today = [] if certificate.unit.exists_on(today) else successors_on(certificate.unit, today)
    response = render(
        request,
        "certificates/certificate_check.html",
        {
            "certificate": certificate,
            "validity": certificate.validity_on(today),
            "today": today,
            "units_today": units_today,
            "acts": acts,
            "predecessor": certificate.replaces,
            "successor": queries.successor_of(certificate),
            "may_act": can_act_on(request.user, certificate),
            "kinds": CertificateAct.Kind,
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

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cnnt_portal.files.responses import send
from cnnt_portal.ui.lists import paginate
from registrations.queries import establishment_of, rounds_ahead

from .. import operations, permissions, queries

ROUNDS = 5


def paper_download(request, code):
    """The sheet to print, sign by hand and seal."""
    certificate = queries.paper_of(request.user, code)
    return send(request, certificate.paper, filename=_name(certificate))


def original_download(request, code):
    """The electronic original with its signature."""
    certificate = queries.paper_of(request.user, code)
    if certificate.original is None:
        raise Http404
    return send(request, certificate.original, as_attachment=True, filename=f"{_name(certificate)} ký số")


def _name(certificate):
    return f"Giấy chứng nhận {certificate.number}".replace("/", "-")


def certificate_mine(request):
    """The certificates of one's own establishments."""
    today = timezone.localdate(request.at)
    page = paginate(request, queries.certificates_of(request.user))
    shown = queries.shown_among({certificate.product_id for certificate in page})
    # One question for a product, beside the latest certificate that came of a dossier; before its paper there is no
    # public page to show anything on.
    asked = {one.product_id: one.pk for one in reversed(list(page)) if one.entry_id and one.is_published}.values()
    for certificate in page:
        certificate.validity = certificate.validity_on(today)
        certificate.is_shown = certificate.product_id in shown
        certificate.has_dossier = certificate.pk in asked
        certificate.may_show = permissions.can_show(request.user, certificate.product)
        certificate.may_stop = permissions.can_stop_showing(request.user, certificate.product)
    return render(
        request, "certificates/certificate_mine.html", {"page": page, "rounds": _rounds_ahead(request.user, request.at)}
    )


def _rounds_ahead(user, at):
    """The next rounds in which the products of this person's establishment may stand, soonest first."""
    establishment = establishment_of(user)
    rounds = list(rounds_ahead(at, province=establishment.province)[:ROUNDS]) if establishment else []
    for round_ in rounds:
        round_.is_open_now = round_.takes_dossiers(at)
    return rounds


@require_POST
def certificate_show(request, code):
    """Photos and story of the product, shown to everybody or not, as its establishment says."""
    certificate = get_object_or_404(queries.certificates_of(request.user), code=code.upper())
    if request.POST.get("hien") == "co":
        operations.allow_showing(product=certificate.product, by=request.user, at=request.at)
        messages.success(request, "Ảnh và câu chuyện của sản phẩm nay hiện trên trang công khai.")
    else:
        operations.stop_showing(product=certificate.product, by=request.user, at=request.at)
        messages.success(request, "Ảnh và câu chuyện của sản phẩm không còn hiện trên trang công khai.")
    return redirect("certificates:certificate_mine")

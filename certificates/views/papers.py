from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from cnnt_portal.files.responses import send
from cnnt_portal.ui.lists import paginate

from .. import queries


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
    for certificate in page:
        certificate.validity = certificate.validity_on(today)
    return render(request, "certificates/certificate_mine.html", {"page": page})

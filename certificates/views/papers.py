from django.shortcuts import render
from django.utils import timezone

from cnnt_portal.files.responses import send
from cnnt_portal.ui.lists import paginate

from .. import queries


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

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import credentials, guessing, queries
from ..api.answering import paced
from ..keeping import kept


@login_not_required
@require_safe
@paced
@kept
def credential(request, code):
    """The certificate as a Verifiable Credential, signed; what it is worth later is said by the status lists."""
    certificate = queries.checked(code)
    if certificate is None:
        guessing.count_wrong(request)
        raise Http404
    if not certificate.has_credential:
        raise Http404
    response = _signed(credentials.credential(certificate), request)
    response["Content-Disposition"] = f'attachment; filename="chung-thu-so-{certificate.code}.jwt"'
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
@paced
@kept
def status_list(request, purpose, part):
    """Which certificates have lost their force, for a while or for good: one bit each."""
    today = timezone.localdate(request.at)
    chosen = credentials.PURPOSES.get(purpose)
    rows = {
        credentials.REVOCATION: queries.ended_on,
        credentials.SUSPENSION: queries.suspended_on,
    }.get(chosen)
    if rows is None or not queries.is_part(credentials.keys_of_part(part)):
        raise Http404
    pks = rows(today, credentials.keys_of_part(part))
    return _signed(credentials.status_list(chosen, part, pks, at=request.at), request)


@login_not_required
@require_safe
@kept
def issuer_document(request):
    return JsonResponse(credentials.issuer_document())


def _signed(claims, request):
    content = credentials.signed(claims, at=request.at)
    return HttpResponse(content, content_type=credentials.MEDIA_TYPE)

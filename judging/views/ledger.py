"""The score ledger: taken away as a file, checked and recounted on a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cnnt_portal.permissions import load, require

from .. import permissions, queries
from ..models import Council


@require_safe
def ledger_export(request, pk):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_export_ledger(request.user, council))
    response = HttpResponse("".join(queries.ledger_lines(council)), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"so-diem-ky-{council.round_id}.jsonl")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def ledger_check(request, pk):
    """“Kiểm tra sổ”: is the chain whole, does the independent program agree, and do the stored sheets still give the
    stored results under the rule set that the round pinned?"""
    council = load(Council, request.user, pk=pk)
    require(permissions.can_export_ledger(request.user, council))
    return render(request, "judging/ledger_check.html", {"council": council, "check": queries.checked(council)})

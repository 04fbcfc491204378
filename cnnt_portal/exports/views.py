from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.documents.responses import download
from cnnt_portal.files.responses import send
from cnnt_portal.permissions import load, require
from cnnt_portal.ui.lists import paginate

from . import operations, queries
from .models import Export
from .permissions import can_download
from .writing import KINDS, write


@require_http_methods(["GET", "HEAD", "POST"])
def export_make(request, name, form):
    """A short list leaves at once; a long one asks first and is then made in the background."""
    wish = request.META.get("QUERY_STRING", "")
    try:
        listing = queries.listing_of(name, request.user, wish, timezone.localdate(request.at))
    except LookupError:
        raise Http404 from None
    if request.method == "POST":
        export = operations.request_export(name=name, form=form, wish=wish, by=request.user, at=request.at)
        return redirect("exports:export_detail", pk=export.pk)
    count = listing.count()
    if count <= settings.EXPORTS_AT_ONCE:
        return download(write(listing, form), listing.title, KINDS[form].value)
    context = {"listing": listing, "count": count, "form": Export.Form(form), "days": settings.EXPORTS_KEPT_DAYS}
    return render(request, "exports/export_make.html", context)


@require_safe
def export_list(request):
    return render(request, "exports/export_list.html", {"page": paginate(request, queries.exports_of(request.user))})


@require_safe
def export_detail(request, pk):
    export = load(Export, request.user, pk=pk)
    context = {"export": export, "verdict": can_download(request.user, export, request.at)}
    return render(request, "exports/export_detail.html", context)


@require_safe
def export_download(request, pk):
    export = load(Export, request.user, pk=pk)
    require(can_download(request.user, export, request.at))
    return send(request, export.file, as_attachment=True)

"""The bands that the panel agrees on before it scores."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cnnt_portal.errors import shown_on
from cnnt_portal.permissions import load, require

from .. import operations, permissions, queries
from ..forms import BandsForm
from ..models import Council


@require_safe
def band_list(request, pk):
    council = load(Council, request.user, pk=pk)
    context = {
        "council": council,
        "groups": queries.bands_by_group(council),
        "may_agree": permissions.can_agree_bands(request.user, council),
    }
    return render(request, "judging/band_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def band_edit(request, pk, group):
    council = load(Council, request.user, pk=pk)
    require(permissions.can_agree_bands(request.user, council))
    found = next((bands for bands in queries.bands_by_group(council) if bands.group.code == group), None)
    if found is None:
        raise Http404
    form = BandsForm(request.POST or None, rows=found.rows, digits=queries.rules_of(council.round).digits)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            bands = form.bands()
            operations.agree_bands(council=council, group=group, bands=bands, by=request.user, at=request.at)
            messages.success(request, f"Đã ghi khung điểm nhóm {group}.")
            return redirect("judging:band_list", pk=council.pk)
    return render(request, "judging/band_edit.html", {"council": council, "group": found.group, "form": form})

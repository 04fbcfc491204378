from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .forms import ListingForm
from .queries import find_communes

# A province has at most 168 communes; a search over the country may find more than a list can show.
_SHOWN = 200


@login_not_required
@require_safe
def communes(request):
    """Today's communes as JSON, of a province (`tinh`), by words (`q`), or both. Neither gives none."""
    form = ListingForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": "Yêu cầu không hợp lệ."}, status=400)
    province, words = form.cleaned_data["tinh"], form.cleaned_data["q"]
    found = []
    if province or words:
        found = list(find_communes(words, on=timezone.localdate(request.at), province=province)[: _SHOWN + 1])
    rows = [
        {"id": unit.pk, "name": unit.full_name, "province": unit.province_id, "province_name": unit.province.full_name}
        for unit in found[:_SHOWN]
    ]
    return JsonResponse({"communes": rows, "more": len(found) > _SHOWN})

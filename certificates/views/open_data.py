from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..api.described import endpoints


@login_not_required
@require_safe
def open_data(request):
    """What other programs may take from the register, and how."""
    context = {"endpoints": endpoints(), "per_minute": settings.CERTIFICATES_API_PER_MINUTE}
    return render(request, "certificates/open_data.html", context)

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cnnt_portal.ui.lists import paginate

from .forms import EventFilter
from .queries import events_for


@require_safe
def event_list(request):
    page = paginate(request, events_for(request.user, request.GET), per_page=50)
    return render(request, "audit/event_list.html", {"page": page, "form": EventFilter(request.GET or None)})

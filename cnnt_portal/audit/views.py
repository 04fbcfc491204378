from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cnnt_portal.permissions import require, scoped

from .forms import EventFilter
from .models import Event
from .permissions import can_read_events

PAGE = 50


@require_safe
def event_list(request):
    require(can_read_events(request.user))
    form = EventFilter(request.GET or None)
    events = scoped(Event, request.user).select_related("by")
    if form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            events = events.filter(name__icontains=wanted["name"])
        if wanted["person"]:
            events = events.filter(
                Q(by__full_name__icontains=wanted["person"]) | Q(by__email__icontains=wanted["person"])
            )
        if wanted["subject"]:
            events = events.about(wanted["subject"])
    page = Paginator(events, PAGE).get_page(request.GET.get("trang"))
    return render(request, "audit/event_list.html", {"page": page, "form": form})

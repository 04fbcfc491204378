from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .forms import EventFilter
from .queries import events_for

PAGE = 50


@require_safe
def event_list(request):
    page = Paginator(events_for(request.user, request.GET), PAGE).get_page(request.GET.get("trang"))
    return render(request, "audit/event_list.html", {"page": page, "form": EventFilter(request.GET or None)})

from django.db.models import Q

from cnnt_portal.permissions import require

from .forms import EventFilter
from .models import Event
from .permissions import can_read_events


def events_for(user, wish):
    """The events that the filter asks for; nonsense in it filters nothing."""
    require(can_read_events(user))
    events = Event.objects.visible_to(user).select_related("by")
    form = EventFilter(wish or None)
    if form.is_valid():
        wanted = form.cleaned_data
        if wanted["name"]:
            events = events.filter(name__icontains=wanted["name"])
        if wanted["person"]:
            named = Q(by__full_name__icontains=wanted["person"]) | Q(by__email__icontains=wanted["person"])
            events = events.filter(named)
        if wanted["subject"]:
            events = events.about(wanted["subject"])
    return events

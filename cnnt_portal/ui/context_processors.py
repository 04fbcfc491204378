from django.conf import settings
from django.utils import timezone

from cnnt_portal import rehearsing


def portal(request):
    """What every page needs to know of the installation."""
    rehearsed = timezone.localdate(request.at) if settings.REHEARSAL_DAYS and hasattr(request, "at") else None
    return {
        "embedded": settings.EMBEDDED,
        "rehearsed_day": rehearsed,
        "rehearsal_page": settings.REHEARSAL_PAGE if rehearsing.is_on() else "",
    }

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from cnnt_portal.notifications.models import Notice


def portal(request):
    """What every page needs to know of the installation and of the reader."""
    return {
        "embedded": settings.EMBEDDED,
        # Lazy: pages that do not draw the header do not count.
        "unread_notices": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.visible_to(user).unread().count()

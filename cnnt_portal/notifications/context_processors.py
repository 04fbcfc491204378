from django.utils.functional import SimpleLazyObject

from .models import Notice


def inbox(request):
    """For the header of every page. Lazy: pages that do not draw it do not count."""
    return {"unread_notices": SimpleLazyObject(lambda: _unread(request))}


def _unread(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.visible_to(user).unread().count()

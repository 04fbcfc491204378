from django.http import QueryDict

from .models import Export
from .registry import listing_named


def listing_of(name, user, wish, today):
    """The list as its page shows it to this user under this query string."""
    return listing_named(name)(user, QueryDict(wish), today)


def exports_of(user):
    return Export.objects.visible_to(user).select_related("job")

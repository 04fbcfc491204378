"""The header's entries. The kernel knows no app, so settings.NAVIGATION names the pages."""

from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse

PUBLIC = "public"
SIGNED_IN = "signed_in"


class Entry(NamedTuple):
    label: str
    url: str
    current: bool


def entries_for(user, path):
    """The entries that this reader sees. In the settings: (label, URL name, audience), and an audience is PUBLIC,
    SIGNED_IN or a tuple of organisation kinds."""
    found = []
    for label, url_name, audience in settings.NAVIGATION:
        if not _sees(user, audience):
            continue
        try:
            url = reverse(url_name)
        except NoReverseMatch:
            continue
        found.append((label, url))
    # The longest address that begins the path is where the reader is.
    here = max((url for _, url in found if path == url or (url != "/" and path.startswith(url))), key=len, default=None)
    return [Entry(label, url, url == here) for label, url in found]


def _sees(user, audience):
    if audience == PUBLIC:
        return True
    if user is None or not user.is_authenticated:
        return False
    return audience == SIGNED_IN or user.works_at(*audience)

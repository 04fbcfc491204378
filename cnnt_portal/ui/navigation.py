"""The header's entries. The kernel knows no app, so settings.NAVIGATION names the pages."""

from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

PUBLIC = "public"
SIGNED_IN = "signed_in"


class Entry(NamedTuple):
    """A link, or a group that opens: its `url` is empty and its `entries` are links."""

    label: str
    url: str
    current: bool
    entries: tuple = ()


def entries_for(user, path):
    """The entries that this reader sees.

    In the settings an entry is (label, URL name, audience) and a group (label, [entries]); a group of which the reader
    sees one entry is that entry. An audience is PUBLIC, SIGNED_IN, a tuple of organisation kinds, or the dotted name
    of a question that takes a signed-in user.
    """
    seen = [(item[0], links_for(user, item[1] if len(item) == 2 else [item])) for item in settings.NAVIGATION]
    # The longest address that begins the path is where the reader is.
    urls = [url for _, links in seen for _, url in links]
    here = max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default=None)
    found = []
    for label, links in seen:
        entries = tuple(Entry(name, url, url == here) for name, url in links)
        if len(entries) > 1:
            found.append(Entry(label, "", any(entry.current for entry in entries), entries))
        else:
            found += entries
    return found


def links_for(user, items):
    """[(label, url)] of the pages that exist and that this reader sees."""
    links = []
    for label, url_name, audience in items:
        if not _sees(user, audience):
            continue
        try:
            links.append((label, reverse(url_name)))
        except NoReverseMatch:
            continue
    return links


def _sees(user, audience):
    if audience == PUBLIC:
        return True
    if user is None or not user.is_authenticated:
        return False
    if isinstance(audience, str):
        return audience == SIGNED_IN or import_string(audience)(user)
    return user.works_at(*audience)

"""Public pages, drawn once and kept until the register, the day or the portal's own code changes.

Only what a stranger sees at an address without a query string is kept: as many pages as there are certificates,
however many questions somebody thinks up. Every answer is checked against the register's stamp, so that nobody, nor
any browser, shows a certificate in force after it was revoked.
"""

import hashlib
import zlib
from functools import lru_cache, wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from . import queries

# What no stamp tells of (names of units, the header's entries) is seen after so many seconds at the latest.
KEPT_FOR = 300
_CODE = ("templates", "certificates", "cnnt_portal", "static/css", "static/js")
_KEPT_HEADERS = ("Content-Type", "Content-Disposition", "X-Robots-Tag")


def kept(view):
    """For GET views of public pages that look the same to every stranger."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if _is_somebody(request) or request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        version = _version(request)
        key = None if request.GET else f"certificates:page:{_sum(f'{version}:{request.path}')}"
        response = _taken(key)
        if response is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.streaming or response.cookies:
                return response
            _keep(key, response)
        return _conditional(request, response)

    return answer


def piece(name, today, draw):
    """Part of a page that costs much, names nobody and does not follow the register: asked again after some minutes."""
    return cache.get_or_set(f"certificates:piece:{name}:{_edition()}:{today:%Y%m%d}", draw, KEPT_FOR)


def unchanged(request):
    """The answer “not modified” for long data whose reader has it already as the register stands; else None."""
    return get_conditional_response(request, etag=data_mark(request))


def data_mark(request):
    """The ETag of long data at this address, known before it is drawn."""
    return f'"{_sum(f"{_version(request)}:{request.get_full_path()}")}"'


def _sum(text):
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _is_somebody(request):
    """Signed in, or with a message waiting to be shown."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _version(request):
    return f"{_edition()}:{queries.register_stamp()}:{timezone.localdate(request.at):%Y%m%d}"


@lru_cache(maxsize=1)
def _edition():
    """Changes with every release: pages of an older one are not shown by a newer."""
    marks = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix != ".pyc":
                marks.update(f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}".encode())
    return marks.hexdigest()[:12]


def _taken(key):
    found = key and cache.get(key)
    if not found:
        return None
    packed, mark, headers = found
    response = HttpResponse(zlib.decompress(packed), headers=headers)
    response["ETag"] = mark
    return response


def _keep(key, response):
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if key:
        headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        cache.set(key, (zlib.compress(response.content, 1), response["ETag"], headers), KEPT_FOR)


def _conditional(request, response):
    # A browser asks each time; whoever signs in meanwhile gets a page of their own.
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=response["ETag"], response=response)

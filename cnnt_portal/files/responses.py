"""How bytes leave. The owning app loads its object in the user's scope, asks its own permission, then calls here:
there is no address that serves a file by its number."""

import hashlib
import logging
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from cnnt_portal.permissions import require

from . import pictures
from .kinds import Kind
from .naming import clean_name
from .permissions import can_open

logger = logging.getLogger(__name__)

# Seconds for which a signed address of the object storage opens: enough for a redirect, useless in a chat.
SIGNED_FOR = 60
SHOWN_INLINE = {Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.PDF}


def send(request, stored_file, *, as_attachment=False, filename=None):
    """The file as it came. Raises NotPermitted while it waits for its scan or when it is infected."""
    require(can_open(request.user, stored_file))
    name = clean_name(filename, stored_file.kind) if filename else stored_file.name
    inline = stored_file.kind in SHOWN_INLINE and not as_attachment
    return _send(stored_file.key, stored_file.content_type, name, inline)


def send_picture(request, stored_file, width, *, public=False):
    """A published size of a picture (see pictures.WIDTHS), JPEG without metadata.

    A public one may be kept, but every use asks whether it still is: whoever shows it may stop showing it.
    Where the storage has lost it there is nothing to send: a page is not broken for one picture.
    """
    if public:
        require(can_open(request.user, stored_file))
        mark = f'"{hashlib.sha256(f"{stored_file.key}:{width}".encode()).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=mark) or _picture(stored_file, width)
        response["ETag"], response["Cache-Control"] = mark, "no-cache"
        return response
    return _picture(stored_file, width)


def _picture(stored_file, width):
    try:
        content = pictures.published(stored_file, width)
    except FileNotFoundError as lost:
        logger.error("The storage has lost the picture %s (%s)", stored_file.pk, stored_file.key)
        raise Http404 from lost
    name = clean_name(stored_file.name, Kind.JPEG)
    if _on_object_storage():
        # A page may show pictures of its own address only, so this one is not sent elsewhere for it.
        return _safe(HttpResponse(content), pictures.CONTENT_TYPE, name, True)
    return _send(pictures.published_key(stored_file, width), pictures.CONTENT_TYPE, name, True)


def _send(key, content_type, name, inline):
    if _on_object_storage():
        signed = {
            "ResponseContentType": content_type,
            "ResponseContentDisposition": content_disposition_header(not inline, name),
        }
        response = HttpResponseRedirect(default_storage.url(key, parameters=signed, expire=SIGNED_FOR))
        response["Cache-Control"] = "private, no-store"
        return response
    if settings.FILES_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.FILES_ACCEL_PREFIX.rstrip('/')}/{quote(key)}"
    else:
        response = StreamingHttpResponse(_chunks(key), headers={"Content-Length": default_storage.size(key)})
    return _safe(response, content_type, name, inline)


def _safe(response, content_type, name, inline):
    """Nothing in the file may act in the portal's name."""
    response["Content-Type"] = content_type
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["Content-Security-Policy"] = _policy(content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _on_object_storage():
    return hasattr(default_storage, "bucket_name")


def _chunks(key):
    """Opened only when somebody reads: an answer that nobody reads (HEAD) leaves no file open."""
    with default_storage.open(key, "rb") as file:
        yield from file.chunks()


def _policy(content_type):
    if content_type == Kind.PDF:
        # Browsers refuse to start their PDF viewer in a sandboxed page; the viewer is a sandbox of its own.
        return "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return "default-src 'none'; img-src 'self'; sandbox; frame-ancestors 'self'"

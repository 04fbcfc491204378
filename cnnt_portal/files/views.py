"""The tus protocol 1.0 (https://tus.io/protocols/resumable-upload): creation, expiration, termination.

Who sends is a script, so answers are a status and one plain sentence, never a page.
"""

import base64
import binascii
import re
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from cnnt_portal.errors import Refused
from cnnt_portal.permissions import load, require

from . import arriving
from .models import Upload

VERSION = "1.0.0"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _tus(*methods):
    def speaking(view):
        @require_http_methods(list(methods))
        # Not the page of sign-in: a script cannot do anything with it.
        @login_not_required
        @wraps(view)
        def run(request, *args, **kwargs):
            response = _answer(view, request, *args, **kwargs)
            response["Tus-Resumable"] = VERSION
            response["Cache-Control"] = "no-store"
            return response

        return run

    return speaking


def _answer(view, request, *args, **kwargs):
    if not request.user.is_authenticated:
        return _said(401, "Phiên đăng nhập đã hết.")
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        response = _said(412, "Cổng nhận tệp theo tus 1.0.0.")
        response["Tus-Version"] = VERSION
        return response
    try:
        return view(request, *args, **kwargs)
    except Refused as refusal:
        return _said(refusal.status, refusal.sentence)


def _said(status, sentence=""):
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


@_tus("POST", "OPTIONS")
def upload_create(request):
    if request.method == "OPTIONS":
        response = _said(204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,expiration,termination"
        response["Tus-Max-Size"] = settings.FILES_MAX_BYTES
        return response
    size = _number(request.headers.get("Upload-Length"))
    facts = _metadata(request.headers.get("Upload-Metadata", ""))
    if not size or facts is None or not _DIGEST.fullmatch(facts.get("sha256") or "0" * 64):
        return _said(400, "Tệp rỗng (0 byte) hoặc thông tin về tệp không đọc được. Hãy chọn lại tệp.")
    require(arriving.can_send(request.user, facts.get("purpose", "")))
    upload = arriving.begin(
        name=facts.get("filename", ""),
        size=size,
        purpose=facts.get("purpose", ""),
        sha256=facts.get("sha256", ""),
        by=request.user,
        at=request.at,
    )
    response = _standing(201, upload, upload.arrived)
    response["Location"] = reverse("files:upload_piece", args=[upload.token])
    return response


@_tus("HEAD", "PATCH", "DELETE")
def upload_piece(request, token):
    upload = load(Upload, request.user, token=token)
    if request.method == "DELETE":
        arriving.discard(upload=upload)
        return _said(204)
    if request.method == "HEAD":
        if upload.expires_at <= request.at:
            return _said(410)
        response = _standing(200, upload, upload.arrived)
        response["Upload-Length"] = upload.size
        return response
    if request.content_type != "application/offset+octet-stream":
        return _said(415)
    offset = _number(request.headers.get("Upload-Offset"))
    if offset is None:
        return _said(400)
    if offset != upload.arrived:
        return _said(409)
    if int(request.headers.get("Content-Length") or 0) > upload.size - offset:
        return _said(413)
    reached = arriving.receive(upload=upload, offset=offset, body=request, at=request.at)
    upload.refresh_from_db(fields=["expires_at"])
    return _standing(204, upload, reached)


def _standing(status, upload, offset):
    response = _said(status)
    response["Upload-Offset"] = offset
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _number(text):
    """A count of bytes that a database can hold, else None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _metadata(header):
    """{key: text} of “key base64,key base64”; None where it cannot be read."""
    found = {}
    for pair in filter(None, header.split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        if "\x00" in found[key]:
            return None
    return found

"""Answers whoever watches the containers: is this web process alive and does its database answer?"""

import logging
import urllib.request
from http.client import HTTPException

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
@login_not_required
def health(request):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("Cơ sở dữ liệu không trả lời.", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("Hoạt động bình thường.", content_type="text/plain; charset=utf-8")


def web_answers():
    """Asked from outside the web: would people be answered now? Without an address to ask at, nobody says no."""
    if not settings.PULSE_URL:
        return True
    # Not through a proxy that the machine keeps for the way out: its refusal would be taken for the web's.
    door = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        # By the name under which containers are watched.
        asked = urllib.request.Request(settings.PULSE_URL, headers={"Host": "localhost"})  # noqa: S310 our own address
        with door.open(asked, timeout=10):
            return True
    except (OSError, HTTPException, ValueError) as silence:
        logging.getLogger(__name__).warning("The web does not answer at %s: %s", settings.PULSE_URL, silence)
        return False

"""Answers whoever watches the containers: is this web process alive and does its database answer?"""

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

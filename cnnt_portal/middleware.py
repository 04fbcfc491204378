"""What every request meets."""

import contextvars
import re
import uuid
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpResponseNotAllowed
from django.utils.http import url_has_allowed_host_and_scheme

from .clock import portal_now
from .errors import NoPage, Refused, refusal_response

request_id = contextvars.ContextVar("request_id", default="")

_WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\s+(?:OR\s+\w+\s+)?(?:INTO\s+|FROM\s+)?\"?(\w+)", re.IGNORECASE)
# Who is signed in may change on any request; nothing else may on a GET.
_SESSION_TABLES = {"django_session", "accounts_user"}
# Where the sign-in library writes on a GET: VNeID sends the browser back with one, which links or notes the account;
# recovery codes are marked as seen when they are shown.
_WRITTEN_BY_THE_LIBRARY = ("/tai-khoan/oidc/", "/tai-khoan/2fa/recovery-codes/")


class WriteOnGet(AssertionError):
    """A page that is only read tried to write: our mistake, never the user's."""


class SignInMiddleware(LoginRequiredMiddleware):
    """Whose session ended is led back, once signed in, to the page on which the button was pressed: the address that
    takes the act is often no page."""

    def handle_no_permission(self, request, view_func):
        page = request.headers.get("referer", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(page, {request.get_host()}):
            page = urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl()
            return redirect_to_login(page, self.get_login_url(view_func), self.get_redirect_field_name(view_func))
        return super().handle_no_permission(request, view_func)


class MomentMiddleware:
    """One clock reading per request (`request.at`), handed down as `at=`, and an id that ties its audit events."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = portal_now()
        token = request_id.set(uuid.uuid4().hex)
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class PrivatePagesMiddleware:
    """What a signed-in person sees stays on no disk: on a shared phone “back” after signing out shows nothing.

    Answers that say themselves how long they may be kept (public pictures, downloads) are left alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ReadOnlyGetMiddleware:
    """Law 8: GET never writes. The session and two places of the sign-in library are the exceptions."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or request.path.startswith(_WRITTEN_BY_THE_LIBRARY):
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)


def _refuse_writes(execute, sql, params, many, context):
    found = _WRITE.match(sql) if isinstance(sql, str) else None
    if found and found[2] not in _SESSION_TABLES:
        raise WriteOnGet(sql[:200])
    return execute(sql, params, many, context)


class RefusalMiddleware:
    """Shows the sentence of a Refused that no form caught, and one where a button's own address is opened as a page:
    loaded again after a mistake in the form it would be a blank sheet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET" and not response.content:
            page = refusal_response(request, NoPage("Địa chỉ này chỉ nhận việc bấm nút, không mở ra xem được."))
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            return refusal_response(request, exception)
        return None

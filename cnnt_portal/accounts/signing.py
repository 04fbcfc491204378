"""Whoever signs says once more who they are."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect

from cnnt_portal.errors import Refused

_TYPED = "typed_before_password"


def signing(page=None):
    """The password or the second factor is asked for before the view; the request goes on where it was stopped.

    It goes on at the address of the password: a refusal is told on `page`, the URL name of the page of the view's
    first argument, where the button stands. A view whose own form shows its refusals names none: it is told on the
    view's own page, which draws `typed_before` once more.

    The library lets pass whom it cannot ask: an account that signs in by VNeID alone, on a computer left open.
    """

    def decorate(view):
        asked = reauthentication_required(view)

        @wraps(view)
        def guarded(request, *args, **kwargs):
            user = request.user
            if not get_adapter().get_reauthentication_methods(user) and user.socialaccount_set.exists():
                raise Refused(
                    "Tài khoản chỉ đăng nhập bằng VNeID nên cổng không hỏi lại được khi ký. Hãy đặt mật khẩu hoặc "
                    "thêm khóa bảo mật ở Tài khoản của tôi, rồi ký."
                )
            try:
                return asked(request, *args, **kwargs)
            except Refused as refusal:
                if not _goes_on_after_password(request):
                    raise
                messages.error(request, refusal.sentence)
                if page is None:
                    request.session[_TYPED] = {request.path: request.POST.dict()}
                    return redirect(request.path)
                return redirect(page, pk=args[0].pk)

        return guarded

    return decorate


def typed_before(request):
    """What was typed on this page before the password, and refused after it; once."""
    return request.session.pop(_TYPED, {}).get(request.path, {})


def _goes_on_after_password(request):
    return "reauthenticate" in request.resolver_match.view_name

"""Whoever signs says once more who they are."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required

from cnnt_portal.errors import Refused


def signing(view):
    """The password or the second factor is asked for before `view`; the request goes on where it was stopped.

    The library lets pass whom it cannot ask: an account that signs in by VNeID alone, on a computer left open.
    """
    asked = reauthentication_required(view)

    @wraps(view)
    def guarded(request, *args, **kwargs):
        user = request.user
        if not get_adapter().get_reauthentication_methods(user) and user.socialaccount_set.exists():
            raise Refused(
                "Tài khoản chỉ đăng nhập bằng VNeID nên cổng không hỏi lại được khi ký. Hãy đặt mật khẩu hoặc thêm "
                "khóa bảo mật ở Tài khoản của tôi, rồi ký."
            )
        return asked(request, *args, **kwargs)

    return guarded

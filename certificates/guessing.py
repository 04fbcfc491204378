"""Whoever holds a paper asks for its code; whoever tries many wrong ones from one address is guessing."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache

from cnnt_portal.errors import Refused

HOUR = 3600


class TooManyGuesses(Refused):
    status = 429


def guarded(view):
    """For views that answer about a code in their address."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        refuse_too_many(request)
        return view(request, *args, **kwargs)

    return answer


def refuse_too_many(request):
    """Only wrong codes count: a fair where hundreds scan good ones through one network is not stopped."""
    if cache.get(_key(request), 0) >= settings.CERTIFICATES_WRONG_CODES_PER_HOUR:
        raise TooManyGuesses(
            "Từ mạng của bạn vừa có quá nhiều mã sai nên việc kiểm tra tạm dừng một giờ. "
            "Hãy đối chiếu lại mã trên giấy."
        )


def count_wrong(request):
    key = _key(request)
    if not cache.add(key, 1, HOUR):
        cache.incr(key)


def _key(request):
    return f"certificates:guessing:{get_adapter().get_client_ip(request)}"

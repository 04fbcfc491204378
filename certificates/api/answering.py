"""What every answer of the API has in common: open to programs of other houses, and at most so many in a minute."""

from functools import wraps

from django.conf import settings
from django.core.cache import cache

from cnnt_portal.errors import Refused

from ..guessing import network_of

MINUTE = 60


class TooFast(Refused):
    status = 429


def open_to_programs(api, answer):
    @wraps(answer)
    def answered(request, *args, **kwargs):
        try:
            refuse_too_fast(request)
            response = answer(request, *args, **kwargs)
        except Refused as refusal:
            response = api.on_exception(request, refusal)
        if response.status_code == TooFast.status:
            response["Retry-After"] = str(MINUTE)
        # Public facts, no account: a page of any house may read them.
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def paced(view):
    """For addresses outside the API that programs ask: they count as its questions do."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        refuse_too_fast(request)
        return view(request, *args, **kwargs)

    return answer


def refuse_too_fast(request):
    key = f"certificates:api:{network_of(request)}:{int(request.at.timestamp()) // MINUTE}"
    if not cache.add(key, 1, MINUTE) and cache.incr(key) > settings.CERTIFICATES_API_PER_MINUTE:
        raise TooFast("Bạn hỏi quá nhanh. Hãy chờ một phút; cần cả danh sách thì tải tệp dữ liệu mở.")

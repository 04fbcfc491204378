"""Whoever holds a paper asks for its code; whoever tries many wrong ones from one network is slowed down.

Codes are no secret (the register names them), so that a right one is always answered. What is kept small is the work
that wrong ones make.
"""

import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache

from cnnt_portal.errors import Refused

HOUR = 3600
# What one subscriber has of the newer internet: 2^64 addresses.
ONE_HOUSE = 64


class TooManyGuesses(Refused):
    status = 429


def count_wrong(request):
    """To be called when a code was looked up in vain; raises TooManyGuesses where that happened too often."""
    # An image on a foreign page: its reader has typed nothing.
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return
    key = f"certificates:guessing:{network_of(request)}"
    if cache.add(key, 1, HOUR):
        return
    if cache.incr(key) > settings.CERTIFICATES_WRONG_CODES_PER_HOUR:
        raise TooManyGuesses(
            "Không có giấy chứng nhận nào mang mã này, và từ mạng của bạn vừa có quá nhiều mã sai. Hãy đối chiếu lại "
            "từng ký tự trên giấy; mã đúng vẫn tra được ngay."
        )


def network_of(request):
    """The asker's address; of the newer internet the network that one house has."""
    address = get_adapter().get_client_ip(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address.partition("%")[0], ONE_HOUSE), strict=False))

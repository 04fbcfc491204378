from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "@cnnt.test"


def is_closed_demo(user):
    """Is this a demonstration account, whose password is public, outside the embedded mode?"""
    return user.email.lower().endswith(DEMO_DOMAIN) and not settings.DEMO_ACCOUNTS


class PortalBackend(AuthenticationBackend):
    """allauth's sign-in; the demonstration accounts open nothing outside the embedded mode, sessions included."""

    def user_can_authenticate(self, user):
        return not is_closed_demo(user) and super().user_can_authenticate(user)

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "@cnnt.test"


class PortalBackend(AuthenticationBackend):
    """allauth's sign-in; the demonstration accounts open nothing outside the embedded mode."""

    def user_can_authenticate(self, user):
        if user.email.lower().endswith(DEMO_DOMAIN) and not settings.DEMO_ACCOUNTS:
            return False
        return super().user_can_authenticate(user)

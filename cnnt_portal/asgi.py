"""For tools that expect it; the portal itself is served by WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnnt_portal.settings.production")
application = get_asgi_application()

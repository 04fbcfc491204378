from django.conf import settings


def portal(request):
    """What every page needs to know of the installation."""
    return {"embedded": settings.EMBEDDED}

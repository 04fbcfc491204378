from ..models import LogoFile, PeriodicList


def periodic_lists(user):
    """The lists that the focal point has sent, the latest first."""
    return PeriodicList.objects.visible_to(user).select_related("sheet", "letter")


def logo_files(user):
    return LogoFile.objects.visible_to(user)

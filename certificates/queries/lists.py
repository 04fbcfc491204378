import datetime

from django.conf import settings

from ..models import LogoFile, PeriodicList


def periodic_lists(user):
    """The lists that the focal point has sent, the latest first."""
    return PeriodicList.objects.visible_to(user).select_related("sheet", "letter")


def next_list_day(on):
    """The day of the next list; on a set day itself, that one is still to be sent."""
    days = (
        datetime.date(year, month, day)
        for year in (on.year, on.year + 1)
        for month, day in settings.CERTIFICATES_LIST_DAYS
    )
    return min((day for day in days if day >= on), default=None)


def words_of_first_list(on):
    """What a page says while there is no list yet."""
    day = next_list_day(on)
    return f"Danh sách đầu tiên được lập vào ngày {day:%d/%m/%Y}." if day else ""


def logo_files(user):
    return LogoFile.objects.visible_to(user)

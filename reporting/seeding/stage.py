"""Who plays in the demonstration, where, and when: all told from the day of seeding."""

import datetime

from django.utils import timezone

from cnnt_portal.accounts.operations import create_demo_people


class Stage:
    def __init__(self, organisations, at):
        self.organisations = organisations
        self.at = at
        self.today = timezone.localdate(at)
        self.people = create_demo_people(organisations=organisations, by=None, at=at)
        self.so = organisations["so-vinh-long"]
        self.commune = organisations["ubnd-xa-cai-nhum"].unit

    def ago(self, days, hour=9):
        """At a full hour of that day, as rounds begin and end."""
        return self._on(self.today - datetime.timedelta(days=days), hour)

    def ahead(self, days):
        """The end of the working day so many days from now."""
        return self._on(self.today + datetime.timedelta(days=days), 17)

    def moment(self, year, month, day, hour=9):
        """That moment in Vietnam, but never later than now."""
        return min(self._on(datetime.date(year, month, day), hour), self.at)

    @staticmethod
    def _on(day, hour):
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))

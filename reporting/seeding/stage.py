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

    def ago(self, days):
        return self.at - datetime.timedelta(days=days)

    def moment(self, year, month, day, hour=9):
        """That moment in Vietnam, but never later than now."""
        return min(timezone.make_aware(datetime.datetime(year, month, day, hour)), self.at)

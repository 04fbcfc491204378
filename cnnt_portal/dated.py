"""Things with a legal life have dates; ask them `.on(date)`."""

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    """Rows with `valid_from` and `valid_to` (both inclusive; NULL means from ever, still)."""

    def on(self, date):
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=date)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )

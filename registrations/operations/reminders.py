from django.utils import timezone

from cnnt_portal.operations import operation
from registrations.messages import DraftClosesSoon, tell_establishment
from registrations.models import DeadlineReminder, Round
from registrations.workflow import EntryState


@operation
def remind_of_deadline(*, round, by, at):
    """Tell every establishment with a draft in the round that its deadline is near, if a reminder is due at `at`.

    One reminder per deadline and number of days, however often this is asked; a deadline that was moved is another
    one. A draft begun on the same day is left in peace. Returns the DeadlineReminder, or None when none was due.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    days = round.reminder_due(at)
    if days is None or round.reminders.filter(closes_at=round.closes_at, days=days).exists():
        return None
    today = timezone.localdate(at)
    left = (round.last_day - today).days
    told = 0
    drafts = round.entries.filter(state=EntryState.DRAFT).select_related(
        "round", "dossier__product", "product__establishment__organisation"
    )
    for entry in drafts:
        if timezone.localdate(entry.started_at) < today:
            message = DraftClosesSoon(entry, left)
            tell_establishment(message, occasion=f"closes:{round.closes_at.isoformat()}:{days}", by=by, at=at)
            told += 1
    return DeadlineReminder.objects.create(round=round, closes_at=round.closes_at, days=days, sent_at=at, told=told)

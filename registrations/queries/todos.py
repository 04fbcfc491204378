"""What waits for a person in this room."""

from django.db.models import Count, Min
from django.urls import reverse

from cnnt_portal.ui.components import Todo

from ..models import Entry, Round
from ..permissions import organisers_for
from ..workflow import EntryState, RoundState


def todo_for(user, on):
    """What waits for this person in this room on that day: ui Todos, the nearest date first, without date last."""
    found = [*_todo_of_establishment(user, on), *_todo_of_office(user), *_lists_to_fix(user, on)]
    return sorted(found, key=lambda item: (item.due is None, item.due))


def _todo_of_establishment(user, on):
    entries = Entry.objects.of(user).filter(
        state__in=[EntryState.DRAFT, EntryState.RETURNED], round__state=RoundState.OPEN
    )
    for entry in entries.select_related("product", "round").prefetch_related("completion_requests"):
        url = reverse("registrations:entry_detail", args=[entry.pk])
        if entry.state == EntryState.RETURNED:
            due = entry.open_request.due_on if entry.open_request else None
            yield Todo(f"Bổ sung hồ sơ “{entry.product}”", url, due, entry.round.title)
        elif entry.round.last_day >= on:
            yield Todo(f"Hoàn thành và nộp hồ sơ “{entry.product}”", url, entry.round.last_day, entry.round.title)


def _todo_of_office(user):
    """One line per round with how many entries wait and the day by which the first must be answered."""
    if not organisers_for(user):
        return
    waiting = Entry.objects.received_by(user).filter(state=EntryState.SUBMITTED, round__state=RoundState.OPEN)
    rows = waiting.order_by().values("round", "round__title").annotate(number=Count("pk"), due=Min("answer_due_on"))
    for row in rows:
        url = f"{reverse('registrations:entry_list')}?ky={row['round']}&trang-thai={EntryState.SUBMITTED}"
        yield Todo(f"Kiểm tra {row['number']} hồ sơ mới nộp", url, row["due"], row["round__title"])


def _lists_to_fix(user, on):
    """Rounds of the user's office whose last day is over and whose list is not fixed yet."""
    offices = organisers_for(user)
    over = Round.objects.filter(organiser__in=offices, state=RoundState.OPEN) if offices else Round.objects.none()
    for round in over.order_by("closes_at"):
        if round.last_day < on:
            url = reverse("registrations:round_detail", args=[round.pk])
            yield Todo("Chốt danh sách dự bình chọn", url, None, round.title)

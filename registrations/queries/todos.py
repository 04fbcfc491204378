"""What waits for a person in this room."""

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.ui.components import Todo

from ..models import Entry, Establishment, JoinRequest, Product, Round
from ..permissions import organisers_for
from ..workflow import EntryState, RoundState
from .rounds import announced_rounds, around


def todo_for(user, on):
    """What waits for this person in this room on that day: ui Todos, the nearest date first, without date last."""
    found = [
        *_todo_of_establishment(user, on),
        *_askers(user),
        *_ways_in(user, on),
        *_todo_of_office(user),
        *_lists_to_fix(user, on),
    ]
    return sorted(found, key=lambda item: (item.due is None, item.due))


def _todo_of_establishment(user, on):
    entries = Entry.objects.of(user).filter(
        state__in=[EntryState.DRAFT, EntryState.RETURNED], round__state=RoundState.OPEN
    )
    owned = set(user.bodies(Role.OWNER))
    for entry in entries.select_related("product__establishment", "round").prefetch_related("completion_requests"):
        url = reverse("registrations:entry_detail", args=[entry.pk])
        # Who drafts is not told to do what only the owner may.
        files = entry.product.establishment.organisation_id in owned
        if entry.state == EntryState.RETURNED:
            due = entry.open_request.due_on if entry.open_request else None
            mends = f"Bổ sung và nộp lại hồ sơ “{entry.product}”"
            drafts = f"Sửa phần được yêu cầu của hồ sơ “{entry.product}” để chủ cơ sở nộp lại"
            yield Todo(mends if files else drafts, url, due, entry.round.title)
        elif entry.round.last_day >= on:
            mends = f"Hoàn thành và nộp hồ sơ “{entry.product}”"
            drafts = f"Soạn hồ sơ “{entry.product}” để chủ cơ sở nộp"
            yield Todo(mends if files else drafts, url, entry.round.last_day, entry.round.title)


def _askers(user):
    """Who asks the owner to be let in."""
    if not user.works_at(OrganisationKind.ESTABLISHMENT):
        return
    waiting = JoinRequest.objects.waiting().filter(establishment__organisation__in=user.bodies(Role.OWNER))
    for asked in waiting.select_related("asked_by", "establishment"):
        yield Todo(
            f"Trả lời {asked.asked_by} xin vào cơ sở", reverse("registrations:people"), note=asked.establishment.name
        )


def _ways_in(user, on):
    """Who has declared an establishment is led on: to its first product, then to the rounds that it may enter."""
    if not user.works_at(OrganisationKind.ESTABLISHMENT):
        return
    houses = Establishment.objects.of(user).select_related("commune")
    house = houses.annotate(has_products=Exists(Product.objects.filter(establishment=OuterRef("pk")))).first()
    if house is None:
        return
    if not house.has_products:
        yield Todo("Khai sản phẩm đầu tiên của cơ sở", reverse("registrations:product_create"))
        return
    entered = Entry.objects.filter(round=OuterRef("pk"), product__establishment=house)
    rounds = announced_rounds().filter(around(house), ~Exists(entered), state=RoundState.OPEN)
    for round in rounds:
        if timezone.localdate(round.opens_at) <= on <= round.last_day:
            url = reverse("registrations:entry_start", args=[round.pk])
            yield Todo("Đăng ký sản phẩm dự bình chọn, nếu cơ sở muốn", url, round.last_day, round.title)


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

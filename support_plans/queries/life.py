"""A product's line of life: what happened to it in every room, as far as the reader may know."""

import datetime
from typing import NamedTuple

from django.db.models import Prefetch, Q, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from cnnt_portal.text import upper_first
from cnnt_portal.ui.formats import money, number
from judging.queries import judged_of
from registrations.models import Entry, Product

from ..models import (
    Activity,
    ActivityMoney,
    MoneySource,
    Outlet,
    PromotionProject,
    ServedProduct,
    SupportRequest,
    works_in_an_office,
)
from ..workflow import ActivityState


class Event(NamedTuple):
    """`day` is None where the source gives only a `year`."""

    year: int
    day: datetime.date | None
    kind: str
    title: str
    note: str = ""
    url: str = ""


def product_with_life(user, pk):
    """One's own product; for offices any that has a certificate or entered their rounds; else 404."""
    seen = Q(pk__in=Product.objects.visible_to(user).values("pk"))
    if works_in_an_office(user):
        seen |= Q(pk__in=Certificate.objects.values("product"))
    return get_object_or_404(Product.objects.select_related("establishment__province").filter(seen), pk=pk)


def life_of(product, user):
    """[Event] the newest first; each room's rows through that room's own scope."""
    rooms = (_entries, _judged, _certificates, _support, _projects, _requests, _outlets)
    events = [event for room in rooms for event in room(product, user)]
    return sorted(events, key=lambda event: (event.day or datetime.date(event.year, 12, 31), event.title), reverse=True)


def sums_of_life(product, user):
    """{times, amount, turnover, public, own}: what was done for the product as far as this reader sees; `public` and
    `own` are the money of the activities it was part of."""
    activities = _activities(product, user).filter(state=ActivityState.DONE)
    served = ServedProduct.objects.filter(certificate__product=product, activity__in=activities.values("pk"))
    # What several houses paid together is not one house's to read.
    whole = Activity.objects.whole_for(user).filter(pk__in=activities.values("pk"))
    spent = ActivityMoney.objects.filter(activity__in=whole.values("pk"))
    own = Q(source=MoneySource.ESTABLISHMENT)
    return {
        "times": activities.count(),
        **served.aggregate(amount=Sum("amount"), turnover=Sum("turnover")),
        **spent.aggregate(public=Sum("amount", filter=~own), own=Sum("amount", filter=own)),
    }


def _activities(product, user):
    served = ServedProduct.objects.filter(certificate__product=product).values("activity")
    return Activity.objects.visible_to(user).filter(pk__in=served)


def _on(moment):
    return timezone.localdate(moment) if moment else None


def _entries(product, user):
    rows = Entry.objects.visible_to(user).filter(product=product).select_related("round", "product")
    for entry in rows.order_by("pk"):
        day = _on(entry.submitted_at or entry.started_at)
        url = reverse("registrations:entry_detail", args=[entry.pk])
        yield Event(day.year, day, "Hồ sơ", entry.round.title, entry.get_state_display(), url)


def _judged(product, user):
    """What rounds said of it and the means of its passes: judging's own fences say what of it this reader may know."""
    outcomes, results = judged_of(product, user)
    open_to = set(Entry.objects.visible_to(user).filter(product=product).values_list("pk", flat=True))
    for result in results:
        round, mean = result.entry.round, result.mean
        note = f"bình quân {number(mean)} của {result.counted} phiếu" if mean is not None else "không được chấm"
        day = _on(result.scoring_pass.closed_at)
        yield Event(day.year, day, f"Điểm lượt {result.scoring_pass.number}", round.title, note)
    for outcome in outcomes:
        day = _on(outcome.published_at or outcome.decided_at)
        url = reverse("judging:entry_outcome_fragment", args=[outcome.entry_id]) if outcome.entry_id in open_to else ""
        yield Event(day.year, day, "Kết quả bình chọn", outcome.entry.round.title, outcome.get_ground_display(), url)


def _certificates(product, user):
    for row in Certificate.objects.visible_to(user).filter(product=product).order_by("pk"):
        until = f"có giá trị đến hết {row.valid_until:%d/%m/%Y}" if row.valid_until else "nguồn không ghi ngày"
        url = reverse("certificates:check", args=[row.code])
        yield Event(row.year, row.issued_on, "Giấy chứng nhận", f"{row.level_words}, năm {row.year}", until, url)


def _support(product, user):
    mine = Prefetch("served", ServedProduct.objects.filter(certificate__product=product))
    rows = _activities(product, user).select_related("unit").prefetch_related(mine)
    for activity in rows.order_by("pk"):
        parts = [
            part
            for served in activity.served.all()
            for part in (
                served.amount is not None and f"hỗ trợ {money(served.amount)}",
                served.turnover is not None and f"doanh thu {money(served.turnover)}",
            )
            if part
        ]
        note = ", ".join([f"{activity.unit}: {activity.get_state_display().lower()}", *parts])
        url = reverse("support_plans:activity_detail", args=[activity.pk])
        yield Event(activity.ends_on.year, activity.ends_on, activity.get_kind_display(), activity.title, note, url)


def _projects(product, user):
    for project in PromotionProject.objects.visible_to(user).filter(products=product).order_by("pk"):
        day = project.accepted_on or project.approved_on or _on(project.sent_at or project.drafted_at)
        url = reverse("support_plans:project_detail", args=[project.pk])
        yield Event(day.year, day, "Đề án khuyến công", project.title, project.get_state_display(), url)


def _requests(product, user):
    rows = SupportRequest.objects.visible_to(user).filter(product=product).select_related("content")
    for asked in rows.order_by("pk"):
        day, url = _on(asked.asked_at), reverse("support_plans:request_detail", args=[asked.pk])
        yield Event(day.year, day, "Đề nghị hỗ trợ", asked.content.name, asked.get_state_display(), url)


def _outlets(product, user):
    """Where it is sold is public."""
    for outlet in Outlet.objects.filter(product=product).order_by("pk"):
        note = f"đến hết {outlet.valid_to:%d/%m/%Y}" if outlet.valid_to else "đang bán"
        yield Event(outlet.valid_from.year, outlet.valid_from, "Nơi bán", upper_first(str(outlet)), note)

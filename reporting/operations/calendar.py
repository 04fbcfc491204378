"""Regimes, the periods that open by themselves, who owes a report, reminders and extensions."""

import datetime

from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.ui.formats import day

from .. import queries
from ..messages import ReportAsked, ReportDue, ReportExtended
from ..models import Extension, Obligation, Reminder, Reporters, ReportingPeriod, ReportRegime
from ..periods import periods_of
from ..permissions import can_extend, can_keep_regime, can_remind


@operation
def load_regime(*, facts, receiver, by, at, kept_from=None):
    """Enter one version of a report regime from its data; one that is there is kept."""
    valid_from = facts.get("valid_from")
    regime, _ = ReportRegime.objects.get_or_create(
        code=facts["code"],
        valid_from=valid_from and datetime.date.fromisoformat(valid_from),
        defaults={
            "name": facts["name"],
            "basis": facts["basis"],
            "who": facts.get("who", Reporters.TASKS),
            "outline": facts["outline"],
            "forms": facts.get("forms", []),
            "calendar": facts.get("calendar", []),
            "reminders": facts.get("reminders", []),
            "receiver": receiver,
            "kept_from": kept_from,
        },
    )
    # The version before it ends where this one begins.
    if regime.valid_from:
        before = ReportRegime.objects.filter(code=regime.code, valid_from__lt=regime.valid_from, valid_to=None)
        before.update(valid_to=regime.valid_from - datetime.timedelta(days=1))
    return regime


@operation
def change_regime(*, regime, valid_from, calendar, reminders, flag_share, by, at):
    """A new version of the regime from a day on, with other dates; periods that are open keep those they were opened
    with. `calendar` as the model describes it, with the same periods."""
    require(can_keep_regime(by, regime))
    if ReportRegime.objects.select_for_update().get(pk=regime.pk).valid_to:
        raise Refused("Vừa có người đổi lịch này. Hãy mở lại danh sách chế độ báo cáo.")
    if valid_from <= timezone.localdate(at):
        raise Refused("Hãy chọn ngày sau hôm nay: các kỳ đã mở giữ lịch của bản đang áp dụng.", field="valid_from")
    if ReportRegime.objects.filter(code=regime.code, valid_from__gte=valid_from).exists():
        raise Refused("Đã có bản áp dụng từ ngày ấy hoặc sau đó.", field="valid_from")
    for period in periods_of(calendar, valid_from.year):
        if not period["ends_on"] <= period["cut_off_on"] <= period["due_on"] <= period["closes_on"]:
            raise Refused(
                f"{period['name']}: ngày chốt số liệu, hạn gửi và ngày nhận cuối phải theo thứ tự, sau ngày hết kỳ."
            )
    ReportRegime.objects.filter(code=regime.code, valid_to=None).update(
        valid_to=valid_from - datetime.timedelta(days=1)
    )
    return ReportRegime.objects.create(
        code=regime.code,
        valid_from=valid_from,
        calendar=calendar,
        reminders=sorted(set(reminders)),
        flag_share=flag_share,
        **{
            field: getattr(regime, field)
            for field in ("name", "basis", "who", "outline", "forms", "receiver", "kept_from")
        },
    )


@operation
def open_period(*, regime, name, starts_on, ends_on, cut_off_on, due_on, by, at, closes_on=None):
    """Open a period once; opening it again changes nothing."""
    period, _ = ReportingPeriod.objects.get_or_create(
        regime=regime,
        starts_on=starts_on,
        defaults={
            "name": name,
            "ends_on": ends_on,
            "cut_off_on": cut_off_on,
            "due_on": due_on,
            "closes_on": closes_on,
        },
    )
    return period


@operation
def open_periods(*, by, at):
    """Every period of every regime that has begun; those missed while nobody looked come too, and none twice."""
    today = timezone.localdate(at)
    for regime in ReportRegime.objects.exclude(kept_from=None):
        for year in range(regime.kept_from.year, today.year + 1):
            for period in periods_of(regime.calendar, year):
                if regime.kept_from <= period["starts_on"] <= today and regime.holds_on(period["starts_on"]):
                    open_period(regime=regime, **period, by=by, at=at)


@operation
def make_obligations(*, by, at):
    """Once the figures of a period are closed, each unit then in being owes its report. Done once for each period."""
    today = timezone.localdate(at)
    for period in ReportingPeriod.objects.filter(cut_off_on__lt=today, opened_at=None).select_related("regime"):
        if not ReportingPeriod.objects.filter(pk=period.pk, opened_at=None).update(opened_at=at):
            continue
        Obligation.objects.bulk_create(
            [
                Obligation(period=period, organisation=unit, due_on=period.due_on, made_at=at)
                for unit in queries.reporters(period)
            ],
            ignore_conflicts=True,
        )


@operation
def remind(*, by, at):
    """Tell the units that still owe. Each reminder of the regime is an occasion of its own; of those that were missed
    the last is sent, so that a day without beat brings one letter and not all of them."""
    today = timezone.localdate(at)
    for obligation in queries.obligations_unmet(today):
        days = (today - obligation.due_on).days
        passed = [offset for offset in obligation.period.regime.reminders if offset <= days]
        if passed:
            notify(
                message=ReportDue(obligation, today),
                recipients=people_at(obligation.organisation, Role.OFFICER, Role.HEAD, on=today),
                key=f"obligation:{obligation.pk}:{obligation.due_on}:{max(passed)}",
                by=by,
                at=at,
            )


@operation
def remind_by_hand(*, period, obligations, words, by, at):
    """The receiver reminds these units of the period that they owe, with a word of its own or without.

    The same words go once a day, however often they are sent. Returns (how many units were told, [names of those that
    were told the same today], [names of those where nobody has an account]).
    """
    require(can_remind(by, period))
    today = timezone.localdate(at)
    chosen = [row.pk for row in queries.to_remind(period, today).filter(pk__in=[row.pk for row in obligations])]
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=chosen)
    told, already, nobody = 0, [], []
    for row in rows.select_related("organisation", "period__regime__receiver").order_by("organisation__name", "pk"):
        people = people_at(row.organisation, Role.OFFICER, Role.HEAD, on=today)
        if not people:
            nobody.append(row.organisation.name)
            continue
        if any(timezone.localdate(earlier.at) == today for earlier in row.reminders.filter(words=words)):
            already.append(row.organisation.name)
            continue
        told += 1
        reminder = Reminder.objects.create(obligation=row, words=words, by=by, at=at)
        notify(
            message=ReportAsked(row, today, words),
            recipients=people,
            key=f"obligation:{row.pk}:reminder:{reminder.pk}",
            by=by,
            at=at,
        )
    return told, already, nobody


@operation
def extend(*, period, due_on, reason, by, at, obligation=None):
    """More time for one unit, or for all that have not sent; returns (how many, [names of those where nobody has an
    account to be told])."""
    require(can_extend(by, period))
    reason = worded(reason, "Hãy ghi lý do gia hạn.")
    if due_on < timezone.localdate(at):
        raise Refused("Hạn mới không được là ngày đã qua.", field="due_on")
    owing = queries.owing(period)
    if obligation:
        owing = owing.filter(pk=obligation.pk)
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in owing])
    chosen = [row for row in rows.select_related("organisation").order_by("pk") if row.due_on < due_on]
    if not chosen:
        raise Refused(f"Không đơn vị nào chưa gửi mà có hạn trước ngày {day(due_on)}.", field="due_on")
    nobody = []
    for row in chosen:
        people = people_at(row.organisation, Role.OFFICER, Role.HEAD, on=timezone.localdate(at))
        if not people:
            nobody.append(row.organisation.name)
        Extension.objects.create(
            obligation=row, due_before=row.due_on, due_on=due_on, reason=reason.strip(), by=by, at=at
        )
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        notify(
            message=ReportExtended(row, reason.strip()),
            recipients=people,
            key=f"obligation:{row.pk}:extended:{due_on}",
            by=by,
            at=at,
        )
    return len(chosen), nobody

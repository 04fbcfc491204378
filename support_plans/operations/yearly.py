import datetime

from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move

from .. import queries
from ..messages import YearPlanReturned, YearPlanSubmitted, YearPlanWanted
from ..models import Allocation, UnitYearPlan, YearCall, YearPlanLine, YearPlanMoney, YearPlanRemark
from ..permissions import (
    can_allocate,
    can_judge_year_plans,
    can_keep_plan,
    can_record_activity,
    can_sign_year_plan,
    can_write_year_plan,
)


@operation
def call_for_year_plans(*, plan, year, due_on, by, at):
    """Ask every unit with tasks for its plan of the year; units that have not been told are told."""
    require(can_keep_plan(by))
    today = timezone.localdate(at)
    if year < plan.first_year or (plan.last_year and year > plan.last_year):
        raise Refused(f"Kế hoạch hỗ trợ không có năm {year}.", field="year")
    if due_on < today:
        raise Refused("Hạn gửi phải từ hôm nay trở đi.", field="due_on")
    if YearCall.objects.filter(plan=plan, year=year).exists():
        raise Refused(f"Đợt lập kế hoạch năm {year} đã mở.", field="year")
    call = YearCall.objects.create(plan=plan, year=year, due_on=due_on, called_at=at, called_by=by)
    _tell_all(call, [row.unit for row in queries.owed_for(call, today)], by, at)
    return call


@operation
def remind_units(*, call, by, at):
    """Tell once more who has not sent; at most once a day. Returns how many units."""
    require(can_keep_plan(by))
    owing = [row.unit for row in queries.owed_for(call, timezone.localdate(at)) if not row.is_sent]
    _tell_all(call, owing, by, at)
    return len(owing)


def _tell_all(call, units, by, at):
    today = timezone.localdate(at)
    for unit in units:
        notify(
            message=YearPlanWanted(call, unit),
            recipients=people_at(unit, Role.OFFICER, Role.HEAD, on=today),
            key=f"year-call:{call.pk}:{unit.pk}:{today}",
            by=by,
            at=at,
        )


@operation
def start_year_plan(*, call, unit, by, at):
    """Begin the unit's plan: last year's lines a year later if there are any, else one line for each task it leads.

    Lines of a task that is no longer given, or not in this year, stay behind; the plan of a body whose work the unit
    carries on is its own.
    """
    require(can_record_activity(by, unit))
    taken_over = queries.year_plan_carried(call, unit, timezone.localdate(at))
    if taken_over:
        return taken_over
    before = queries.last_year_plan(call, unit)
    year_plan, is_new = UnitYearPlan.objects.get_or_create(
        call=call, unit=unit, defaults={"last_year": before, "started_at": at, "started_by": by}
    )
    if not is_new:
        return year_plan
    tasks = queries.tasks_of_year_plan(year_plan)
    if before:
        for line in before.lines.filter(task__in=tasks).prefetch_related("money"):
            _copy(line, year_plan)
    else:
        YearPlanLine.objects.bulk_create(
            [
                YearPlanLine(
                    year_plan=year_plan,
                    task=task,
                    title=task.description[:300],
                    indicator=task.indicator,
                    target=task.target,
                )
                for task in tasks
            ]
        )
    return year_plan


def _copy(line, year_plan):
    years = year_plan.call.year - line.year_plan.call.year
    copy = YearPlanLine.objects.create(
        year_plan=year_plan,
        task=line.task,
        starts_on=_later(line.starts_on, years),
        ends_on=_later(line.ends_on, years),
        copied_from=line,
        **{name: getattr(line, name) for name in queries.COMPARED},
    )
    YearPlanMoney.objects.bulk_create(
        [YearPlanMoney(line=copy, source=row.source, amount=row.amount) for row in line.money.all()]
    )


def _later(day, years):
    """The same day some years later; 29 February becomes 28."""
    if day is None:
        return None
    leap_day = (day.month, day.day) == (2, 29)
    return datetime.date(day.year + years, day.month, 28 if leap_day else day.day)


@operation
def write_line(*, year_plan, line, task, money, by, at, **facts):
    """Add a line (`line` None) or change one. `money`: {source: đồng}; `facts`: the other fields of a line."""
    _lock(year_plan)
    require(can_write_year_plan(by, year_plan))
    if not queries.tasks_of_year_plan(year_plan).filter(pk=task.pk).exists():
        raise Refused("Nhiệm vụ này không giao cho đơn vị.", field="task")
    year = year_plan.call.year
    for name in ("starts_on", "ends_on"):
        if facts[name] and facts[name].year != year:
            raise Refused(f"Đây là kế hoạch năm {year}: ngày phải ở trong năm {year}.", field=name)
    if facts["starts_on"] and facts["ends_on"] and facts["ends_on"] < facts["starts_on"]:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="ends_on")
    if facts["target"] and not facts["indicator"]:
        raise Refused("Hãy chọn chỉ tiêu mà mức này đo.", field="indicator")
    if facts["establishments"] > facts["products"] > 0:
        raise Refused("Số cơ sở không thể nhiều hơn số sản phẩm của các cơ sở đó.", field="establishments")
    if line is None:
        line = YearPlanLine.objects.create(year_plan=year_plan, task=task, **facts)
    else:
        YearPlanLine.objects.filter(pk=line.pk).update(task=task, **facts)
        line.money.all().delete()
    YearPlanMoney.objects.bulk_create(
        [YearPlanMoney(line=line, source=source, amount=amount) for source, amount in money.items() if amount]
    )
    return line


@operation
def drop_line(*, line, by, at):
    _lock(line.year_plan)
    require(can_write_year_plan(by, line.year_plan))
    if line.activities.exists():
        raise Refused("Đã có hoạt động ghi theo việc này, không bỏ được.")
    YearPlanLine.objects.filter(copied_from=line).update(copied_from=None)
    line.delete()


@operation
def submit_year_plan(*, year_plan, by, at, seen=None):
    """The head of the unit signs and sends; the Cục hears of it. `seen` is the mark of what the head has read; what was
    changed since is not signed."""
    _lock(year_plan)
    require(can_sign_year_plan(by, year_plan))
    if seen is not None and year_plan.is_open and seen != queries.mark_of(year_plan):
        raise Refused("Kế hoạch đã đổi sau khi mở trang. Hãy đọc bản mới rồi hãy ký.")
    missing = year_plan.missing()
    if missing:
        raise Refused(f"Chưa gửi được: {' '.join(missing)}")
    move(year_plan, "submit", by=by, at=at, submitted_at=at, submitted_by=by)
    notify(
        message=YearPlanSubmitted(year_plan),
        recipients=[year_plan.call.called_by],
        key=f"year-plan:{year_plan.pk}:submit:{at.isoformat()}",
        by=by,
        at=at,
    )


@operation
def accept_year_plan(*, year_plan, by, at):
    require(can_judge_year_plans(by))
    move(year_plan, "accept", by=by, at=at)


@operation
def return_year_plan(*, year_plan, reasons, by, at):
    """Return it with a reason for each section that must be mended: {PlanContent: reason}."""
    require(can_judge_year_plans(by))
    reasons = {content: reason.strip() for content, reason in reasons.items() if reason.strip()}
    if not reasons:
        raise Refused("Hãy ghi lý do ở ít nhất một phần phải sửa.")
    note = "; ".join(f"{content.order}. {reason}" for content, reason in reasons.items())
    move(year_plan, "return", by=by, at=at, note=note, as_returned=queries.lines_marked(year_plan))
    YearPlanRemark.objects.bulk_create(
        [
            YearPlanRemark(year_plan=year_plan, content=content, reason=reason, made_at=at, made_by=by)
            for content, reason in reasons.items()
        ]
    )
    notify(
        message=YearPlanReturned(year_plan, note),
        recipients=people_at(year_plan.unit, Role.OFFICER, Role.HEAD, on=timezone.localdate(at)),
        key=f"year-plan:{year_plan.pk}:return:{at.isoformat()}",
        by=by,
        at=at,
    )


@operation
def record_allocation(*, call, unit, source, approved, allocated, paper, by, at, content=None):
    """What the finance unit says was approved and allocated, for one content or (None) for all together; writing it
    again replaces it, also what was written for a body whose work the unit carries on: they are one row for the
    reader. The audit keeps who wrote when, not the figures that were replaced."""
    require(can_allocate(by))
    YearCall.objects.select_for_update().get(pk=call.pk)
    key = f"{unit.pk}-{content.pk if content else 0}-{source}"
    line = queries.lines_of_keys(call, timezone.localdate(at), [key]).get(key)
    if line is None:
        raise Refused(f"“{unit}” không có việc trong kế hoạch này.", field="unit")
    return _write(call, [(line, approved, allocated, paper)], by, at, field="{name}".format)[0]


@operation
def record_allocations(*, call, rows, by, at):
    """Several lines at once: [(AllocationLine as its writer saw it, approved, allocated, paper)]; all or none. Raises
    Refused at the line that somebody else has written meanwhile."""
    require(can_allocate(by))
    YearCall.objects.select_for_update().get(pk=call.pk)
    now = queries.lines_of_keys(call, timezone.localdate(at), [line.key for line, *_ in rows])
    for line, *_ in rows:
        stands = now.get(line.key)
        if stands is None or (stands.approved, stands.allocated) != (line.approved, line.allocated):
            raise Refused("Người khác vừa ghi dòng này. Hãy mở lại trang để xem số mới.", field=f"approved_{line.key}")
    rows = [(now[line.key], *told) for line, *told in rows]
    _write(call, rows, by, at, field="{name}_{line.key}".format)


def _write(call, rows, by, at, *, field):
    """`rows`: [(AllocationLine as it stands, approved, allocated, paper)]; `field(name=, line=)`: where a refusal is
    shown."""
    written = {line: approved for line, approved, *_ in rows}
    for line, beside in queries.approved_beside(written).items():
        raise Refused(line.doubled(beside), field=field(name="approved", line=line))
    for line, approved, allocated, _ in rows:
        if allocated > approved:
            raise Refused("Số đã cấp không thể lớn hơn số được duyệt.", field=field(name="allocated", line=line))
    return [_write_allocation(call, line.unit, line.content, line.source, *told, by, at) for line, *told in rows]


def _write_allocation(call, unit, content, source, approved, allocated, paper, by, at):
    bodies = queries.carried_by(unit, timezone.localdate(at))
    call.allocations.filter(unit__in=bodies, content=content, source=source).exclude(unit=unit).delete()
    row, _ = Allocation.objects.update_or_create(
        call=call,
        unit=unit,
        content=content,
        source=source,
        defaults={
            "approved": approved,
            "allocated": allocated,
            "paper": paper,
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    return row


def _lock(year_plan):
    """Wait for whoever else writes this plan, then read its state."""
    UnitYearPlan.objects.select_for_update().get(pk=year_plan.pk)
    year_plan.refresh_from_db(fields=["state"])

"""What each role finds on its home page: things to do, figures of the day, what changed lately."""

from operator import attrgetter
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

import certificates.queries
import judging.queries
import registrations.queries
import support_plans.queries
from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.accounts.queries import waiting_invitations_for
from cnnt_portal.text import grouped
from cnnt_portal.ui.components import Todo
from cnnt_portal.ui.formats import money
from registrations.models import Entry, Round
from support_plans.models import Activity
from support_plans.workflow import ActivityState

from . import queries
from .models import HalfYearReport

LATEST = 8
# Units named among those that spent most.
NAMED = 10
# What a person may look at, with the page where it is read. Nothing of judging: who sees what there is its own affair.
WATCHED = (
    (Round, "registrations:round_detail"),
    (Entry, "registrations:entry_detail"),
    (Activity, "support_plans:activity_detail"),
    (HalfYearReport, "reporting:report_detail"),
)

# Whose work rounds are; to others they are on the public page.
AROUND_ROUNDS = (
    OrganisationKind.COMMUNE,
    OrganisationKind.PROVINCE,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.AGENCY,
    OrganisationKind.LEADERS,
)


class Figure(NamedTuple):
    label: str
    value: str
    note: str = ""
    url: str = ""


class Change(NamedTuple):
    title: str
    step: str
    at: object
    url: str


def todos_of(user, at):
    """Everything that waits for the user anywhere in the portal: what others wait for, then what has a day."""
    on = timezone.localdate(at)
    rooms = (registrations.queries, judging.queries, certificates.queries, support_plans.queries)
    todos = [todo for room in rooms for todo in room.todo_for(user, on)] + queries.todo_for(user, on)
    if is_newcomer(user):
        todos += _invitations(user, at)
    if is_newcomer(user) and not todos:
        note = "Điền một lần; sau đó khai sản phẩm và nộp hồ sơ dự bình chọn."
        return [Todo("Khai báo cơ sở của tôi", reverse("registrations:establishment_create"), note=note)]
    return sorted(todos, key=lambda todo: (not todo.holds_up_others, todo.due is None, todo.due or on))


def _invitations(user, at):
    """Whoever lost the mail's way while signing up is led to the invitation, not to an establishment of their own."""
    for invitation in waiting_invitations_for(user, at):
        url = reverse("accounts:invitation_show", args=[invitation.signature])
        yield Todo(
            f"Nhận lời mời làm việc tại {invitation.organisation}", url, timezone.localdate(invitation.expires_at)
        )


def is_newcomer(user):
    """Has an account and nothing else: neither an organisation nor a seat as a judge or in a council."""
    return not user.current_memberships and not judging.queries.meets_councils(user)


def advice_for(user):
    """What to do when nothing waits."""
    if user.works_at(OrganisationKind.ESTABLISHMENT):
        return "Không có việc nào đang chờ bạn. Muốn dự bình chọn, hãy xem các kỳ đang nhận hồ sơ ở mục Kỳ bình chọn."
    if user.works_at(OrganisationKind.LEADERS):
        return "Không có gì đang chờ bạn phê duyệt. Số liệu trong ngày và thay đổi mới nhất ở bên dưới."
    if user.has_role(Role.FINANCE):
        return "Không có việc nào đang chờ bạn. Kinh phí theo nguồn và theo đơn vị ở bên dưới."
    if user.works_at(OrganisationKind.MINISTRY_UNIT, OrganisationKind.PRESS):
        return "Không có việc nào đang chờ bạn. Vừa làm xong việc gì cho cơ sở thì ghi ngay ở mục Hỗ trợ."
    if user.current_memberships:
        return "Không có việc nào đang chờ bạn. Khi có hồ sơ, danh sách hay báo cáo cần xử lý, việc hiện ở đây."
    return "Không có việc nào đang chờ bạn. Khi được phân công chấm hoặc mời họp, việc hiện ở đây."


def figures_of(user, on):
    if sees_everything(user):
        return [*_shares(on), _done(Activity.objects.visible_to(user), on), *_received(on)]
    offices = user.organisations_of(OrganisationKind.MINISTRY_UNIT, OrganisationKind.PRESS, OrganisationKind.DEPARTMENT)
    if offices:
        only = offices[0] if len(offices) == 1 else None
        return [_done(Activity.objects.filter(unit__in=user.bodies()), on, only)]
    if user.works_at(OrganisationKind.ESTABLISHMENT):
        held = certificates.queries.certificates_of(user)
        in_force = certificates.queries.in_force(on).filter(pk__in=held.values("pk")).count()
        note = f"trên {held.count()} giấy đã cấp cho cơ sở"
        return [Figure("Giấy chứng nhận còn hiệu lực", str(in_force), note, reverse("certificates:certificate_mine"))]
    return []


def sees_everything(user):
    return user.works_at(OrganisationKind.AGENCY, OrganisationKind.LEADERS) or user.has_role(Role.FINANCE)


def _shares(on):
    rows = reverse("support_plans:product_rows")
    for share, behind in zip(support_plans.queries.coverage(on), ("served", "sold"), strict=True):
        percent = f"{share.percent}\u00a0%" if share.percent is not None else "chưa có sản phẩm"
        goal = f"; mục tiêu trên {share.goal}\u00a0%" if share.goal else ""
        note = f"{grouped(share.part)} trong {grouped(share.whole)} sản phẩm{goal}"
        yield Figure(share.label, percent, note, f"{rows}?xem={behind}")


def _done(activities, on, unit=None):
    """What was done this year, in one line; `unit` is whose activities these are, where the list shows others' too."""
    done = support_plans.queries.done(activities).filter(ends_on__year=on.year)
    counts = support_plans.queries.counts_of(done)
    # The list offers only years and units of which it has something.
    behind = {"nam": on.year, "trang_thai": ActivityState.DONE.value, **({"don_vi": unit.pk} if unit else {})}
    return Figure(
        f"Hoạt động hỗ trợ đã làm năm {on.year}",
        grouped(counts["activities"]),
        f"cho {grouped(counts['products'])} sản phẩm của {grouped(counts['establishments'])} cơ sở, "
        f"hết {money(counts['amount'])}",
        reverse("support_plans:activity_list") + (f"?{urlencode(behind)}" if counts["activities"] else ""),
    )


def _received(on):
    """How many reports of the last period that is over have come."""
    period = queries.last_closed_period(on)
    if period is None:
        return
    sent = queries.sent_reports(period).count()
    yield Figure(
        f"{period.name}: đã gửi", f"{sent} báo cáo", queries.due_words(period), reverse("reporting:report_list")
    )


def money_tables(user, on):
    """By source and by unit in this year, for those who look after the money; `more`: are there more units?"""
    if not user.has_role(Role.FINANCE, Role.LEADER) or not sees_everything(user):
        return None
    tables = support_plans.queries.money_tables(support_plans.queries.spending_of(on.year, on), on)
    by_source, by_unit = (next(one for one in tables if one.parameter == name) for name in ("nguon", "don_vi"))
    return {
        "year": on.year,
        "tables": [by_source, by_unit._replace(rows=by_unit.rows[:NAMED])],
        "more": len(by_unit.rows) > NAMED,
    }


def changes_of(user):
    """The latest steps of what the user may see, the newest first: one query for each kind of thing."""
    found = []
    for model, page in WATCHED:
        if model is Round and not user.works_at(*AROUND_ROUNDS):
            continue
        history = model.history.rel.related_model
        rows = history.objects.filter(subject__in=model.objects.visible_to(user).values("pk"))
        rows = rows.select_related("subject", *_names(model)).order_by("-at", "-pk")[:LATEST]
        found += [Change(str(row.subject), row.label, row.at, reverse(page, args=[row.subject_id])) for row in rows]
    found += _of_certificates(user)
    return sorted(found, key=attrgetter("at"), reverse=True)[:LATEST]


def _of_certificates(user):
    """What was decided about certificates, for their office and their holder; to a holder also that one was issued."""
    for act in certificates.queries.latest_acts(user, LATEST):
        yield Change(
            str(act), f"Quyết định số {act.number}", act.closed_at, reverse("certificates:act_detail", args=[act.pk])
        )
    if user.works_at(OrganisationKind.ESTABLISHMENT):
        for one in certificates.queries.latest_of_holder(user, LATEST):
            step, page = f"Cấp giấy chứng nhận số {one.number}", reverse("certificates:check", args=[one.code])
            yield Change(one.product_name, step, one.paper.uploaded_at, page)


def _names(model):
    """What `str()` of the subject reads, so that no row asks again."""
    return {
        Entry: ["subject__product", "subject__round"],
        HalfYearReport: ["subject__period", "subject__organisation"],
    }.get(model, [])

from django.urls import reverse

from cnnt_portal.accounts.models import OrganisationKind, Role
from cnnt_portal.ui.components import Todo
from cnnt_portal.ui.formats import money

from ..models import Activity
from ..workflow import ActivityState, YearPlanState
from .activities import disputed_of, support_of
from .budget import calls_without_allocation
from .market import enquiries_waiting
from .plans import certificates_to_add, running_plans
from .projects import decides_on, projects_overdue, projects_returned_to, projects_to_decide, projects_to_give_back
from .receipts import receipts_owed
from .requests import requests_waiting_for
from .surveys import survey_owed
from .units import bodies_of, keeps_the_plan
from .yearly import calls_to_answer, last_remarks, year_plans_of

# Units named in one line of what waits.
NAMED = 3


def todo_for(user, on):
    """What waits for the user in this room: (title, url, due)."""
    todos = []
    planned = Activity.objects.filter(unit__in=bodies_of(user), state=ActivityState.PLANNED, ends_on__lt=on).order_by(
        "ends_on"
    )
    todos += [
        Todo(
            title=f"Ghi kết quả: {activity.title}",
            url=reverse("support_plans:activity_detail", args=[activity.pk]),
            due=activity.ends_on,
        )
        for activity in planned
    ]
    todos += [
        Todo(
            title=f"Cơ sở nói chưa đúng: {served.activity.title}",
            url=reverse("support_plans:activity_detail", args=[served.activity_id]),
            note=f"{served.certificate.product_name}: {served.answer_note}",
        )
        for served in disputed_of(bodies_of(user))
    ]
    todos += [
        Todo(
            title=f"Trả lời đề nghị hỗ trợ: {asked.product.name}",
            url=reverse("support_plans:request_detail", args=[asked.pk]),
            note=asked.content.name,
        )
        for asked in requests_waiting_for(user).select_related("product", "content")
    ]
    todos += _project_todos(user, on)
    sent, owing = receipts_owed(user)
    todos += [
        Todo(
            title=f"Xác nhận {unit} đã nhận danh sách ngày {sent.day:%d/%m/%Y}",
            url=reverse("support_plans:receipt_detail", args=[sent.pk]),
        )
        for unit in owing
    ]
    asked = enquiries_waiting(user).count() if user.works_at(OrganisationKind.ESTABLISHMENT) else 0
    if asked:
        todos.append(Todo(title=f"Trả lời {asked} khách hỏi mua", url=reverse("support_plans:enquiry_list")))
    waiting = support_of(user).filter(answer="", activity__state=ActivityState.DONE).count()
    if waiting:
        todos.append(
            Todo(
                title=f"Xác nhận {waiting} việc hỗ trợ đã được ghi cho cơ sở của bạn",
                url=reverse("support_plans:support_mine"),
            )
        )
    todos += [
        Todo(
            title=f"Trả lời khảo sát năm {owed.call.year}: {owed.establishment}",
            url=reverse("support_plans:survey_answer", args=[owed.call_id, owed.establishment_id]),
            due=owed.call.due_on,
        )
        for owed in (survey_owed(user) if user.works_at(OrganisationKind.ESTABLISHMENT) else ())
    ]
    todos += [
        Todo(
            title=f"{_what_to_do(plan)} kế hoạch năm {call.year} – {unit}",
            url=reverse("support_plans:year_plan_detail", args=[plan.pk])
            if plan
            else reverse("support_plans:year_plan_list"),
            due=call.due_on,
            note=_parts_returned(plan),
        )
        for call, unit, plan in calls_to_answer(user, on)
        if plan is None or plan.is_open
    ]
    if user.has_role(Role.FINANCE):
        todos += [
            Todo(
                title=f"Ghi kinh phí được duyệt năm {call.year} cho {len(call.without_allocation)} đơn vị",
                url=reverse("support_plans:budget_write", args=[call.pk]),
                note=_first_names(call.without_allocation),
            )
            for call in calls_without_allocation(on)
        ]
    if keeps_the_plan(user):
        todos += [
            Todo(title=f"Xem {plan}", url=reverse("support_plans:year_plan_detail", args=[plan.pk]))
            for plan in year_plans_of(user).filter(state=YearPlanState.SUBMITTED)
        ]
        for plan in running_plans(user, on):
            waiting = certificates_to_add(plan, on).count()
            if waiting:
                todos.append(
                    Todo(
                        title=f"{waiting} sản phẩm có giấy chứng nhận còn hiệu lực chưa đưa vào kế hoạch",
                        url=reverse("support_plans:plan_products", args=[plan.pk]),
                        note=plan.title,
                    )
                )
    return todos


def _what_to_do(year_plan):
    if year_plan is None:
        return "Lập"
    return "Cục trả lại: sửa" if year_plan.state == YearPlanState.RETURNED else "Hoàn thành và gửi"


def _parts_returned(year_plan):
    if year_plan is None or year_plan.state != YearPlanState.RETURNED:
        return ""
    return "; ".join(f"{row.content}: {row.reason}" for row in last_remarks(year_plan))


def _first_names(units):
    more = len(units) - NAMED
    return ", ".join(unit.name for unit in units[:NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")


def _project_todos(user, on):
    for words, projects in (
        ("Xem xét đề án", projects_to_decide(user)),
        ("Bổ sung đề án", projects_returned_to(user)),
        ("Ghi nghiệm thu đề án", projects_overdue(user, on)),
    ):
        for project in projects:
            yield Todo(
                title=f"{words}: {project.title}",
                url=reverse("support_plans:project_detail", args=[project.pk]),
                due=project.ends_on if project.can_move("accept") else None,
            )
    keeps_books, is_house = user.has_role(Role.FINANCE), user.works_at(OrganisationKind.ESTABLISHMENT)
    if not (keeps_books or is_house or keeps_the_plan(user) or user.has_role(Role.HEAD)):
        return
    for project in projects_to_give_back(user):
        owed, url = money(project.to_give_back), reverse("support_plans:project_detail", args=[project.pk])
        if keeps_books or decides_on(user, project.fund, project.proposer):
            yield Todo(title=f"Thu lại {owed}: {project.title}", url=url, note=project.establishment.name)
        elif project.establishment.organisation_id in user.bodies():
            yield Todo(
                title=f"Trả lại {owed} hỗ trợ: {project.title}",
                url=url,
                note=f"Theo văn bản quyết toán {project.settlement}",
            )

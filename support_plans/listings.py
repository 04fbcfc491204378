"""The room's lists that can be taken along as files."""

from django.shortcuts import get_object_or_404
from django.utils import timezone

from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing
from cnnt_portal.permissions import require

from . import queries
from .activity_sheet import COLUMNS, row_of
from .forms import ActivityFilter, ProjectFilter
from .models import SupportPlan
from .permissions import can_see_whole


@listing("support_plans.activities")
def activities(user, wish, today):
    """One row for each activity, as the filter of the list shows them."""
    rows = queries.activities_of(user, **ActivityFilter(wish, user=user).chosen())
    return Listing("Hoạt động hỗ trợ", COLUMNS, queries.with_sums(rows), row_of)


@listing("support_plans.plan_products")
def plan_products(user, wish, today):
    """The products of the plan `?ke_hoach=`; `?xem=` and `?nam=` as on its page."""
    asked = wish.get("ke_hoach", "")
    plan = get_object_or_404(SupportPlan.objects.visible_to(user), pk=int(asked) if asked.isdecimal() else 0)
    year = queries.year_asked(queries.years_of_products(plan, today), wish.get("nam"), today)
    title, rows = {
        "ra": ("đã ra khỏi hoặc chưa rõ hiệu lực", queries.products_no_longer_supported(plan, today)),
        "vao-nam": (f"vào năm {year}", queries.products_entered_in(plan, year)),
        "ra-nam": (f"ra năm {year}", queries.products_leaving_in(plan, year)),
    }.get(wish.get("xem", ""), ("đang hỗ trợ", queries.products_of(plan, today)))
    columns = (
        Column("Sản phẩm", width=44),
        Column("Cơ sở", width=40),
        Column("Đơn vị lúc công nhận", width=26),
        Column("Số giấy chứng nhận", width=20),
        Column("Hiệu lực đến", "date"),
        Column("Vào kế hoạch ngày", "date"),
    )
    return Listing(f"Sản phẩm trong kế hoạch, {title}", columns, rows, _plan_product)


def _plan_product(one):
    certificate = one.certificate
    return (
        certificate.product_name,
        certificate.establishment_name,
        certificate.unit_name,
        certificate.number,
        certificate.valid_until,
        timezone.localdate(one.added_at),
    )


@listing("support_plans.year_plans")
def year_plans(user, wish, today):
    columns = (
        Column("Năm", "int", width=8),
        Column("Đơn vị", width=44),
        Column("Trạng thái", width=20),
        Column("Ký gửi ngày", "date"),
        Column("Kinh phí dự kiến (đồng)", "money", width=20, total=True),
    )
    return Listing("Kế hoạch năm của các đơn vị", columns, queries.year_plans_of(user), _year_plan)


def _year_plan(one):
    sent = one.submitted_at and timezone.localdate(one.submitted_at)
    return one.call.year, one.unit.name, one.get_state_display(), sent, one.amount


@listing("support_plans.projects")
def projects(user, wish, today):
    """Khuyến công projects as the filter of the list shows them."""
    form = ProjectFilter(wish, user=user)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.projects_of(
        user, fund=chosen.get("nguon", ""), state=chosen.get("trang_thai", ""), year=chosen.get("nam")
    )
    columns = (
        Column("Đề án", width=50),
        Column("Cơ sở thụ hưởng", width=40),
        Column("Sở đề nghị", width=34),
        Column("Nguồn", width=24),
        Column("Từ ngày", "date"),
        Column("Đến ngày", "date"),
        Column("Đề nghị (đồng)", "money", width=18, total=True),
        Column("Được duyệt (đồng)", "money", width=18, total=True),
        Column("Vốn của cơ sở (đồng)", "money", width=18, total=True),
        Column("Quyết toán (đồng)", "money", width=18, total=True),
        Column("Trạng thái", width=20),
    )
    return Listing("Đề án khuyến công", columns, rows, _project)


@listing("support_plans.survey")
def survey(user, wish, today):
    """The answers to the survey `?dot=`, in the reader's scope; `?xem=` as on its page."""
    require(can_see_whole(user))
    asked = wish.get("dot", "")
    call, scope = queries.survey_of(int(asked) if asked.isdecimal() else 0), queries.scope_of(user)
    columns = (
        Column("Cơ sở", width=44),
        Column("Tỉnh, thành phố", width=26),
        Column("Doanh thu (đồng)", "money", width=20, total=True),
        Column("Lao động", "int", total=True),
        Column("Bán trong tỉnh (%)", "int"),
        Column("Bán ở tỉnh khác (%)", "int"),
        Column("Xuất khẩu (%)", "int"),
        Column("Kênh bán", width=50),
        Column("Khó khăn, mong muốn", width=60),
        Column("Trả lời ngày", "date"),
    )
    rows = queries.survey_rows(call, scope, wish.get("xem", queries.ANSWERED))
    return Listing(f"Khảo sát cơ sở năm {call.year}", columns, rows, _survey_row)


def _survey_row(one):
    place = (one.name, one.province.full_name)
    if not one.answers:
        return *place, *(None,) * 8
    answer = one.answers[0]
    channels = "; ".join(channel.get_channel_display() for channel in answer.channels.all())
    shares = (answer.local_share, answer.home_share, answer.export_share)
    day = timezone.localdate(answer.answered_at)
    return *place, answer.revenue, answer.labour, *shares, channels, answer.note, day


def _project(one):
    return (
        one.title,
        one.establishment.name,
        one.proposer.name,
        one.get_fund_display(),
        one.starts_on,
        one.ends_on,
        one.asked,
        one.approved,
        one.own_capital,
        one.settled,
        one.get_state_display(),
    )

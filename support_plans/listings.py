"""The room's lists that can be taken along as files."""

from django.utils import timezone

from certificates.models import PeriodicList
from cnnt_portal.documents.content import Column
from cnnt_portal.exports.registry import Listing, listing, subject_of
from cnnt_portal.permissions import require

from . import queries
from .activity_sheet import COLUMNS, row_of
from .forms import ActivityFilter, ProjectFilter, SightFilter
from .models import PlaceList, SupportPlan, YearCall
from .permissions import can_read_budget, can_see_whole


@listing("support_plans.activities")
def activities(user, wish, today):
    """One row for each activity, as the filter of the list shows them."""
    rows = queries.activities_of(user, today, **ActivityFilter(wish, user=user, on=today).chosen())
    return Listing("Hoạt động hỗ trợ", COLUMNS, queries.with_sums(rows), row_of)


@listing("support_plans.plan_products")
def plan_products(user, wish, today):
    """The products of the plan `?ke_hoach=`; `?xem=` and `?nam=` as on its page."""
    plan = subject_of(SupportPlan, user, wish, "ke_hoach")
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


@listing("support_plans.tasks")
def tasks(user, wish, today):
    """What the plans ask of the reader's offices, and what was done for it this year."""
    columns = (
        Column("Việc phải làm", width=60),
        Column("Nội dung của kế hoạch", width=40),
        Column("Chủ trì", width=34),
        Column("Hạn", "date"),
        Column(f"Đã làm năm {today.year}", "int", width=12, total=True),
        Column(f"Dự kiến năm {today.year}", "int", width=12, total=True),
    )
    return Listing("Nhiệm vụ của đơn vị", columns, queries.task_list(user, today), _task)


def _task(one):
    return one.description, one.content.name, one.lead_name, one.ends_on, one.done_count, one.planned_count


@listing("support_plans.requests")
def requests(user, wish, today):
    columns = (
        Column("Sản phẩm", width=40),
        Column("Cơ sở", width=40),
        Column("Cần hỗ trợ", width=40),
        Column("Gửi ngày", "date"),
        Column("Đơn vị nhận", width=34),
        Column("Trạng thái", width=20),
    )
    return Listing("Đề nghị hỗ trợ", columns, queries.requests_of(user), _request)


def _request(one):
    return (
        one.product.name,
        one.product.establishment.name,
        one.content.name,
        timezone.localdate(one.asked_at),
        one.unit and one.unit.name,
        one.get_state_display(),
    )


@listing("support_plans.outlets")
def outlets(user, wish, today):
    columns = (
        Column("Sản phẩm", width=40),
        Column("Cơ sở", width=40),
        Column("Hệ thống, cửa hàng", width=34),
        Column("Ở đâu", width=34),
        Column("Trang bán hàng", width=40),
        Column("Bán từ ngày", "date"),
        Column("Đến hết ngày", "date"),
    )
    return Listing("Nơi bán sản phẩm", columns, queries.outlets_seen(user), _outlet)


def _outlet(one):
    product = one.product
    return product.name, product.establishment.name, one.system, one.place, one.link, one.valid_from, one.valid_to


@listing("support_plans.products_in_force")
def products_in_force(user, wish, today):
    """The products behind a share, as the filter of their page shows them."""
    require(can_see_whole(user))
    form = SightFilter(wish, user=user, on=today)
    rows = queries.products_behind(today, queries.scope_of(user), **form.chosen())
    columns = (
        Column("Sản phẩm", width=40),
        Column("Cơ sở", width=40),
        Column("Nhóm", width=8),
        Column("Tỉnh lúc ghi nhận", width=26),
        Column("Đã hỗ trợ", width=12, align="center"),
        Column("Vào kênh phân phối", width=12, align="center"),
    )
    return Listing("Sản phẩm còn hiệu lực", columns, rows, _product)


def _product(one):
    maker = one.establishment
    province = maker.province and maker.province.name
    served, sold = ("x" if yes else None for yes in (one.is_served, one.is_distributed))
    return one.name, maker.name, one.group, province, served, sold


@listing("support_plans.promises")
def promises(user, wish, today):
    """Promises of yearly plans whose days are over and for which nothing was recorded."""
    require(can_read_budget(user))
    year = queries.year_asked(queries.years_called(today), wish.get("nam"), today)
    columns = (Column("Việc đã hứa", width=60), Column("Đơn vị", width=44), Column("Phải xong", "date"))
    rows = queries.promises_without_deeds(today, year)
    return Listing("Hứa mà chưa làm", columns, rows, lambda one: (one.title, one.year_plan.unit.name, one.ends_on))


@listing("support_plans.deeds")
def deeds(user, wish, today):
    """What units did beside their own yearly plans."""
    require(can_read_budget(user))
    year = queries.year_asked(queries.years_called(today), wish.get("nam"), today)
    columns = (Column("Hoạt động", width=60), Column("Đơn vị", width=44), Column("Xong ngày", "date"))
    rows = queries.deeds_without_promise(today, year)
    return Listing("Làm ngoài kế hoạch năm", columns, rows, lambda one: (one.title, one.unit.name, one.ends_on))


@listing("support_plans.year_call")
def year_call(user, wish, today):
    """Who owes a plan of the year `?dot=`."""
    call = subject_of(YearCall, user, wish, "dot")
    columns = (Column("Đơn vị", width=50), Column("Kế hoạch năm", width=24), Column("Ký gửi ngày", "date"))
    return Listing(f"Kế hoạch năm {call.year}, ai đã gửi", columns, queries.owed_for(call, today), _owed)


def _owed(row):
    sent = row.year_plan and row.year_plan.submitted_at
    state = row.year_plan.get_state_display() if row.year_plan else "Chưa bắt đầu"
    return row.unit.name, state, sent and timezone.localdate(sent)


@listing("support_plans.receipts")
def receipts(user, wish, today):
    """Which units confirmed the list `?danh_sach=`."""
    sent = subject_of(PeriodicList, user, wish, "danh_sach")
    columns = (Column("Đơn vị", width=50), Column("Nhận ngày", "date"), Column("Người xác nhận", width=30))
    return Listing("Các đơn vị đã nhận danh sách", columns, queries.receipts_seen(user, sent), _receipt)


def _receipt(row):
    if row.receipt is None:
        return row.unit.name, None, None
    return row.unit.name, timezone.localdate(row.receipt.received_at), row.receipt.received_by.full_name


@listing("support_plans.enquiries")
def enquiries(user, wish, today):
    """Who asked for the products of one's establishment."""
    columns = (
        Column("Sản phẩm", width=40),
        Column("Hỏi ngày", "date"),
        Column("Người hỏi", width=28),
        Column("Liên hệ", width=28),
        Column("Nội dung", width=60),
        Column("Đã trả lời ngày", "date"),
    )
    return Listing("Khách hỏi mua", columns, queries.enquiries_of(user), _enquiry)


def _enquiry(one):
    asked, answered = (at and timezone.localdate(at) for at in (one.asked_at, one.answered_at))
    return one.product.name, asked, one.name, one.contact, one.message, answered


@listing("support_plans.place_lists")
def place_lists(user, wish, today):
    columns = (
        Column("Loại địa bàn", width=40),
        Column("Văn bản", width=44),
        Column("Hiệu lực từ", "date"),
        Column("Đến hết", "date"),
        Column("Số địa bàn", "int", width=12),
    )
    rows = queries.place_lists(user)
    return Listing("Danh mục địa bàn ưu tiên", columns, rows, _place_list)


def _place_list(one):
    return one.get_kind_display(), one.paper, one.valid_from, one.valid_to, one.unit_count


@listing("support_plans.places")
def places(user, wish, today):
    """The places of the list `?danh_muc=`."""
    listed = subject_of(PlaceList, user, wish, "danh_muc")
    columns = (Column("Địa bàn", width=70), Column("Mã", width=12))
    rows = queries.units_listed(listed)
    return Listing(f"{listed.get_kind_display()}, {listed.paper}", columns, rows, lambda one: (one.address, one.code))


@listing("support_plans.unit_promises")
def unit_promises(user, wish, today):
    """What the unit `?don_vi=` promised for the year, with its light of the day."""
    asked = wish.get("don_vi", "")
    unit = queries.unit_seen(user, int(asked) if asked.isdecimal() else 0)
    columns = (
        Column("Việc", width=60),
        Column("Nội dung", width=40),
        Column("Hạn", "date"),
        Column(f"Ngày {today:%d/%m/%Y}", width=20),
    )
    rows = queries.promises_of(unit, today)
    return Listing(f"{unit.name}, năm {today.year}", columns, rows, _promise)


def _promise(line):
    return line.title, line.task.content.name, line.ends_on, line.light[1]

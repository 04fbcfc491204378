"""The kernel's own lists."""

from django.utils import timezone

from cnnt_portal.accounts.queries import organisations_for
from cnnt_portal.audit.queries import events_for
from cnnt_portal.documents.content import Column
from cnnt_portal.jobs.models import Job
from cnnt_portal.notifications.models import Notice
from cnnt_portal.notifications.permissions import can_see_outbox
from cnnt_portal.notifications.queries import mails_asked
from cnnt_portal.permissions import require, scoped
from cnnt_portal.privacy.permissions import can_see_requests
from cnnt_portal.privacy.queries import requests_for

from .registry import Listing, listing


@listing("accounts.organisations")
def organisations(user, wish, today):
    columns = (
        Column("Tên", width=44),
        Column("Tên ngắn", width=24),
        Column("Loại", width=26),
        Column("Địa bàn", width=26),
        Column("Hoạt động từ", "date"),
        Column("Đến hết", "date"),
    )
    rows = organisations_for(user, wish.get("q", "")[:100].replace("\x00", ""), today)
    return Listing("Tổ chức", columns, rows, _organisation)


def _organisation(one):
    unit = one.unit.full_name if one.unit else None
    return one.name, one.short_name, one.get_kind_display(), unit, one.valid_from, one.valid_to


@listing("audit.events")
def events(user, wish, today):
    columns = (
        Column("Lúc", width=20),
        Column("Hành động", width=40),
        Column("Người", width=28),
        Column("Thư điện tử", width=28),
        Column("Đối tượng", width=50),
        Column("Mã yêu cầu", width=34),
    )
    return Listing("Nhật ký hệ thống", columns, events_for(user, wish), _event)


def _event(one):
    person = one.by
    return (
        f"{timezone.localtime(one.at):%d/%m/%Y %H:%M:%S}",
        one.name,
        person and person.full_name,
        person and person.email,
        ", ".join(one.subjects),
        one.request_id,
    )


@listing("notifications.notices")
def notices(user, wish, today):
    """One's own inbox."""
    columns = (
        Column("Thông báo", width=60),
        Column("Nội dung", width=90),
        Column("Lúc", width=20),
        Column("Đọc lúc", width=20),
    )
    return Listing("Thông báo", columns, scoped(Notice, user), _notice)


def _notice(one):
    return one.title, one.body, _moment(one.created_at), _moment(one.read_at)


@listing("notifications.mails")
def mails(user, wish, today):
    """What the portal wrote to whom, without the letters themselves."""
    require(can_see_outbox(user))
    columns = (
        Column("Thư", width=60),
        Column("Người nhận", width=28),
        Column("Địa chỉ", width=30),
        Column("Trạng thái", width=18),
        Column("Tạo lúc", width=20),
        Column("Gửi lúc", width=20),
    )
    return Listing("Thư gửi đi", columns, mails_asked(user, wish), _mail)


def _mail(one):
    return one.subject, one.to_name, one.to, one.get_state_display(), _moment(one.created_at), _moment(one.sent_at)


@listing("jobs.jobs")
def jobs(user, wish, today):
    columns = (
        Column("Việc", width=60),
        Column("Trạng thái", width=16),
        Column("Đã làm", "int", width=10),
        Column("Tổng số", "int", width=10),
        Column("Yêu cầu lúc", width=20),
        Column("Người yêu cầu", width=28),
    )
    return Listing("Việc chạy nền", columns, scoped(Job, user).select_related("requested_by"), _job)


def _job(one):
    person = one.requested_by.full_name if one.requested_by else "Hệ thống"
    return one.label, one.get_state_display(), one.done_count, one.total_count, _moment(one.requested_at), person


@listing("privacy.requests")
def erasures(user, wish, today):
    require(can_see_requests(user))
    columns = (
        Column("Người yêu cầu", width=28),
        Column("Căn cứ", width=28),
        Column("Yêu cầu lúc", width=20),
        Column("Xóa trong ngày", "date"),
        Column("Trạng thái", width=18),
        Column("Phải giữ lại", width=60),
    )
    return Listing("Yêu cầu xóa dữ liệu cá nhân", columns, requests_for(user), _erasure)


def _erasure(one):
    kept = "; ".join(f"{part['label']} ({part['count']})" for part in one.kept)
    asked = _moment(one.asked_at)
    return one.person.full_name, one.get_ground_display(), asked, one.due_on, one.get_state_display(), kept


def _moment(at):
    return at and f"{timezone.localtime(at):%d/%m/%Y %H:%M}"

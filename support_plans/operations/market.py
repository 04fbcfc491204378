import datetime

from django.conf import settings
from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.files.kinds import ANYTHING
from cnnt_portal.notifications.operations import forget_occasions, notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from .. import queries
from ..messages import BuyerAsks
from ..models import Enquiry, Outlet
from ..permissions import can_answer_enquiry, can_ask_support, can_change_outlet, can_record_outlet


@operation
def record_outlet(*, product, system, place, link, valid_from, valid_to, evidence, by, at):
    """`evidence`: an upload, or None."""
    require(can_record_outlet(by, product, timezone.localdate(at)))
    if valid_from > timezone.localdate(at):
        raise Refused("Ngày bắt đầu bán không được sau hôm nay.", field="valid_from")
    if valid_to and valid_to < valid_from:
        raise Refused("Ngày thôi bán phải từ ngày bắt đầu trở đi.", field="valid_to")
    if Outlet.objects.filter(product=product, system=system, place=place, valid_from=valid_from).exists():
        raise Refused("Nơi bán này đã được ghi.", field="system")
    file = evidence and files.store(
        upload=evidence, name=evidence.name, accept=ANYTHING, field="evidence", by=by, at=at
    )
    return Outlet.objects.create(
        product=product,
        system=system,
        place=place,
        link=link,
        valid_from=valid_from,
        valid_to=valid_to,
        evidence=file or None,
        unit=None if can_ask_support(by, product) else next(iter(queries.units_of(by)), None),
        recorded_at=at,
        recorded_by=by,
    )


@operation
def end_outlet(*, outlet, valid_to, by, at):
    """It is sold there no more after this day; that it was sold there stays."""
    require(can_change_outlet(by, outlet))
    if valid_to < outlet.valid_from:
        raise Refused("Ngày thôi bán phải từ ngày bắt đầu trở đi.", field="valid_to")
    Outlet.objects.filter(pk=outlet.pk).update(valid_to=valid_to)


@operation
def send_enquiry(*, product, name, contact, message, by, at):
    """Bring a buyer's question to the establishment's people; the buyer never learns their addresses."""
    organisation = product.establishment.organisation
    if organisation is None:
        raise Refused("Cơ sở này chưa dùng cổng nên chưa nhận được câu hỏi gửi từ đây.")
    enquiry = Enquiry.objects.create(product=product, name=name, contact=contact, message=message, asked_at=at)
    notify(
        message=BuyerAsks(enquiry),
        recipients=people_at(organisation, Role.OWNER, Role.DRAFTER, on=timezone.localdate(at)),
        key=_occasion(enquiry),
        by=by,
        at=at,
    )
    return enquiry


@operation
def mark_enquiry_answered(*, enquiry, by, at):
    require(can_answer_enquiry(by, enquiry))
    Enquiry.objects.filter(pk=enquiry.pk, answered_at=None).update(answered_at=at, answered_by=by)


@operation
def forget_enquiries(*, by, at):
    """Delete what buyers wrote once it has lain longer than the settings say, in inboxes and outbox too."""
    before = at - datetime.timedelta(days=settings.SUPPORT_ENQUIRIES_KEPT_DAYS)
    old = Enquiry.objects.filter(asked_at__lt=before)
    told = [_occasion(enquiry) for enquiry in old]
    forget_occasions(kind=BuyerAsks.kind, keys=told, by=by, at=at)
    return old.delete()[0]


def _occasion(enquiry):
    return f"enquiry:{enquiry.pk}"

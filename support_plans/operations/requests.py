from django.utils import timezone

from cnnt_portal.accounts.models import Role
from cnnt_portal.accounts.queries import people_at
from cnnt_portal.errors import Refused, worded
from cnnt_portal.notifications.operations import notify
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require
from cnnt_portal.workflow import move
from registrations.models import Product

from .. import queries
from ..messages import RequestAnswered
from ..models import SupportRequest
from ..permissions import can_answer_request, can_ask_support, can_take_request, can_withdraw_request
from ..workflow import RequestState


@operation
def ask_support(*, product, content, need, by, at):
    """Ask once for a product and a content, as long as the earlier request is open."""
    require(can_ask_support(by, product))
    # A second click waits here for the first.
    Product.objects.select_for_update().get(pk=product.pk)
    if not queries.products_to_support(by, timezone.localdate(at)).filter(pk=product.pk).exists():
        raise Refused("Sản phẩm này chưa có trong kế hoạch hoặc giấy chứng nhận không còn hiệu lực.", field="product")
    if product.support_requests.filter(content=content, state__in=[RequestState.WAITING, RequestState.TAKEN]).exists():
        raise Refused("Đã có đề nghị nội dung này cho sản phẩm này, đang chờ trả lời.", field="content")
    return SupportRequest.objects.create(product=product, content=content, need=need, asked_at=at, asked_by=by)


@operation
def take_request(*, request, unit, by, at):
    require(can_take_request(by, request, unit))
    move(request, "take", by=by, at=at, unit=unit)


@operation
def answer_request(*, request, grants, note, by, at):
    """Grant it (saying when and how) or decline it (saying why); the establishment hears of it."""
    require(can_answer_request(by, request))
    note = worded(note, "Hãy ghi rõ sẽ hỗ trợ thế nào, hoặc vì sao chưa được.", field="note")
    move(request, "grant" if grants else "decline", by=by, at=at, note=note)
    notify(
        message=RequestAnswered(request, note),
        recipients=people_at(
            request.product.establishment.organisation, Role.OWNER, Role.DRAFTER, on=timezone.localdate(at)
        ),
        key=f"support-request:{request.pk}:{request.state}",
        by=by,
        at=at,
    )


@operation
def withdraw_request(*, request, by, at):
    require(can_withdraw_request(by, request))
    move(request, "withdraw", by=by, at=at)

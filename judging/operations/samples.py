"""Physical products: registered when they arrive and when they go back."""

from django.utils import timezone

from cnnt_portal.errors import Refused, worded
from cnnt_portal.operations import operation
from cnnt_portal.permissions import require

from ..models import Sample
from ..visiting import can_keep_samples


@operation
def receive_sample(*, entry, description, arrived_on, brought_by, condition, by, at):
    """What came, who brought it, in what condition."""
    require(can_keep_samples(by, entry.round.council))
    facts = _arrival(description, arrived_on, brought_by, condition, at)
    return Sample.objects.create(entry=entry, received_at=at, received_by=by, **facts)


@operation
def correct_sample(*, sample, description, arrived_on, brought_by, condition, by, at):
    """What was written down wrongly, while the product is still here."""
    sample = Sample.objects.select_for_update(of=("self",)).select_related("entry__round__council").get(pk=sample.pk)
    require(can_keep_samples(by, sample.entry.round.council))
    _require_here(sample)
    facts = _arrival(description, arrived_on, brought_by, condition, at)
    Sample.objects.filter(pk=sample.pk).update(**facts)


def _arrival(description, arrived_on, brought_by, condition, at):
    _refuse_future(arrived_on, "arrived_on", at)
    return {
        "description": worded(description, "Hãy ghi hiện vật là gì, bao nhiêu.", field="description"),
        "arrived_on": arrived_on,
        "brought_by": worded(brought_by, "Hãy ghi tên người giao.", field="brought_by"),
        "condition": worded(condition, "Hãy ghi tình trạng khi nhận.", field="condition"),
    }


@operation
def return_sample(*, sample, returned_on, taken_by, condition, by, at):
    """It goes back: to whom, when, in what condition. That stands."""
    sample = Sample.objects.select_for_update(of=("self",)).select_related("entry__round__council").get(pk=sample.pk)
    require(can_keep_samples(by, sample.entry.round.council))
    _require_here(sample)
    _refuse_future(returned_on, "returned_on", at)
    if returned_on < sample.arrived_on:
        raise Refused(f"Ngày trả không thể trước ngày nhận {sample.arrived_on:%d/%m/%Y}.", field="returned_on")
    Sample.objects.filter(pk=sample.pk).update(
        returned_on=returned_on,
        taken_by=worded(taken_by, "Hãy ghi tên người nhận lại.", field="taken_by"),
        condition_back=worded(condition, "Hãy ghi tình trạng khi trả.", field="condition"),
        returned_at=at,
        returned_by=by,
    )


def _require_here(sample):
    if sample.is_returned:
        raise Refused(f"Hiện vật này đã trả ngày {sample.returned_on:%d/%m/%Y}.")


def _refuse_future(day, field, at):
    if day > timezone.localdate(at):
        raise Refused("Ngày này chưa đến. Hãy kiểm tra lại.", field=field)

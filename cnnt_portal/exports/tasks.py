from celery import shared_task
from django.utils import timezone

from cnnt_portal.errors import Refused
from cnnt_portal.jobs.registry import job

from . import operations
from .models import Export, standing_of
from .queries import listing_of
from .writing import write


@job("exports.make", label="Xuất danh sách")
def make(run):
    export = Export.objects.select_related("requested_by").get(pk=run.arguments["export"])
    if export.made_at is not None:
        return
    if export.standing != standing_of(export.requested_by):
        raise Refused("Từ lúc yêu cầu đến nay vai trò của bạn đã đổi. Hãy xuất lại từ trang danh sách.")
    listing = listing_of(export.listing, export.requested_by, export.wish, timezone.localdate(run.at))
    total = listing.count()
    written = 0

    def counted():
        nonlocal written
        for values in listing.values():
            written += 1
            # The end is told by the file itself.
            run.progress(min(written, total), total + 1)
            yield values

    content = write(listing, export.form, counted())
    with run.finish():
        operations.keep(export=export, content=content, count=written, by=run.by, at=run.at)


@shared_task(name="exports.discard_expired")
def discard_expired():
    operations.discard_expired(by=None, at=timezone.now())

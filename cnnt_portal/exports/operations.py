from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cnnt_portal.accounts.models import User
from cnnt_portal.errors import Refused
from cnnt_portal.files import operations as files
from cnnt_portal.jobs import operations as jobs
from cnnt_portal.jobs.models import Job
from cnnt_portal.operations import operation
from cnnt_portal.text import shortened

from .models import Export, standing_of
from .queries import listing_of
from .writing import KINDS

MOST_UNDER_WAY = 3


@operation
def request_export(*, name, form, wish, by, at):
    """Ask for a list as a file. `wish`: the query string of the list's page. The list refuses who may not see it.

    Asked twice, the file that is being made comes back; nobody has more than some under way.
    """
    listing = listing_of(name, by, wish, timezone.localdate(at))
    # A second click waits here for the first.
    User.objects.select_for_update().get(pk=by.pk)
    under_way = Export.objects.filter(requested_by=by, job__in=Job.objects.open())
    same = under_way.filter(listing=name, wish=wish, form=form, standing=standing_of(by)).first()
    if same is not None:
        return same
    if under_way.count() >= MOST_UNDER_WAY:
        raise Refused(f"Bạn có {MOST_UNDER_WAY} tệp đang được tạo. Hãy đợi xong rồi xuất tiếp.")
    export = Export.objects.create(
        listing=name,
        title=shortened(listing.title, Export, "title"),
        wish=wish,
        form=form,
        standing=standing_of(by),
        requested_by=by,
        requested_at=at,
    )
    export.job = jobs.request(
        kind="exports.make",
        key=f"exports.make:{export.pk}",
        label=f"Xuất {export}",
        arguments={"export": export.pk},
        link=reverse("exports:export_detail", args=[export.pk]),
        by=by,
        at=at,
    )
    export.save(update_fields=["job"])
    return export


@operation
def keep(*, export, content, count, by, at):
    """Keep the file that the job has made, for as many days as the settings say."""
    export.file = files.keep_generated(
        content=content, name=f"{export.title}.{export.form}", kind=KINDS[export.form], by=by, at=at
    )
    export.count, export.made_at = count, at
    export.expires_at = at + timedelta(days=settings.EXPORTS_KEPT_DAYS)
    export.save(update_fields=["file", "count", "made_at", "expires_at"])


@operation
def discard_expired(*, by, at):
    """Drop the files whose time is over."""
    for export in Export.objects.filter(expires_at__lte=at, file__isnull=False).select_related("file"):
        file = export.file
        export.file = None
        export.save(update_fields=["file"])
        files.discard(stored_file=file, by=by, at=at)

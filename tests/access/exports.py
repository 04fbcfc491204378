"""A file is its maker's; which lists there are for whom is the list's own affair."""

from django.utils import timezone

from cnnt_portal.exports import operations
from cnnt_portal.jobs.running import work_on

from . import SIGNED_IN, Row, answers


def the_leaders_export(cast):
    export = operations.request_export(
        name="support_plans.activities", form="csv", wish="", by=cast.leader, at=timezone.now()
    )
    work_on(export.job_id)
    return {"pk": export.pk}


TABLE = {
    "exports:export_list": Row(get=SIGNED_IN),
    "exports:export_make": Row(
        also={"name": "support_plans.activities", "form": "xlsx"}, get=SIGNED_IN, post=answers(others=302)
    ),
    "exports:export_detail": Row(the_leaders_export, get=answers(leader=200)),
    "exports:export_download": Row(the_leaders_export, get=answers(leader=200)),
}

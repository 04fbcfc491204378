from celery import shared_task

from cnnt_portal.clock import portal_now
from cnnt_portal.jobs.registry import job

from . import operations, queries
from .models import ActivityImport

# Activities entered in one transaction.
CHUNK = 50


@job("support_plans.import", label="Nhập hoạt động từ bảng")
def import_activities(run):
    """Known lines are among the groups, so that every attempt counts the same; entering leaves them alone."""
    batch = ActivityImport.objects.select_related("unit__unit", "task__plan", "task__until").get(
        pk=run.arguments["batch"]
    )
    groups = queries.judged_import(batch).groups
    for chunk in run.remaining(groups[start : start + CHUNK] for start in range(0, len(groups), CHUNK)):
        with run.effect():
            operations.enter_lines(batch=batch, groups=chunk, by=run.by, at=run.at)


@shared_task(name="support_plans.remind_of_survey")
def remind_of_survey():
    """Some times a day; each establishment is told once."""
    operations.remind_of_survey_in_time(by=None, at=portal_now())


@shared_task(name="support_plans.forget_enquiries")
def forget_enquiries():
    """Once a day; twice does no harm."""
    operations.forget_enquiries(by=None, at=portal_now())

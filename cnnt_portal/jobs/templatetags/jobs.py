from django import template

register = template.Library()


@register.inclusion_tag("jobs/job_progress.html", takes_context=True)
def job_progress(context, job, reload=False):
    """The bar of a job, on the page that started it: `{% job_progress job reload=True %}`.

    `reload`: the page loads itself anew when the job ends, because it shows the result.
    """
    return {"job": job, "reload": reload, "user": context["user"], "csrf_token": context.get("csrf_token")}


@register.filter
def can_cancel(user, job):
    from cnnt_portal.jobs.permissions import can_cancel

    return can_cancel(user, job)


@register.filter
def can_retry(user, job):
    from cnnt_portal.jobs.permissions import can_retry

    return can_retry(user, job)

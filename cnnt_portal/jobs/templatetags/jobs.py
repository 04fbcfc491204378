from django import template

from cnnt_portal.jobs import permissions

register = template.Library()
register.simple_tag(permissions.can_cancel)
register.simple_tag(permissions.can_retry)


@register.inclusion_tag("jobs/job_progress.html", takes_context=True)
def job_progress(context, job, reload=False):
    """The bar of a job, on the page that started it: `{% job_progress job reload=True %}`.

    `reload`: the page loads itself anew when the job ends, because it shows the result.
    """
    return {"job": job, "reload": reload, "user": context["user"], "csrf_token": context.get("csrf_token")}

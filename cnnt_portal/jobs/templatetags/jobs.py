from django import template

from cnnt_portal.jobs import watching

register = template.Library()


@register.inclusion_tag("jobs/job_progress.html", takes_context=True)
def job_progress(context, job, reload=False):
    """The bar of a job, on any page that shows it: `{% job_progress job reload=True %}`.

    `reload`: the page loads itself anew when the job ends, because it shows the result.
    """
    return watching.bar(context["user"], job, reload) | {"csrf_token": context.get("csrf_token")}

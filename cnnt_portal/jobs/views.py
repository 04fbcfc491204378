from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cnnt_portal.permissions import load, scoped
from cnnt_portal.ui.lists import paginate

from . import operations, watching
from .models import Job


@require_safe
def job_list(request):
    jobs = scoped(Job, request.user).select_related("requested_by")
    return render(request, "jobs/job_list.html", {"page": paginate(request, jobs)})


@require_safe
def job_detail(request, pk):
    job = load(Job, request.user, pk=pk)
    context = {"job": job, "sees_traceback": request.user.is_portal_administrator}
    return render(request, "jobs/job_detail.html", context)


@require_safe
def job_progress(request, pk):
    """The bar alone, which the page asks for again and again until the job ends.

    A page that asked with `?reload=1` is then told to load itself anew, because it has a result to show.
    """
    mark = request.GET.get("shown", "")
    job = watching.watched(request.user, pk, mark)
    reload_page = request.GET.get("reload") == "1"
    response = render(request, "jobs/job_progress.html", watching.bar(request.user, job, reload_page, mark))
    if reload_page and not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def job_cancel(request, pk):
    operations.cancel(job=load(Job, request.user, pk=pk), by=request.user, at=request.at)
    return redirect("jobs:job_detail", pk)


@require_POST
def job_retry(request, pk):
    operations.retry(job=load(Job, request.user, pk=pk), by=request.user, at=request.at)
    return redirect("jobs:job_detail", pk)
